import { fixture, groupSizes, joined, madeFile, scan, sum, tensor, writtenFile } from '../../support/tables.ts'

// Expected numbers: pandas 3.1.1 and pyarrow 26.0.1 on the same files.

const income = { files: [fixture('data/income/holdout.parquet')], data: { label: 'over_50k' } }
const x = { name: 'x', type: 'float32', columns: ['age', 'hours_per_week'] } as const

test('income: labels, features, weights and slices in file order', async () => {
  const scanned = await scan({
    ...income,
    data: {
      label: 'over_50k',
      weight: 'fnlwgt',
      slices: [
        { kind: 'column', column: 'workclass' },
        { kind: 'edges', column: 'age', edges: [30, 45, 60] },
        { kind: 'where', name: 'young women', where: "sex = 'Female' AND age < 30" },
        { kind: 'column', column: 'sex' },
      ],
    },
    tensors: { candidate: [x, { name: 'workclass', type: 'string', columns: ['workclass'] }] },
  })
  expect(scanned.summary).toMatchObject({ rows: 16281, classes: ['false', 'true'], queries: 0 })
  expect(sum(joined(scanned, (batch) => batch.label))).toBe(3846)
  expect(sum(joined(scanned, (batch) => batch.weight))).toBe(3084202270)
  const packed = joined(scanned, tensor('candidate', 'x'))
  expect(sum(packed.filter((_, index) => index % 2 === 0))).toBe(631173)
  expect(packed.slice(2 * 4999, 2 * 5002)).toEqual([35, 45, 38, 40, 47, 40])
  expect(packed.slice(-2)).toEqual([35, 60])
  expect(joined(scanned, tensor('candidate', 'workclass')).slice(4999, 5002)).toEqual(['Private', 'Federal-gov', 'Private'])
  expect(groupSizes(scanned, 0)).toEqual({
    'workclass=Federal-gov': 472,
    'workclass=Local-gov': 1043,
    'workclass=Never-worked': 3,
    'workclass=Private': 11210,
    'workclass=Self-emp-inc': 579,
    'workclass=Self-emp-not-inc': 1321,
    'workclass=State-gov': 683,
    'workclass=Without-pay': 7,
    'workclass is null': 963,
  })
  expect(groupSizes(scanned, 1)).toEqual({ 'age<30': 4804, '30<=age<45': 6198, '45<=age<60': 3868, 'age>=60': 1411 })
  expect(groupSizes(scanned, 2)).toEqual({ 'young women': 2016 })
  expect(groupSizes(scanned, 3)).toEqual({ 'sex=Female': 5421, 'sex=Male': 10860 })
  expect(scanned.summary.notes).toEqual(['holdout.parquet: column "workclass": 963 nulls, given to the model as empty text'])
})

test.each([97, 999, 2048, 4096, 16281, 50000])('batches of %d rows, whatever the size of DuckDB’s chunks', async (batchRows) => {
  const scanned = await scan({ ...income, tensors: { baseline: [x] }, batchRows })
  const sizes = scanned.batches.map((batch) => batch.rows)
  expect(new Set(sizes.slice(0, -1))).toEqual(new Set(sizes.length > 1 ? [batchRows] : []))
  expect(sum(sizes)).toBe(16281)
  expect(scanned.batches.map((batch) => batch.firstRow)).toEqual(sizes.map((_, index) => index * batchRows))
  const packed = joined(scanned, tensor('baseline', 'x'))
  expect(packed.slice(2 * 4999, 2 * 5002)).toEqual([35, 45, 38, 40, 47, 40])
})

test('tensors that two arms share are packed once, whatever their names', async () => {
  const scanned = await scan({
    ...income,
    tensors: { baseline: [x], candidate: [{ ...x, name: 'features' }], anchor: [{ ...x, type: 'float64' }] },
  })
  const [{ tensors }] = scanned.batches
  expect(tensors.candidate?.['features']).toBe(tensors.baseline?.['x'])
  expect(tensors.anchor?.['x']).toBeInstanceOf(Float64Array)
})

test('abalone: regression labels and double features', async () => {
  const scanned = await scan({
    files: [fixture('data/abalone/holdout.parquet')],
    data: { label: 'rings' },
    task: 'regression',
    tensors: { candidate: [{ name: 'x', type: 'float64', columns: ['length', 'shell_weight'] }] },
  })
  expect(joined(scanned, (batch) => batch.label).slice(0, 5)).toEqual([15, 9, 20, 19, 10])
  expect(sum(joined(scanned, (batch) => batch.label))).toBe(20051)
  const packed = joined(scanned, tensor('candidate', 'x'))
  expect(sum(packed.filter((_, index) => index % 2 === 1))).toBeCloseTo(484.6835, 9)
})

