import { saveFlips } from '../../src/commands/save-flips.ts'
import { MeasurementError } from '../../src/errors.ts'
import type { RowsToWrite } from '../../src/sources/scored-rows.ts'

const turned: RowsToWrite = {
  data: { files: [], format: 'csv' },
  rows: Uint32Array.of(4),
  extra: [],
  limits: { batchRows: 1, timeLimitMs: 1, memoryLimitBytes: 1 },
}

async function save(saveFlipsAs: 'none' | 'csv' | 'parquet', error: Error | null, model = 'income') {
  const written: string[] = []
  const writeRows = async (_: RowsToWrite, file: string) => {
    if (error !== null) throw error
    written.push(file)
  }
  return { written, ...(await saveFlips({ turned }, model, { saveFlips: saveFlipsAs, out: 'out' }, { writeRows })) }
}

test.each([
  ['none', [], null],
  ['csv', ['out/income.flips.csv'], 'out/income.flips.csv'],
  ['parquet', ['out/income.flips.parquet'], 'out/income.flips.parquet'],
] as const)('save-flips: %s', async (format, written, file) => {
  expect(await save(format, null)).toEqual({ written, file, notes: [] })
})

test('data that cannot be read again cost the file and not the verdict', async () => {
  const error = new MeasurementError('DATA_INVALID', 'data/holdout.csv: found no readable file', 'Look.')
  expect(await save('csv', error)).toEqual({
    written: [],
    file: null,
    notes: ['The rows whose answer turned could not be written: data/holdout.csv: found no readable file.'],
  })
})

test('a fault of Sluice, or an interrupted run, is not swallowed', async () => {
  await expect(save('csv', new Error('a fault'))).rejects.toThrow('a fault')
})
