import { checkColumns, columnsAtRisk } from '../../../../src/gates/diff/contract/check-columns.ts'
import type { ColumnType, TableSchema } from '../../../../src/sources/tabular/schema/table-schema.ts'

const integer = (bits: number): ColumnType => ({ kind: 'integer', bits, signed: true })
const TYPES: Readonly<Record<string, ColumnType>> = {
  age: integer(32),
  small: integer(16),
  user: integer(64),
  price: { kind: 'decimal', precision: 10, scale: 2 },
  at: { kind: 'timestamp', unit: 'us', utc: true },
  city: { kind: 'text' },
  ratio: { kind: 'float', bits: 64 },
}
const schema = (format: TableSchema['format'] = 'parquet'): TableSchema => ({
  format,
  csv: null,
  codecs: null,
  notes: [],
  columns: Object.entries(TYPES).map(([name, type]) => ({ name, type, nullable: false, nullCount: 0, sketch: null, spelling: null })),
})
const input = (name: string, element: string) => ({ name, type: `tensor(${element})`, element, shape: ['N', 1], hasDefault: false })

function check(
  element: string,
  columns: readonly string[],
  largest: Record<string, number> = {},
  format: TableSchema['format'] = 'parquet',
) {
  const request = { candidate: { inputs: [input('x', element)], metadata: {} }, inputs: { x: columns }, data: schema(format) }
  return checkColumns(request, new Map(Object.entries(largest))).map(({ rule, subject, evidence }) => `${rule} ${subject}: ${evidence}`)
}

test.each([
  ['a column that is not there', 'float', ['tenure'], ['INPUT_WITHOUT_COLUMN tenure: ']],
  ['numbers of any kind', 'float', ['small', 'price', 'ratio'], []],
  ['a time', 'float', ['at'], ['INPUT_NOT_CASTABLE at: timestamp[us, UTC] → float']],
  ['text as a number', 'float', ['city'], ['INPUT_NOT_CASTABLE city: text → float']],
  ['text as text', 'string', ['city'], []],
  ['a float as text', 'string', ['ratio'], ['INPUT_NOT_CASTABLE ratio: float64 → string']],
])('%s', (_, element, columns, expected) => {
  expect(check(element, columns)).toEqual(expected)
})

test('a CSV is text: what it holds is seen when it is read', () => {
  expect(check('float', ['city', 'at'], {}, 'csv')).toEqual([])
})

// IEEE 754: 24 bits of significand in float32, 53 in float64, 11 in float16.
test.each([
  ['int64 in float32, 2^24', 'float', 'user', 2 ** 24, []],
  ['int64 in float32, beyond', 'float', 'user', 2 ** 24 + 1, ['PRECISION_LOST user: int64 → float, up to 16,777,217']],
  ['int32 in float32, beyond', 'float', 'age', 20_000_000, ['PRECISION_LOST age: int32 → float, up to 20,000,000']],
  ['int32 in float32, small', 'float', 'age', 90, []],
  ['int64 in float64, large', 'double', 'user', 2 ** 40, []],
  ['int16 in float16, beyond 2^11', 'float16', 'small', 4_000, ['PRECISION_LOST small: int16 → float16, up to 4,000']],
  ['int64 in int64', 'int64', 'user', 2 ** 60, []],
])('%s', (_, element, column, largest, expected) => {
  expect(check(element, [column], { [column]: largest })).toEqual(expected)
})

test('where nobody looked, only 64-bit columns are spoken of', () => {
  expect(check('float', ['user', 'age'])).toEqual(['PRECISION_LOST user: int64 → float, values not looked at'])
})

test('only columns that can lose bits are looked at', () => {
  const request = {
    candidate: { inputs: [input('x', 'float')], metadata: {} },
    inputs: { x: ['user', 'age', 'small', 'ratio', 'user'] },
    data: schema(),
  }
  expect(columnsAtRisk(request)).toEqual(['user', 'age'])
})

test('columns are known by the policy, by name, by the model’s metadata, and never guessed', () => {
  const of = (metadata: Record<string, string>, inputs: Record<string, string[]> | null, ...names: string[]) =>
    checkColumns({ candidate: { inputs: names.map((name) => input(name, 'float')), metadata }, inputs, data: schema() }, new Map()).map(
      ({ rule, subject }) => `${rule} ${subject}`,
    )
  expect(of({}, null, 'at')).toEqual(['INPUT_NOT_CASTABLE at'])
  expect(of({ columns: 'age,tenure' }, null, 'x')).toEqual(['INPUT_WITHOUT_COLUMN tenure'])
  expect(of({ columns: '{"x": ["gone"]}' }, null, 'x', 'y')).toEqual(['INPUT_WITHOUT_COLUMN gone'])
  expect(of({}, null, 'x')).toEqual([])
})
