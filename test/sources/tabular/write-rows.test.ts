import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeRows } from '../../../src/sources/tabular/write-rows.ts'
import { nativeDuckdb } from '../../support/native.ts'
import { fileAt, fixture, joined, OPTIONS, scan, tensor } from '../../support/tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-rows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('CSV: chosen rows with the text they had, and columns beside them', async () => {
  const out = join(folder, 'flips.csv')
  const data = { files: [fixture('data/income/variants/csv-base.csv')], format: 'csv' } as const
  const extra = [
    { name: 'candidate', values: new Float64Array([0.25, 0.75]) },
    { name: 'age', values: ["it's", 'b'] },
  ]
  await writeRows(nativeDuckdb(), { data, rows: new Uint32Array([0, 7]), extra }, out, OPTIONS)
  const [header, first, second] = readFileSync(out, 'utf8').split('\n')
  expect(header).toBe('postcode,age,workclass,sex,capital_gain,hours_per_week,over_50k,recorded_on,rate,candidate,sluice_age')
  expect(first).toBe("83797,29,,Male,0,40,false,2026-09-01,8.63,0.25,it's")
  expect(second).toMatch(/^09641,.*,0\.75,b$/)
})

test('Parquet: chosen rows in file order, more than one portion of them', async () => {
  const out = join(folder, 'flips.parquet')
  const data = { files: [fixture('data/income/holdout.parquet')], format: 'parquet' } as const
  const rows = Uint32Array.from({ length: 12_000 }, (_, index) => index + 1000)
  await writeRows(nativeDuckdb(), { data, rows, extra: [{ name: 'row', values: rows }] }, out, OPTIONS)
  const plan = { name: 'x', type: 'int64', columns: ['row', 'age'] } as const
  const scanned = await scan({ files: [fileAt(out)], data: { label: 'over_50k' }, tensors: { candidate: [plan] } })
  const packed = joined(scanned, tensor('candidate', 'x'))
  expect(scanned.summary.rows).toBe(12_000)
  // holdout.parquet, rows 4999 to 5001 by pandas: ages 35, 38, 47.
  expect(packed.slice(2 * 3999, 2 * 4002)).toEqual([4999n, 35n, 5000n, 38n, 5001n, 47n])
})

test('a failure leaves no file', async () => {
  const out = join(folder, 'no-such-folder', 'flips.csv')
  const data = { files: [fixture('data/income/holdout.parquet')], format: 'parquet' } as const
  await expect(writeRows(nativeDuckdb(), { data, rows: new Uint32Array([1]), extra: [] }, out, OPTIONS)).rejects.toThrow()
  expect(existsSync(out)).toBe(false)
})
