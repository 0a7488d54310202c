import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeasurementError } from '../../../src/errors.ts'
import { openTabular } from '../../../src/sources/tabular/open-tabular.ts'
import { nativeDuckdb } from '../../support/native.ts'
import { fixture, groupSizes, scan } from '../../support/tables.ts'

const other = fixture('data/income/holdout_with_id.parquet').path
const scanWhere = (where: string) =>
  scan({ files: [fixture('data/income/holdout.parquet')], data: { label: 'over_50k', slices: [{ kind: 'where', name: 'w', where }] } })

// Expected counts: pandas 3.1.1.
test.each<[string, number]>([
  ["sex = 'Female' AND age < 30", 2016],
  ['age < 30 -- a remark', 4804],
  ['age BETWEEN 30 AND 44', 6198],
  ['workclass IS NULL', 963],
  ["workclass IN ('Private', 'State-gov') OR workclass LIKE 'Fed%'", 12365],
  ['CASE WHEN over_50k THEN true ELSE false END', 3846],
  ['data.age >= 60', 1411],
  ["lower(SEX) = 'female'", 5421],
])('%s', async (where, rows) => {
  expect(groupSizes(await scanWhere(where), 0)).toEqual({ w: rows })
})

test.each<[string, RegExp]>([
  ['age <', /an SQL error/],
  ['', /an SQL error/],
  ['age < 30; DROP TABLE data', /an SQL error|more than one/],
  ['age < 30) FROM data; COPY (SELECT 1', /an SQL error|more than one/],
  ['true), (true', /type STRUCT|function of a row|a value of type/],
  ['age', /a value of type INTEGER/],
  [`age IN (SELECT age FROM read_parquet('${other}'))`, /a subquery/],
  [`EXISTS (FROM read_csv('/etc/passwd'))`, /a subquery/],
  ['sum(age) OVER () > 1', /a window/],
  ['count(*) > 1', /count_star\(\), which is no function of a row/],
  ['max(age) > 1', /max\(\), which is no function of a row/],
  ['COLUMNS(*) IS NOT NULL', /a star/],
  ['*', /a star/],
  ['age > $1', /a parameter/],
  ['age > ?', /a parameter/],
  ['unnest([true, false])', /unnest\(\), which makes rows/],
  ['list_filter([age], x -> x > 1) IS NOT NULL', /a lambda/],
  ['random() < 0.5', /random\(\), which answers differently another time/],
  ["now() > TIMESTAMP '2026-01-01'", /now\(\), which answers differently/],
  ["current_date > DATE '2026-01-01'", /no column "current_date"/],
  ["error('x')", /error\(\), which answers differently/],
  ['nosuchfunction(age)', /nosuchfunction\(\)/],
  ['agee < 30', /no column "agee".*where of slice "w"/],
  ["age < 'young'", /an SQL error/],
])('refused: %s', async (where, message) => {
  const error: unknown = await scanWhere(where).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(MeasurementError)
  expect(error).toMatchObject({ reasonCode: 'DATA_INVALID', message: expect.stringMatching(message) })
})

test('the database itself refuses other files, settings and extensions', async () => {
  const table = await openTabular(
    nativeDuckdb(),
    { files: [fixture('data/income/holdout.parquet')], format: 'parquet' },
    { threads: 1, memoryLimitBytes: 2 ** 28 },
  )
  const out = join(tmpdir(), `sluice-escape-${process.pid}.csv`)
  for (const sql of [
    `FROM read_parquet('${other}')`,
    "FROM read_text('/etc/passwd')",
    `COPY (SELECT 1) TO '${out}'`,
    `ATTACH '${out}'`,
    'SET enable_external_access = true',
    'SET threads = 8',
    'INSTALL httpfs',
    'LOAD httpfs',
  ]) {
    await expect(table.connection.run(sql)).rejects.toThrow(/Permission|locked|disabled|Cannot|not allowed/i)
  }
  expect(existsSync(out)).toBe(false)
  table.close()
})
