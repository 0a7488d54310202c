import { NO_GROUP, type SliceSpec } from '../../../src/sources/scored-rows.ts'
import { groupSizes, joined, madeFile, type Scanned, scan, writtenFile } from '../../support/tables.ts'

async function sliced(values: string, ...slices: SliceSpec[]): Promise<Scanned> {
  const file = await madeFile('sliced.parquet', `SELECT v, w, true AS y FROM (VALUES ${values}) t(v, w)`)
  return scan({ files: [file], data: { label: 'y', slices } })
}

test('edges are left-closed; nulls and NaN are a group of their own, when there are any', async () => {
  const edges: SliceSpec = { kind: 'edges', column: 'v', edges: [-0.5, 30, 45.5] }
  const scanned = await sliced("(-1::DOUBLE, 0), (-0.5, 0), (29.999, 0), (30, 0), (45.5, 0), (NULL, 0), ('nan', 0)", edges)
  expect(joined(scanned, (batch) => batch.slices[0])).toEqual([0, 1, 1, 2, 3, 4, 4])
  expect(scanned.summary.slices[0].groups).toEqual(['v<-0.5', '-0.5<=v<30', '30<=v<45.5', 'v>=45.5', 'v is null'])
})

test('edges: groups without rows are still there, an absent null is not', async () => {
  const scanned = await sliced('(1, 0)', { kind: 'edges', column: 'v', edges: [5] })
  expect(groupSizes(scanned, 0)).toEqual({ 'v<5': 1, 'v>=5': 0 })
})

test('a column of numbers is grouped in their order, of booleans and texts by theirs', async () => {
  expect((await sliced('(10, 0), (9, 0), (NULL, 0)', { kind: 'column', column: 'v' })).summary.slices[0].groups).toEqual([
    'v=9',
    'v=10',
    'v is null',
  ])
  expect((await sliced('(true, 0), (false, 0)', { kind: 'column', column: 'v' })).summary.slices[0].groups).toEqual(['v=false', 'v=true'])
  expect((await sliced("('b|`', 0), ('a''', 0)", { kind: 'column', column: 'v' })).summary.slices[0].groups).toEqual(["v=a'", 'v=b|`'])
})

test('a column of nothing but nulls is one group', async () => {
  const scanned = await sliced('(NULL::VARCHAR, 0), (NULL, 0)', { kind: 'column', column: 'v' })
  expect(groupSizes(scanned, 0)).toEqual({ 'v is null': 2 })
})

test('a condition that is null is not met', async () => {
  const scanned = await sliced('(1, 1), (NULL, 1), (5, 1)', { kind: 'where', name: 'small', where: 'v < 3' })
  expect(joined(scanned, (batch) => batch.slices[0])).toEqual([0, NO_GROUP, NO_GROUP])
})

test('several slices of one column, and of a column that is a keyword', async () => {
  const file = await madeFile('keyword.parquet', 'SELECT i AS "select", true AS y FROM range(6) t(i)')
  const slices: SliceSpec[] = [
    { kind: 'edges', column: 'select', edges: [3] },
    { kind: 'column', column: 'select' },
    { kind: 'where', name: 'even', where: '"select" % 2 = 0' },
  ]
  const scanned = await scan({ files: [file], data: { label: 'y', slices } })
  expect(groupSizes(scanned, 0)).toEqual({ 'select<3': 3, 'select>=3': 3 })
  expect(groupSizes(scanned, 1)).toEqual({ 'select=0': 1, 'select=1': 1, 'select=2': 1, 'select=3': 1, 'select=4': 1, 'select=5': 1 })
  expect(groupSizes(scanned, 2)).toEqual({ even: 3 })
})

test('CSV: conditions see dates and numbers, not text', async () => {
  const file = writtenFile('typed.csv', 'day,n,y\n01/02/2026,10,0\n13/02/2026,9,1\n')
  const slices: SliceSpec[] = [
    { kind: 'where', name: 'late', where: "day > DATE '2026-02-05'" },
    { kind: 'where', name: 'two digits', where: 'n > 9' },
  ]
  const scanned = await scan({ files: [file], data: { label: 'y', slices } })
  expect(joined(scanned, (batch) => batch.slices[0])).toEqual([NO_GROUP, 0])
  expect(joined(scanned, (batch) => batch.slices[1])).toEqual([0, NO_GROUP])
})

test('CSV: a condition on a column that changes its type later is an error with its row', async () => {
  const file = writtenFile('changes.csv', `n,y\n${'7,0\n'.repeat(30_000)}7.5,0\n`)
  const result = scan({ files: [file], data: { label: 'y', slices: [{ kind: 'where', name: 'small', where: 'n < 8' }] } })
  await expect(result).rejects.toThrow(/^changes\.csv: column "n", row 30001: found "7\.5"; expected BIGINT as in the first rows/)
})
