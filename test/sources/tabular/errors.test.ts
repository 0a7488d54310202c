import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { MeasurementError } from '../../../src/errors.ts'
import type { SliceSpec } from '../../../src/sources/scored-rows.ts'
import { fixture, madeFile, type ScanWish, scan, writtenFile } from '../../support/tables.ts'

const MANY = `a,y\n${'1,0\n2,1\n'.repeat(20)}`

async function errorOf(wish: ScanWish): Promise<MeasurementError> {
  const error: unknown = await scan(wish).then(
    () => new Error('no error'),
    (cause: unknown) => cause,
  )
  if (error instanceof MeasurementError) return error
  throw error
}

const variants = 'data/income/variants'
const age = (path: string): ScanWish => ({
  files: [fixture(`${variants}/${path}`)],
  data: { label: 'over_50k' },
  tensors: { candidate: [{ name: 'x', type: 'float32', columns: ['age'] }] },
})

test.each<[string, () => Promise<ScanWish> | ScanWish, string, RegExp, RegExp]>([
  ['LFS pointer', () => ({ files: [pointer()], data: { label: 'y' } }), 'LFS_POINTER', /^pointer\.parquet: .*sha256:4d7a/, /git lfs pull/],
  [
    'no file',
    () => ({ files: [{ ...fixture('nowhere.csv'), reference: 'data/nowhere.csv' }], data: { label: 'y' } }),
    'DATA_INVALID',
    /^data\/nowhere\.csv: found no readable file/,
    /path/,
  ],
  [
    'empty file',
    () => ({ files: [writtenFile('empty.csv', '')], data: { label: 'y' } }),
    'DATA_INVALID',
    /^empty\.csv: found an empty file \(0 bytes\)/,
    /Write/,
  ],
  [
    'header only',
    () => ({ files: [writtenFile('header.csv', 'a,y\n')], data: { label: 'y' } }),
    'DATA_INVALID',
    /^header\.csv: found no rows/,
    /Nothing/,
  ],
  ['zero rows', () => age('empty.parquet'), 'DATA_INVALID', /^empty\.parquet: found no rows/, /Nothing/],
  [
    'not Parquet',
    () => ({ files: [writtenFile('text.parquet', 'a,b\n1,2\n')], data: { label: 'y' } }),
    'DATA_INVALID',
    /^text\.parquet: found a file that is not Parquet/,
    /\.csv/,
  ],
  [
    'cut-off Parquet',
    () => ({ files: [cutOff()], data: { label: 'y' } }),
    'DATA_INVALID',
    /^cut\.parquet: found a Parquet file without its end/,
    /fetch/,
  ],
  [
    'rotten Parquet',
    () => ({ files: [rotten()], data: { label: 'over_50k', weight: 'fnlwgt' } }),
    'DATA_INVALID',
    /^rotten\.parquet: found an error/,
    /Write/,
  ],
  ['not UTF-8', () => age('csv-latin1.csv'), 'DATA_INVALID', /^csv-latin1\.csv: found bytes that are not UTF-8 at line 2/, /iconv/],
  [
    'ragged CSV',
    () => ({ files: [ragged()], data: { label: 'y' } }),
    'DATA_INVALID',
    /^ragged\.csv: found 3 columns at line 30002; expected 2/,
    /Quote/,
  ],
  [
    'no header line',
    () => age('csv-no-header.csv'),
    'DATA_INVALID',
    /^csv-no-header\.csv: no column "over_50k" \(data\.label\); it has "column0"/,
    /header line/,
  ],
  [
    'misspelt label',
    () => ({ ...age('csv-base.csv'), data: { label: 'over50k' } }),
    'DATA_INVALID',
    /no column "over50k" \(data\.label\)/,
    /Did you mean "over_50k"/,
  ],
  [
    'misspelt id',
    () => ({ ...age('csv-base.csv'), data: { label: 'over_50k', id: 'post_code' } }),
    'DATA_INVALID',
    /no column "post_code" \(data\.id\)/,
    /"postcode"/,
  ],
  [
    'text for a number, CSV',
    () => withCsv('a,y\n1,0\n2,1\nNA,0\n', 'float32'),
    'DATA_INVALID',
    /^made\.csv: column "a", row 3: found "NA"; expected a number/,
    /empty fields/,
  ],
  [
    'decimal comma',
    () => ({ ...age('csv-decimal-comma.csv'), tensors: { candidate: [{ name: 'x', type: 'float32', columns: ['rate'] }] } }),
    'DATA_INVALID',
    /column "rate", row 1: found "8,63"/,
    /./,
  ],
  [
    'text for a number, JSON',
    () => age('json-number-string.jsonl'),
    'DATA_INVALID',
    /column "age": it holds VARCHAR, which cannot be given to a float32 input/,
    /numbers/,
  ],
  ['text for a number, Parquet', () => withValues("('a')", 'float32'), 'DATA_INVALID', /column "a": it holds VARCHAR/, /numbers/],
  [
    'floats for text',
    () => withValues('(1.0::FLOAT)', 'string'),
    'DATA_INVALID',
    /column "a": it holds FLOAT, which cannot be given to a string/,
    /text/,
  ],
  ['a list for a number', () => withValues('([1, 2])', 'float32'), 'DATA_INVALID', /column "a": it holds INTEGER\[\]/, /./],
  [
    'fraction for an integer',
    () => withValues('(1.0::DOUBLE), (2.5)', 'int32'),
    'DATA_INVALID',
    /column "a", row 2: found "2\.5"; expected a whole number within int32/,
    /./,
  ],
  ['fraction for an integer, CSV', () => withCsv('a,y\n1,0\n2.5,1\n', 'int64'), 'DATA_INVALID', /column "a", row 2: found "2\.5"/, /./],
  [
    'too large for its type',
    () => withValues('(1), (300)', 'int8'),
    'DATA_INVALID',
    /column "a", row 2: found "300"; expected a whole number within int8/,
    /./,
  ],
  [
    'too large for float32',
    () => withValues('(1e300::DOUBLE)', 'float32'),
    'DATA_INVALID',
    /column "a", row 1: found "1e\+300"; expected a number within float32/,
    /./,
  ],
  [
    'null for an integer',
    () => withValues('(1), (2), (NULL)', 'int64'),
    'DATA_INVALID',
    /column "a", row 3: found null; expected a whole number/,
    /./,
  ],
  ['2 for a bool', () => withValues('(1), (2)', 'bool'), 'DATA_INVALID', /column "a", row 2: found "2"; expected true or false/, /./],
  [
    'null label',
    () => labelled('(true), (NULL), (NULL)'),
    'DATA_INVALID',
    /column "y", row 2: found null; expected a value: the column is the label/,
    /2 rows/,
  ],
  ['NaN class label', () => labelled("(1.0::DOUBLE), ('nan')"), 'DATA_INVALID', /column "y", row 2/, /./],
  [
    'three labels',
    () => labelled('(0), (1), (2)'),
    'DATA_INVALID',
    /column "y": found the labels .*; expected at most two values/,
    /multiclass/,
  ],
  [
    'texts without positive-label',
    () => labelled("('no'), ('yes')"),
    'DATA_INVALID',
    /expected false and true, 0 and 1, or a positive-label/,
    /positive-label/,
  ],
  [
    'positive-label not there',
    async () => ({ ...(await labelled("('no'), ('yes')")), positiveLabel: 'ja' }),
    'DATA_INVALID',
    /expected the positive-label "ja" among them/,
    /positive-label/,
  ],
  [
    'label outside the classes',
    async () => ({ ...(await labelled("('cat'), ('cow')")), task: 'multiclass-classification', classes: ['cat', 'dog'] }),
    'DATA_INVALID',
    /found the labels "cow"; expected each of the model's classes.*cat, dog/,
    /./,
  ],
  [
    'null regression label',
    async () => ({ ...(await labelled('(1.5::DOUBLE), (NULL)')), task: 'regression' }),
    'DATA_INVALID',
    /row 2: found null; expected a finite number/,
    /./,
  ],
  [
    'infinite regression label',
    async () => ({ ...(await labelled("(1.5::DOUBLE), ('inf')")), task: 'regression' }),
    'DATA_INVALID',
    /row 2: found "inf"; expected a finite number/,
    /./,
  ],
  [
    'regression label past 2^53',
    async () => ({ ...(await labelled('(1), (9007199254740993)')), task: 'regression' }),
    'DATA_INVALID',
    /column "y", row 2: found "9007199254740993"; expected a finite number below 2\^53/,
    /./,
  ],
  [
    'negative weight',
    () => weighted('(1), (0), (-2)'),
    'DATA_INVALID',
    /column "w", row 3: found "-2"; expected a finite weight of 0 or more/,
    /./,
  ],
  ['NaN weight', () => weighted("(1::FLOAT), ('nan')"), 'DATA_INVALID', /column "w", row 2: found "nan"/, /./],
  ['null weight', () => weighted('(1), (NULL)'), 'DATA_INVALID', /column "w", row 2: found null/, /./],
  ['no weight above 0', () => weighted('(0), (0)'), 'DATA_INVALID', /column "w": found only weights of 0/, /./],
  [
    'null id',
    () => coded('id', "('a'), (NULL)"),
    'DATA_INVALID',
    /column "v", row 2: found null; expected a value: the column is the id/,
    /1 row|the row/,
  ],
  ['null group', () => coded('group', '(1), (1), (NULL)'), 'DATA_INVALID', /column "v", row 3: found null.*group/, /./],
  [
    'null query',
    async () => ({ ...(await coded('query', '(1), (NULL)')), task: 'ranking' }),
    'DATA_INVALID',
    /column "v", row 2: found null.*query/,
    /./,
  ],
  [
    'ranking without a query',
    async () => ({ ...(await labelled('(1), (0)')), task: 'ranking' }),
    'DATA_INVALID',
    /ranking needs to know/,
    /data\.query/,
  ],
  [
    'a slice of too many groups',
    () => sliced({ kind: 'column', column: 'v' }, 'range(300) t(v)'),
    'DATA_INVALID',
    /column "v": found more than 200 different values/,
    /where/,
  ],
  [
    'edges of a text',
    () => sliced({ kind: 'edges', column: 'v', edges: [1] }, "(VALUES ('a')) t(v)"),
    'DATA_INVALID',
    /column "v": found the type VARCHAR/,
    /./,
  ],
  [
    'files of two schemas',
    () => twoSchemas(),
    'DATA_INVALID',
    /^b\.parquet: column "a": found the type DOUBLE; expected INTEGER, as in a\.parquet/,
    /same schema/,
  ],
  [
    'CSV files of two headers',
    () => ({ files: [writtenFile('a1.csv', 'a,y\n1,0\n'), writtenFile('a2.csv', 'y,a\n0,1\n')], data: { label: 'y' } }),
    'DATA_INVALID',
    /^a2\.csv: found the columns y, a/,
    /same header/,
  ],
  ...['4,1,a,b,5', '4,1,a'].map((line): [string, () => ScanWish, string, RegExp, RegExp] => [
    `one of few lines is ${line}`,
    () => ({ files: [writtenFile('line.csv', `id,y,g,x\n1,0,a,5\n2,1,b,5\n${line}\n3,0,a,5\n`)], data: { label: 'y' } }),
    'DATA_INVALID',
    /^line\.csv: found \d columns at line 4; expected 4, as in the header line/,
    /./,
  ]),
  [
    'gzip by another name',
    () => ({ files: [writtenFile('packed.csv', gzipSync('a,y\n1,0\n'))], data: { label: 'y' } }),
    'DATA_INVALID',
    /^packed\.csv: found a file compressed by gzip; expected text/,
    /\.gz/,
  ],
  [
    'no text at all',
    () => ({ files: [writtenFile('model.csv', new Uint8Array([8, 9, 18, 0, 1, 2, 3]))], data: { label: 'y' } }),
    'DATA_INVALID',
    /^model\.csv: found bytes that are no text; expected text/,
    /CSV/,
  ],
  [
    'the label twice',
    () => twice('a,y,y\n1,0,1\n2,1,0\n'),
    'DATA_INVALID',
    /^twice\.csv: column "y": found a name that stands more than once/,
    /name/,
  ],
  ['a feature twice', () => twice('a,y,a\n1,0,1\n2,1,0\n'), 'DATA_INVALID', /^twice\.csv: column "a": found a name that stands/, /name/],
  [
    'a slice by a column that stands twice',
    () => ({ ...twice('a,y,g,g\n1,0,1,2\n2,1,0,2\n'), data: { label: 'y', slices: [{ kind: 'where', name: 's', where: 'G = 1' }] } }),
    'DATA_INVALID',
    /^twice\.csv: column "g": found a name that stands/,
    /name/,
  ],
  [
    'the label twice, JSON',
    () => ({ files: [writtenFile('twice.jsonl', '{"a":1,"y":0,"y":1}\n{"a":1,"y":1,"y":0}\n')], data: { label: 'y' } }),
    'DATA_INVALID',
    /^twice\.jsonl: .*duplicate key "y"/,
    /./,
  ],
  [
    'CSV files of which only the first begins with a comment',
    () => ({ files: [writtenFile('c1.csv', `# exported\n${MANY}`), writtenFile('c2.csv', MANY)], data: { label: 'y' } }),
    'DATA_INVALID',
    /^c2\.csv: found 0 lines before the header line; expected 1 line, as in c1\.csv/,
    /comments/,
  ],
  [
    'CSV files of which only the second begins with a comment',
    () => ({ files: [writtenFile('c1.csv', MANY), writtenFile('c2.csv', `# exported\n${MANY}`)], data: { label: 'y' } }),
    'DATA_INVALID',
    /^c2\.csv: found 1 line before/,
    /comments/,
  ],
])('%s', async (_, wish, code, message, remedy) => {
  const error = await errorOf(await wish())
  expect(error.message).toMatch(message)
  expect(error.reasonCode).toBe(code)
  expect(error.remedy).toMatch(remedy)
})

