import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saveFlips } from '../../src/commands/save-flips.ts'
import { MeasurementError } from '../../src/errors.ts'
import type { RowsToWrite } from '../../src/sources/scored-rows.ts'

const turned: RowsToWrite = {
  data: { files: [], format: 'csv' },
  rows: Uint32Array.of(4),
  extra: [],
  limits: { batchRows: 1, timeLimitMs: 1, memoryLimitBytes: 1 },
}

async function save(
  saveFlipsAs: 'none' | 'csv' | 'parquet',
  error: Error | null,
  task: 'binary-classification' | 'regression' = 'binary-classification',
  out = 'out',
) {
  const written: string[] = []
  const writeRows = async (_: RowsToWrite, file: string) => {
    if (error !== null) throw error
    written.push(file)
  }
  return { written, ...(await saveFlips({ turned }, { name: 'income', task }, { saveFlips: saveFlipsAs, out }, { writeRows })) }
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

test('regression: nothing is right or wrong, and a note says so', async () => {
  expect(await save('csv', null, 'regression')).toEqual({ written: [], file: null, notes: [expect.stringMatching(/^save-flips: no rows/)] })
})

test.each(['none', 'csv'] as const)('save-flips: %s removes what an earlier run left of this model', async (format) => {
  const out = mkdtempSync(join(tmpdir(), 'sluice-flips-'))
  for (const name of ['income.flips.csv', 'income.flips.parquet', 'other.flips.csv']) writeFileSync(join(out, name), '')
  await save(format, null, 'binary-classification', out)
  expect(readdirSync(out)).toEqual(['other.flips.csv'])
})

test('a fault of Sluice, or an interrupted run, is not swallowed', async () => {
  await expect(save('csv', new Error('a fault'))).rejects.toThrow('a fault')
})
