import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MeasurementError } from '../../../src/errors.ts'
import type { ResolvedFile } from '../../../src/sources/scored-rows.ts'
import type { TableSurvey } from '../../../src/sources/tabular/survey.ts'
import { surveyTables } from '../../../src/sources/worker/survey-tables.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { fileAt, fixtureFile } from '../../support/scoring-job.ts'

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const limits = { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }
jest.setTimeout(180_000)

async function survey(...files: (readonly [ResolvedFile, 'parquet' | 'csv' | 'json'])[]) {
  const signal = new AbortController().signal
  const tables = files.map(([file, format]) => ({ file, format }))
  return surveyTables({ tables, limits }, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal })
}

function written(name: string, text: string): ResolvedFile {
  const path = join(mkdtempSync(join(tmpdir(), 'sluice-survey-')), name)
  writeFileSync(path, text)
  return fileAt(path)
}

test('says of the Adult test split what the UCI repository says of it', async () => {
  const [income] = (await survey([fixtureFile('data/income/holdout.parquet'), 'parquet'])) as TableSurvey[]
  expect({ rows: income?.rows, rowsLookedAt: income?.rowsLookedAt }).toEqual({ rows: 16_281, rowsLookedAt: 16_281 })
  const column = (name: string) => income?.columns.find((one) => one.name === name)
  // "?" in adult.test: 963 of workclass, 966 of occupation, 274 of native-country.
  expect(['workclass', 'occupation', 'native_country'].map((name) => column(name)?.nulls)).toEqual([963, 966, 274])
  expect(column('age')).toMatchObject({ kind: 'integer', range: { min: 17, max: 90, whole: true }, nulls: 0 })
  expect(column('education_num')).toMatchObject({ distinct: 16, range: { min: 1, max: 16, whole: true } })
  expect([...(column('sex')?.values ?? [])].sort()).toEqual(['Female', 'Male'])
  expect(column('over_50k')).toMatchObject({ kind: 'boolean', distinct: 2, range: null })
  expect(column('fnlwgt')?.values).toBeNull()
})

test('a column whose values all differ is told from one where a value repeats', async () => {
  const lines = Array.from({ length: 5000 }, (_, row) => `r${row},${row === 4999 ? 'k0' : `k${row}`},${row / 4}`)
  const [table] = (await survey([written('ids.csv', `id,key,amount\n${lines.join('\n')}\n`), 'csv'])) as TableSurvey[]
  expect(table?.columns.map(({ name, distinct }) => [name, distinct])).toEqual([
    ['id', 5000],
    ['key', 4999],
    ['amount', 5000],
  ])
  expect(table?.columns[2]?.range).toEqual({ min: 0, max: 1249.75, whole: false })
})

test('a file that cannot be read hides no other', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`
  const [broken, lfs, good] = await survey(
    [written('cut.parquet', 'PAR1 and then nothing'), 'parquet'],
    [written('lfs.parquet', pointer), 'parquet'],
    [written('rows.jsonl', '{"a": 1, "b": "x"}\n{"a": 2, "b": null}\n'), 'json'],
  )
  expect([broken, lfs].map((problem) => (problem as MeasurementError).reasonCode)).toEqual(['DATA_INVALID', 'LFS_POINTER'])
  expect(good).toEqual({
    rows: 2,
    rowsLookedAt: 2,
    columns: [
      {
        name: 'a',
        type: 'BIGINT',
        kind: 'integer',
        nulls: 0,
        distinct: 2,
        values: expect.arrayContaining(['1', '2']),
        range: { min: 1, max: 2, whole: true },
      },
      { name: 'b', type: 'VARCHAR', kind: 'text', nulls: 1, distinct: 1, values: ['x'], range: null },
    ],
  })
})