test('a name that stands twice in a CSV file is no matter where nobody asks for it, and y_1 beside y is a name', async () => {
  const files = [writtenFile('unused.csv', 'y,y_1,g,g\n0,5,1,2\n1,6,3,4\n')]
  const tensors = { candidate: [{ name: 'x', type: 'float32', columns: ['y_1'] }] } as const
  expect((await scan({ files, data: { label: 'y' }, tensors })).summary.rows).toBe(2)
})

test('the row of a wrong value is counted within its file', async () => {
  const files = [
    await madeFile('one.parquet', 'SELECT 1 AS a, true AS y FROM range(5000)'),
    await madeFile('two.parquet', 'SELECT unnest([1, 2, 900]) AS a, true AS y'),
  ]
  const error = await errorOf({ files, data: { label: 'y' }, tensors: { candidate: [{ name: 'x', type: 'uint8', columns: ['a'] }] } })
  expect(error.message).toMatch(/^two\.parquet: column "a", row 3: found "900"/)
})

function pointer() {
  const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393'
  return writtenFile('pointer.parquet', `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`)
}

function cutOff() {
  return writtenFile('cut.parquet', readFileSync(fixture('data/income/holdout.parquet').path).subarray(0, 50_000))
}

/** Magic bytes and footer are whole, the pages are not. */
function rotten() {
  const bytes = new Uint8Array(readFileSync(fixture('data/income/holdout.parquet').path))
  bytes.fill(0xff, 4, 120_000)
  return writtenFile('rotten.parquet', bytes)
}