test('digits: class indices, and 64 float columns in one tensor', async () => {
  const columns = Array.from({ length: 64 }, (_, pixel) => `p${pixel}`)
  const scanned = await scan({
    files: [fixture('data/digits/holdout.parquet')],
    data: { label: 'digit' },
    task: 'multiclass-classification',
    tensors: { candidate: [{ name: 'x', type: 'float32', columns }] },
    batchRows: 300,
  })
  expect(scanned.summary.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  expect(joined(scanned, (batch) => batch.label).slice(0, 10)).toEqual([5, 9, 0, 2, 3, 5, 6, 8, 2, 3])
  expect(sum(joined(scanned, tensor('candidate', 'x')))).toBe(312566)
})

test('digits: classes in the order of the model’s outputs', async () => {
  const classes = ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0', 'ten']
  const scanned = await scan({
    files: [fixture('data/digits/holdout.parquet')],
    data: { label: 'digit' },
    task: 'multiclass-classification',
    classes,
  })
  expect(scanned.summary.classes).toEqual(classes)
  expect(joined(scanned, (batch) => batch.label).slice(0, 10)).toEqual([4, 0, 9, 7, 6, 4, 3, 1, 7, 6])
})

test('ranking: queries as codes in order of appearance', async () => {
  const scanned = await scan({
    files: [fixture('data/ranking/holdout.parquet')],
    data: { label: 'relevance', query: 'query_id' },
    task: 'ranking',
  })
  expect(scanned.summary).toMatchObject({ rows: 8798, queries: 500 })
  expect(sum(joined(scanned, (batch) => batch.query))).toBe(2187434)
  expect(sum(joined(scanned, (batch) => batch.label))).toBe(5334)
})

test('groups are clusters, and so are repeated ids; ids that do not repeat are none', async () => {
  const grouped = fixture('data/income/holdout_grouped.parquet')
  for (const data of [
    { label: 'over_50k', group: 'household_id' },
    { label: 'over_50k', id: 'household_id' },
  ]) {
    const scanned = await scan({ files: [grouped], data })
    const codes = joined(scanned, (batch) => batch.cluster)
    expect(scanned.summary.clusters).toBe(1500)
    expect([codes.at(-1), sum(codes)]).toEqual([760, 4426947])
  }
  const single = await scan({ files: [fixture('data/income/holdout_with_id.parquet')], data: { label: 'over_50k', id: 'row_id' } })
  expect(single.batches[0].cluster).toBeNull()
  expect(single.summary.clusters).toBe(16281)
})

test('a group wins over an id that does not repeat; texts and large numbers are groups too', async () => {
  const rows =
    "SELECT * FROM (VALUES (1, 'b', 9007199254740993, true), (2, 'a', 9007199254740992, false), (3, 'b', 9007199254740993, true)) t(id, g, big, y)"
  const file = await madeFile('groups.parquet', rows)
  for (const group of ['g', 'big']) {
    const scanned = await scan({ files: [file], data: { label: 'y', id: 'id', group } })
    expect(joined(scanned, (batch) => batch.cluster)).toEqual([0, 1, 0])
    expect(scanned.summary.clusters).toBe(2)
  }
})

test.each(['data/income/variants/csv-base.csv', 'data/income/variants/json-base.jsonl'])(
  '%s: text formats give what Parquet gives',
  async (path) => {
    const scanned = await scan({
      files: [fixture(path)],
      data: {
        label: 'over_50k',
        slices: [
          { kind: 'where', name: 'early', where: 'age < 30' },
          { kind: 'column', column: 'workclass' },
        ],
      },
      tensors: { candidate: [{ name: 'x', type: 'float32', columns: ['age'] }] },
    })
    expect(scanned.summary.rows).toBe(2500)
    expect(sum(joined(scanned, tensor('candidate', 'x')))).toBe(97424)
    expect(sum(joined(scanned, (batch) => batch.label))).toBe(587)
    expect(groupSizes(scanned, 1)['workclass is null']).toBe(137)
  },
)

test('CSV: text features keep their characters, leading zeros too', async () => {
  const scanned = await scan({
    files: [fixture('data/income/variants/csv-base.csv')],
    data: { label: 'over_50k' },
    tensors: { candidate: [{ name: 'postcode', type: 'string', columns: ['postcode'] }] },
  })
  const postcodes = joined(scanned, tensor('candidate', 'postcode'))
  expect(postcodes.filter((text) => String(text).startsWith('0'))).toHaveLength(215)
  expect([postcodes[7], postcodes[15]]).toEqual(['09641', '05985'])
})

test('CSV: 1.5 after many whole numbers is 1.5, not 2', async () => {
  const lines = Array.from({ length: 30_000 }, (_, row) => `${row === 25_000 ? 1.5 : row},${row % 2}`)
  const file = writtenFile('late-fraction.csv', ['a,y', ...lines, ''].join('\n'))
  const scanned = await scan({
    files: [file],
    data: { label: 'y' },
    tensors: { candidate: [{ name: 'a', type: 'float64', columns: ['a'] }] },
  })
  expect(joined(scanned, tensor('candidate', 'a'))[25_000]).toBe(1.5)
})

test('JSON: 1.5 after many whole numbers is 1.5, not 2', async () => {
  const lines = Array.from({ length: 30_000 }, (_, row) => JSON.stringify({ a: row === 25_000 ? 1.5 : row, y: row % 2 === 0 }))
  const file = writtenFile('late-fraction.jsonl', lines.join('\n'))
  const scanned = await scan({
    files: [file],
    data: { label: 'y' },
    tensors: { candidate: [{ name: 'a', type: 'float64', columns: ['a'] }] },
  })
  expect(joined(scanned, tensor('candidate', 'a'))[25_000]).toBe(1.5)
})

test('several files are read in the order given', async () => {
  const files = [
    await madeFile('part-2.parquet', 'SELECT 2 AS a, true AS y'),
    await madeFile('part-1.parquet', 'SELECT 1 AS a, false AS y'),
  ]
  const scanned = await scan({ files, data: { label: 'y' }, tensors: { candidate: [{ name: 'a', type: 'int32', columns: ['a'] }] } })
  expect(joined(scanned, tensor('candidate', 'a'))).toEqual([2, 1])
})
