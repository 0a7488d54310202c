import type { TensorType } from '../../../src/sources/tabular/tensor-plan.ts'
import { fixture, joined, madeFile, scan, tensor, writtenFile } from '../../support/tables.ts'

const MAX_INT64 = 9223372036854775807n

test.each<[string, string, TensorType, (number | bigint | string)[]]>([
  ['integers to float', '(1), (-2), (3)', 'float32', [1, -2, 3]],
  ['decimals to double', '(1.25), (-2.5)', 'float64', [1.25, -2.5]],
  ['booleans to float', '(true), (false)', 'float32', [1, 0]],
  ['booleans to bool', '(true), (false)', 'bool', [1, 0]],
  ['0 and 1 to bool', '(1), (0)', 'bool', [1, 0]],
  ['whole floats to int64', '(1.0::DOUBLE), (-7.0)', 'int64', [1n, -7n]],
  ['the largest int64', `(${MAX_INT64}), (0)`, 'int64', [MAX_INT64, 0n]],
  ['the largest uint64', '(18446744073709551615::UBIGINT), (1)', 'uint64', [18446744073709551615n, 1n]],
  ['integers to int8', '(-128), (127)', 'int8', [-128, 127]],
  ['integers to uint8', '(0), (255)', 'uint8', [0, 255]],
  ['integers to int16', '(-32768), (32767)', 'int16', [-32768, 32767]],
  ['integers to uint16', '(0), (65535)', 'uint16', [0, 65535]],
  ['integers to uint32', '(0), (4294967295)', 'uint32', [0, 4294967295]],
  ['integers to text', '(7), (-1)', 'string', ['7', '-1']],
  ['nulls to text', "('a'), (NULL), ('long enough not to be inlined')", 'string', ['a', '', 'long enough not to be inlined']],
  ['nulls, NaN and infinities to float', "(1::FLOAT), (NULL), ('nan'), ('-inf')", 'float32', [1, Number.NaN, Number.NaN, -Infinity]],
  ['nulls to double', '(NULL::DOUBLE), (2)', 'float64', [Number.NaN, 2]],
])('%s', async (_, values, type, expected) => {
  const file = await madeFile('features.parquet', `SELECT v, true AS y FROM (VALUES ${values}) t(v)`)
  const scanned = await scan({ files: [file], data: { label: 'y' }, tensors: { candidate: [{ name: 'x', type, columns: ['v'] }] } })
  expect(joined(scanned, tensor('candidate', 'x'))).toEqual(expected)
})

test('columns of a tensor stand side by side, nulls in their places, over many chunks', async () => {
  const rows = 'SELECT i AS a, CASE WHEN i % 5 <> 0 THEN -i END AS b, true AS y FROM range(10000) t(i)'
  const file = await madeFile('strided.parquet', rows)
  const plan = { name: 'x', type: 'float64', columns: ['b', 'a'] } as const
  const scanned = await scan({ files: [file], data: { label: 'y' }, tensors: { candidate: [plan] }, batchRows: 777 })
  const expected = Array.from({ length: 10_000 }, (_, i) => [i % 5 === 0 ? Number.NaN : -i, i]).flat()
  expect(joined(scanned, tensor('candidate', 'x'))).toEqual(expected)
  expect(scanned.summary.notes).toEqual(['strided.parquet: column "b": 2000 nulls, given to the model as NaN'])
})

test('what a feature holds besides plain numbers is counted once, also when two tensors take it', async () => {
  const file = await madeFile('odd.parquet', "SELECT v, true AS y FROM (VALUES (1::FLOAT), (NULL), ('nan'), ('inf'), ('-inf')) t(v)")
  const plans = [
    { name: 'x', type: 'float32', columns: ['v'] },
    { name: 'xx', type: 'float32', columns: ['v', 'v'] },
  ] as const
  const { summary } = await scan({ files: [file], data: { label: 'y' }, tensors: { candidate: plans } })
  expect(summary.notes).toEqual([
    'odd.parquet: column "v": 1 nulls, given to the model as NaN',
    'odd.parquet: column "v": 1 NaN, given to the model as they are',
    'odd.parquet: column "v": 2 infinite values, given to the model as they are',
  ])
})

test('whole numbers that a float cannot hold are noted; text keeps them', async () => {
  const scanned = await scan({
    files: [fixture('data/income/variants/json-big-int.jsonl')],
    data: { label: 'over_50k' },
    tensors: {
      candidate: [
        { name: 'f', type: 'float32', columns: ['user_id'] },
        { name: 's', type: 'string', columns: ['user_id'] },
        { name: 'i', type: 'int64', columns: ['user_id'] },
      ],
    },
  })
  expect(scanned.summary.notes).toEqual([
    'json-big-int.jsonl: column "user_id": 2500 whole numbers too large for float32, which rounds them',
  ])
  expect(joined(scanned, tensor('candidate', 's')).slice(0, 2)).toEqual(['9007199254741992', '9007199254741993'])
  expect(joined(scanned, tensor('candidate', 'i')).slice(0, 2)).toEqual([9007199254741992n, 9007199254741993n])
})

test('CSV: nan, inf, spaces and empty fields are numbers as Parquet has them', async () => {
  const file = writtenFile('odd.csv', 'v,y\n1,0\n,1\nnan,0\n-inf,1\n 2.5 ,0\n1e3,1\n')
  const scanned = await scan({
    files: [file],
    data: { label: 'y' },
    tensors: { candidate: [{ name: 'x', type: 'float32', columns: ['v'] }] },
  })
  expect(joined(scanned, tensor('candidate', 'x'))).toEqual([1, Number.NaN, Number.NaN, -Infinity, 2.5, 1000])
})

test('texts of all lengths, decoded once and used again, stay with their rows', async () => {
  const text = (i: number): string | null => (i % 11 === 0 ? null : `${'é'.repeat(i % 9)}${i % 7}${'long '.repeat(i % 5)}`)
  const list = Array.from({ length: 315 }, (_, i) => text(i))
  const literals = list.map((value) => (value === null ? 'NULL' : `'${value}'`)).join(', ')
  const file = await madeFile(
    'texts.parquet',
    `SELECT [${literals}][1 + (i * 101) % 315] AS a, 'n' || i AS b, true AS y FROM range(20000) t(i)`,
  )
  const plan = { name: 's', type: 'string', columns: ['a', 'b'] } as const
  const scanned = await scan({ files: [file], data: { label: 'y' }, tensors: { candidate: [plan] }, batchRows: 1500 })
  const expected = Array.from({ length: 20_000 }, (_, i) => [list[(i * 101) % 315] ?? '', `n${i}`]).flat()
  expect(joined(scanned, tensor('candidate', 's'))).toEqual(expected)
})
