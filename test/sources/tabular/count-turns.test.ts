import { countTurns } from '../../../src/sources/tabular/count-turns.ts'
import { nativeDuckdb } from '../../support/native.ts'
import { formatOf, madeFile, OPTIONS } from '../../support/tables.ts'

type Wish = {
  readonly rows?: readonly number[]
  readonly turns?: readonly number[]
  readonly skip?: readonly string[]
  readonly minRows?: number
  readonly total?: number
  readonly format?: 'parquet' | 'csv' | 'json'
}
let files = 0

/** @param select the columns of 1,000 rows, in SQL over `i` from 0 */
async function counted(select: string, wish: Wish = {}) {
  const { rows = [0], turns = [-1], skip = [], minRows = 1, total = 1000, format = 'parquet' } = wish
  const file = await madeFile(`turns-${files++}.${format}`, `SELECT ${select} FROM range(${total}) AS numbers(i) ORDER BY i`)
  const data = { files: [file], format: formatOf(file) }
  return countTurns(nativeDuckdb(), { data, rows: Uint32Array.from(rows), turns: Int8Array.from(turns), skip, minRows }, OPTIONS)
}

test('levels of texts, truth values and numbers of few values, with the nulls', async () => {
  const select = "CASE i % 4 WHEN 0 THEN 'a' WHEN 1 THEN 'b' END AS letter, i < 100 AS early, CAST(i % 2 AS TINYINT) AS odd"
  const { groups, columns } = await counted(select, { rows: [0, 1, 5, 101], turns: [-1, 1, -1, -1] })
  expect(columns).toBe(3)
  expect(groups).toEqual([
    { of: 'letter', slice: 'letter=a', rows: 250, toWrong: 1, toRight: 0 },
    { of: 'letter', slice: 'letter=b', rows: 250, toWrong: 2, toRight: 1 },
    { of: 'letter', slice: 'letter is null', rows: 500, toWrong: 0, toRight: 0 },
    { of: 'early', slice: 'early=false', rows: 900, toWrong: 1, toRight: 0 },
    { of: 'early', slice: 'early=true', rows: 100, toWrong: 2, toRight: 1 },
    { of: 'odd', slice: 'odd=0', rows: 500, toWrong: 1, toRight: 0 },
    { of: 'odd', slice: 'odd=1', rows: 500, toWrong: 2, toRight: 1 },
  ])
})

test('fifths of numbers, with rounded edges that say what is in them', async () => {
  const { groups } = await counted('i * 1.0123 AS x', { rows: [0, 199, 999], turns: [-1, -1, 1] })
  expect(groups).toEqual([
    // i · 1.0123 < 200 for i ≤ 197; the exact fifths are 201.4, 403.9, 606.4 and 808.8.
    { of: 'x', slice: 'x<200', rows: 198, toWrong: 1, toRight: 0 },
    { of: 'x', slice: '200<=x<400', rows: 198, toWrong: 1, toRight: 0 },
    { of: 'x', slice: '400<=x<610', rows: 207, toWrong: 0, toRight: 0 },
    { of: 'x', slice: '610<=x<810', rows: 198, toWrong: 0, toRight: 0 },
    { of: 'x', slice: 'x>=810', rows: 199, toWrong: 0, toRight: 1 },
  ])
})

test('mostly zero, NaN, infinities and nulls', async () => {
  const select =
    "CASE WHEN i < 700 THEN 0 ELSE i END AS mostly_zero, CASE WHEN i < 10 THEN 'nan'::DOUBLE WHEN i < 20 THEN 'inf'::DOUBLE WHEN i < 30 THEN NULL ELSE i END AS odd_one"
  const { groups } = await counted(select)
  const sizes = Object.fromEntries(groups.map(({ slice, rows }) => [slice, rows]))
  expect(sizes).toMatchObject({ '0<=mostly_zero<800': 800, 'mostly_zero>=800': 200, 'odd_one>=810': 200, 'odd_one is null': 20 })
  expect(groups.filter(({ of }) => of === 'odd_one').reduce((sum, { rows }) => sum + rows, 0)).toBe(1000)
})

test.each(['csv', 'json'] as const)('%s: numbers and texts as they are read, row by row', async (format) => {
  const { groups } = await counted("i // 500 AS half, CASE WHEN i < 2 THEN 'it''s' ELSE 'b' END AS \"a \"\"name\"", {
    rows: [1, 999],
    turns: [-1, 1],
    format,
  })
  expect(groups).toEqual([
    { of: 'half', slice: 'half=0', rows: 500, toWrong: 1, toRight: 0 },
    { of: 'half', slice: 'half=1', rows: 500, toWrong: 0, toRight: 1 },
    { of: 'a "name', slice: 'a "name=b', rows: 998, toWrong: 0, toRight: 1 },
    { of: 'a "name', slice: 'a "name=it\'s', rows: 2, toWrong: 1, toRight: 0 },
  ])
})

test('columns that make no groups: nested, dates, all null, a hundred thousand levels, those not asked for', async () => {
  const select =
    "{a: i} AS nested, [i] AS list, DATE '2026-01-01' AS day, NULL::DOUBLE AS empty, NULL::VARCHAR AS blank, 'id-' || i AS name, i % 2 = 0 AS label"
  const { groups, columns } = await counted(select, { total: 100_000, minRows: 50, skip: ['label'] })
  expect(columns).toBe(3)
  expect(groups.map(({ slice, rows }) => `${slice}: ${rows}`)).toEqual(['empty is null: 100000', 'blank is null: 100000'])
})

test('long texts are told apart by their beginning', async () => {
  const { groups } = await counted("repeat('x', 100) || i AS document")
  expect(groups).toMatchObject([{ slice: `document=${'x'.repeat(100)}`, rows: 1000, toWrong: 1 }])
})

test('one row, and no column left', async () => {
  expect((await counted('1.5 AS x', { total: 1 })).groups).toEqual([{ of: 'x', slice: 'x=1.5', rows: 1, toWrong: 1, toRight: 0 }])
  expect(await counted('1 AS x', { skip: ['x'] })).toEqual({ groups: [], columns: 0, left: 0 })
})

test('a wide table: the first hundred columns, and how many are left', async () => {
  const select = Array.from({ length: 130 }, (_, index) => `i % 2 AS c${index}`).join(', ')
  const { groups, columns, left } = await counted(select)
  expect({ columns, left, last: groups.at(-1)?.slice }).toEqual({ columns: 100, left: 30, last: 'c99=1' })
})