function ragged() {
  return writtenFile('ragged.csv', `a,y\n${'1,0\n'.repeat(30_000)}1,0,5\n`)
}

function twice(text: string): ScanWish {
  const tensors = { candidate: [{ name: 'x', type: 'float32', columns: ['a'] }] } as const
  return { files: [writtenFile('twice.csv', text)], data: { label: 'y' }, tensors }
}

function withCsv(text: string, type: 'float32' | 'int64'): ScanWish {
  return { files: [writtenFile('made.csv', text)], data: { label: 'y' }, tensors: { candidate: [{ name: 'x', type, columns: ['a'] }] } }
}

function madeOf(sql: string): Promise<ScanWish['files']> {
  return madeFile('made.parquet', sql).then((file) => [file])
}

async function withValues(values: string, type: 'float32' | 'string' | 'int32' | 'int8' | 'int64' | 'bool'): Promise<ScanWish> {
  const files = await madeOf(`SELECT a, true AS y FROM (VALUES ${values}) t(a)`)
  return { files, data: { label: 'y' }, tensors: { candidate: [{ name: 'x', type, columns: ['a'] }] } }
}

async function labelled(values: string): Promise<ScanWish> {
  return { files: await madeOf(`FROM (VALUES ${values}) t(y)`), data: { label: 'y' } }
}

async function weighted(values: string): Promise<ScanWish> {
  return { files: await madeOf(`SELECT w, true AS y FROM (VALUES ${values}) t(w)`), data: { label: 'y', weight: 'w' } }
}

async function coded(use: 'id' | 'group' | 'query', values: string): Promise<ScanWish> {
  return { files: await madeOf(`SELECT v, true AS y FROM (VALUES ${values}) t(v)`), data: { label: 'y', [use]: 'v' } }
}

async function sliced(slice: SliceSpec, from: string): Promise<ScanWish> {
  return { files: await madeOf(`SELECT v, true AS y FROM ${from}`), data: { label: 'y', slices: [slice] } }
}

async function twoSchemas(): Promise<ScanWish> {
  const files = [await madeFile('a.parquet', 'SELECT 1 AS a, true AS y'), await madeFile('b.parquet', 'SELECT 1.5::DOUBLE AS a, true AS y')]
  return { files, data: { label: 'y' } }
}
