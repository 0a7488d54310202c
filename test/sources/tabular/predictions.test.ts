import { MeasurementError } from '../../../src/errors.ts'
import type { ResolvedFile } from '../../../src/sources/scored-rows.ts'
import { fixture, joined, madeFile, type Scanned, type ScanWish, scan, sum, writtenFile } from '../../support/tables.ts'

const withId = { files: [fixture('data/income/holdout_with_id.parquet')], data: { label: 'over_50k', id: 'row_id' } }

function by(file: ResolvedFile, columns?: readonly string[]): Pick<ScanWish, 'predictions'> {
  return { predictions: { candidate: { kind: 'predictions', file, ...(columns === undefined ? {} : { columns }) } } }
}

function scores(scanned: Scanned): (number | bigint | string)[] {
  return joined(scanned, (batch) => batch.answers.candidate?.values ?? null)
}

async function failure(wish: ScanWish): Promise<MeasurementError> {
  const error: unknown = await scan(wish).catch((cause: unknown) => cause)
  if (error instanceof MeasurementError) return error
  throw new Error(`expected a MeasurementError, not ${String(error)}`)
}

// Expected numbers: pandas 3.1.1, merging the files by row_id in the data's order.
test('pairs by id, in the order of the data', async () => {
  const scanned = await scan({ ...withId, ...by(fixture('oracles/predictions/numeric-baseline.by-id.parquet')) })
  const values = scores(scanned)
  expect(scanned.batches[0].answers.candidate).toMatchObject({ width: 1, values: expect.any(Float32Array) })
  expect(values.slice(0, 3)).toEqual([0.28920555114746094, 0.0874021053314209, 0.006187915802001953])
  expect(sum(values)).toBeCloseTo(3885.161464869976, 6)
  expect(values.reduce<number>((total, value, row) => total + Number(value) * row, 0)).toBeCloseTo(31550658.42978388, 3)
})

test.each<[string, string, RegExp]>([
  [
    'rows missing',
    'missing-rows',
    /^numeric-same\.by-id\.missing-rows\.parquet: 20 of the ids in column "row_id" of holdout_with_id\.parquet have no prediction \(first: "1", "2", "3", "4", "5", …\)/,
  ],
  ['ids twice', 'repeated-ids', /: 50 ids occur more often than in holdout_with_id\.parquet \(first: "1", "2", "3", "4", "5", …\)/],
])('%s: refused with counts and the first ids', async (_, name, message) => {
  const error = await failure({ ...withId, ...by(fixture(`oracles/predictions/numeric-same.by-id.${name}.parquet`)) })
  expect(error.reasonCode).toBe('ROWS_DO_NOT_PAIR')
  expect(error.message).toMatch(message)
})

const three = "SELECT * FROM (VALUES (1, 'a', true), (2, 'b', false), (3, 'a', true)) t(n, id, y)"
const data = async (id?: string): Promise<ScanWish> => ({
  files: [await madeFile('paired.parquet', three)],
  data: { label: 'y', ...(id === undefined ? {} : { id }) },
})

test('ids that the data repeats pair by occurrence', async () => {
  const file = await madeFile('twice.parquet', "SELECT * FROM (VALUES ('b', 0.5), ('a', 0.25), ('a', 0.75)) t(id, score)")
  expect(scores(await scan({ ...(await data('id')), ...by(file) }))).toEqual([0.25, 0.5, 0.75])
})

test.each<[string, string, string]>([
  ['CSV', 'p.csv', 'n,score\n3,0.75\n1,0.25\n2,0.5\n'],
  ['JSON lines, ids as floats', 'p.jsonl', '{"n":3.0,"score":0.75}\n{"n":1.0,"score":0.25}\n{"n":2.0,"score":0.5}\n'],
  ['JSON lines, ids as texts', 'q.jsonl', '{"n":"3","score":0.75}\n{"n":"1","score":0.25}\n{"n":"2","score":0.5}\n'],
])('%s by id', async (_, name, text) => {
  expect(scores(await scan({ ...(await data('n')), ...by(writtenFile(name, text)) }))).toEqual([0.25, 0.5, 0.75])
})

test.each<[string, string, string, string, RegExp]>([
  [
    'float32 for whole numbers',
    'SELECT i + 20000001 AS n, i % 2 = 0 AS y FROM range(6) t(i)',
    'SELECT (i + 20000001)::FLOAT AS n, 0.5 AS score FROM range(6) t(i)',
    'p.parquet',
    /^ids\.parquet: column "n": found the ids "20000003" and "20000005", which both become "20000004\.0" where they are compared with column "n" \(FLOAT\) of p\.parquet/,
  ],
  [
    'float64 above 2^53',
    'SELECT i + 9007199254740992 AS n, i % 2 = 0 AS y FROM range(6) t(i)',
    'SELECT (i + 9007199254740992)::DOUBLE AS n, 0.5 AS score FROM range(6) t(i)',
    'p.parquet',
    /found the ids "\d+" and "\d+", which both become .* of p\.parquet/,
  ],
  [
    'float64 above 2^53 in CSV',
    'SELECT i + 9007199254740992 AS n, i % 2 = 0 AS y FROM range(6) t(i)',
    'SELECT (i + 9007199254740992)::DOUBLE AS n, 0.5 AS score FROM range(6) t(i)',
    'p.csv',
    /found the ids "\d+" and "\d+", which both become .* \(DOUBLE\) of p\.csv/,
  ],
  [
    'rounded, though apart',
    'SELECT unnest([16777217, 5]) AS n, unnest([true, false]) AS y',
    'SELECT unnest([16777217, 5])::FLOAT AS n, 0.5 AS score',
    'p.parquet',
    /found the id "16777217", which becomes "16777216\.0" where/,
  ],
  [
    'the data as floats',
    'SELECT (i + 20000001)::FLOAT AS n, i % 2 = 0 AS y FROM range(6) t(i)',
    'SELECT i + 20000001 AS n, 0.5 AS score FROM range(6) t(i)',
    'p.parquet',
    /^p\.parquet: column "n": found the ids/,
  ],
  [
    'one id written two ways',
    'SELECT unnest([1, 1, 2]) AS n, unnest([true, false, true]) AS y',
    "SELECT unnest(['1', '1.0', '2']) AS n, 0.5 AS score",
    'p.csv',
    /^p\.csv: column "n": found the ids "1" and "1\.0", which both become "1\.0"/,
  ],
])('ids that are one where they are compared: %s', async (_, ofData, ofPredictions, name, message) => {
  const wish = { files: [await madeFile('ids.parquet', ofData)], data: { label: 'y', id: 'n' } }
  const error = await failure({ ...wish, ...by(await madeFile(name, ofPredictions)) })
  expect(error.message).toMatch(message)
  expect(error.reasonCode).toBe('ROWS_DO_NOT_PAIR')
})

test('whole ids as floats pair where the floats hold them exactly', async () => {
  const files = [await madeFile('even.parquet', 'SELECT unnest([20000002, 20000004]) AS n, unnest([true, false]) AS y')]
  const file = await madeFile('even-p.parquet', 'SELECT unnest([20000004, 20000002])::FLOAT AS n, unnest([0.25, 0.75]) AS score')
  expect(scores(await scan({ files, data: { label: 'y', id: 'n' }, ...by(file) }))).toEqual([0.75, 0.25])
})

test('pairs by position when all shared columns are equal, whatever their types', async () => {
  const file = writtenFile('position.csv', 'n,y,score\n1,True,0.25\n2,False,0.5\n3,True,0.75\n')
  const scanned = await scan({ ...(await data()), ...by(file), batchRows: 2 })
  expect(scores(scanned)).toEqual([0.25, 0.5, 0.75])
  expect(scanned.summary.notes).toEqual(['position.csv: paired with the data by position; 2 shared columns are equal in every row'])
})

test('labels as 0 and 1 are the booleans of the data', async () => {
  const file = await madeFile('int-label.parquet', 'SELECT unnest([0.25, 0.5, 0.75]) AS score, unnest([1, 0, 1])::TINYINT AS y')
  expect(scores(await scan({ ...(await data()), ...by(file) }))).toEqual([0.25, 0.5, 0.75])
})

test('pairs by position alone when nothing is shared, and says so', async () => {
  const file = await madeFile('bare.parquet', 'SELECT unnest([0.25, 0.5, 0.75]) AS score')
  const { summary } = await scan({ ...(await data()), ...by(file) })
  expect(summary.notes).toEqual([expect.stringMatching(/^bare\.parquet: paired with the data by position alone/)])
})

test('two arms of predictions at once', async () => {
  const file = fixture('oracles/predictions/numeric-baseline.by-id.parquet')
  const csv = await madeFile('half.csv', `SELECT row_id, 0.5 AS score FROM '${withId.files[0].path}'`)
  const scanned = await scan({
    ...withId,
    predictions: { baseline: { kind: 'predictions', file }, candidate: { kind: 'predictions', file: csv } },
  })
  expect(sum(scores(scanned))).toBe(16281 / 2)
  expect(sum(joined(scanned, (batch) => batch.answers.baseline?.values ?? null))).toBeCloseTo(3885.161464869976, 6)
})

test('multiclass: a column for each class, by name, in the order of the classes', async () => {
  const files = [await madeFile('classes.parquet', "SELECT unnest(['cat', 'dog']) AS y")]
  const file = await madeFile('proba.parquet', 'SELECT unnest([0.75, 0.25])::FLOAT AS proba_dog, unnest([0.25, 0.75])::FLOAT AS proba_cat')
  const wish = { files, data: { label: 'y' }, task: 'multiclass-classification' } as const
  const scanned = await scan({ ...wish, ...by(file) })
  expect(scanned.batches[0].answers.candidate).toEqual({ width: 2, values: new Float32Array([0.25, 0.75, 0.75, 0.25]) })
  const named = await scan({ ...wish, ...by(file, ['proba_dog', 'proba_cat']) })
  expect(named.batches[0].answers.candidate?.values).toEqual(new Float32Array([0.25, 0.75, 0.75, 0.25]))
})

test('multiclass: columns that are not named after the classes are read as they are listed', async () => {
  const files = [await madeFile('classes.parquet', "SELECT unnest(['cat', 'dog']) AS y")]
  const file = await madeFile('columns.parquet', 'SELECT unnest([0.75, 0.25])::FLOAT AS one, unnest([0.25, 0.75])::FLOAT AS two')
  const scanned = await scan({ files, data: { label: 'y' }, task: 'multiclass-classification', ...by(file, ['two', 'one']) })
  expect(scanned.batches[0].answers.candidate?.values).toEqual(new Float32Array([0.25, 0.75, 0.75, 0.25]))
})

const twoOf = async (): Promise<ScanWish> => ({
  files: [await madeFile('labels.parquet', "SELECT unnest(['cat', 'dog']) AS y")],
  data: { label: 'y' },
  task: 'multiclass-classification',
})
const proba = (name: string, others: string) =>
  madeFile(name, `SELECT unnest([0.125, 0.75]) AS dog, unnest([0.125, 0.25]) AS cat${others === '' ? '' : `, ${others}`}`)
const COW = 'unnest([0.75, 0.0]) AS cow'

test.each<[string, string, readonly string[] | undefined, string[], number[]]>([
  ['a column of a class that no label is', COW, undefined, ['cat', 'cow', 'dog'], [0.125, 0.75, 0.125, 0.25, 0, 0.75]],
  ['beside what is no probability', `${COW}, unnest([12.5, 0.5]) AS latency_ms, 3 AS fold`, undefined, ['cat', 'cow', 'dog'], []],
  ['named in the policy', `${COW}, 0.5 AS other`, ['dog', 'cow', 'cat'], ['cat', 'cow', 'dog'], [0.125, 0.75, 0.125, 0.25, 0, 0.75]],
])('multiclass: %s', async (_, others, columns, classes, values) => {
  const scanned = await scan({ ...(await twoOf()), ...by(await proba('cow.parquet', others), columns) })
  expect(scanned.summary.classes).toEqual(classes)
  if (values.length > 0) expect(scores(scanned)).toEqual(values)
})

test('multiclass: a number beside probabilities that add up to 1 is no class', async () => {
  const file = await madeFile('sure.parquet', 'SELECT unnest([0.75, 0.25]) AS dog, unnest([0.25, 0.75]) AS cat, 0.75 AS confidence')
  expect((await scan({ ...(await twoOf()), ...by(file) })).summary.classes).toEqual(['cat', 'dog'])
})

test.each<[string, string, readonly string[] | undefined, Partial<ScanWish>, RegExp]>([
  [
    'nothing says whether it is a class',
    '0.5 AS confidence',
    undefined,
    {},
    /found "confidence" beside the columns of the classes "cat", "dog"/,
  ],
  ['names that say nothing', `${COW}, 0.5 AS a`, ['dog', 'cow', 'a'], {}, /3 columns named under `output`; expected one for each of the 2/],
  [
    'a class that the other arm’s model lacks',
    COW,
    undefined,
    { classes: ['cat', 'dog'] },
    /classes "cow"; expected only those of the other/,
  ],
])('multiclass, refused: %s', async (_, others, columns, wish, message) => {
  const error = await failure({ ...(await twoOf()), ...wish, ...by(await proba('refused.parquet', others), columns) })
  expect(error.message).toMatch(message)
  expect(error.reasonCode).toBe('OUTPUT_NOT_FOUND')
})

test('multiclass: both arms must answer the same classes', async () => {
  const subject = (file: ResolvedFile) => ({ kind: 'predictions', file }) as const
  const baseline = subject(await proba('without.parquet', ''))
  const candidate = subject(await proba('with.parquet', COW))
  const error = await failure({ ...(await twoOf()), predictions: { baseline, candidate } })
  expect(error.message).toMatch(/^without\.parquet: found 2 columns named after classes.*; expected one for each of the 3 classes/)
})

test('predictions may be compressed by zstd, as the data may', async () => {
  const file = await madeFile('p.csv.zst', 'SELECT unnest([3, 1, 2]) AS n, unnest([0.75, 0.25, 0.5]) AS score')
  expect(scores(await scan({ ...(await data('n')), ...by(file) }))).toEqual([0.25, 0.5, 0.75])
})

test('scores that stand twice are refused', async () => {
  const error = await failure({ ...(await data('n')), ...by(writtenFile('two.csv', 'n,score,score\n1,0.5,0.1\n2,0.5,0.1\n3,0.5,0.1\n')) })
  expect(error.message).toMatch(/^two\.csv: column "score": found a name that stands more than once/)
})

const column = (values: string): string => `SELECT unnest([1, 2, 3]) AS n, unnest([${values}]) AS score`

test.each<[string, string, RegExp, string, string | undefined]>([
  [
    'null prediction',
    column('0.5, NULL, 0.5'),
    /column "score", row 2: found null; expected a finite number/,
    'OUTPUT_NOT_FINITE',
    undefined,
  ],
  ['null prediction by id', column('0.5, 0.5, NULL'), /column "score", row 3: found null/, 'OUTPUT_NOT_FINITE', 'n'],
  ['NaN prediction', column("0.5, 'nan'::DOUBLE, 0.5"), /column "score", row 2: found "nan"/, 'OUTPUT_NOT_FINITE', undefined],
  ['infinite prediction', column("0.5, 0.5, 'inf'::FLOAT"), /column "score", row 3: found "inf"/, 'OUTPUT_NOT_FINITE', undefined],
  ['logits', column('0.5, -1.5, 0.5'), /column "score", row 2: found "-1\.5"; expected a probability/, 'OUTPUT_NOT_PROBABILITY', undefined],
  ['text predictions', column("'a', 'b', 'c'"), /the predictions hold VARCHAR, not numbers/, 'DATA_INVALID', undefined],
  ['fewer rows', 'SELECT unnest([0.5, 0.5]) AS score', /found 2 rows; expected 3/, 'ROWS_DO_NOT_PAIR', undefined],
  [
    'another order',
    'SELECT unnest([0.5, 0.5, 0.5]) AS score, unnest([1, 3, 2]) AS n',
    /row 2 is another than row 2 of paired\.parquet: "n" is "2\.?0?" there and "3\.?0?" here/,
    'ROWS_DO_NOT_PAIR',
    undefined,
  ],
  [
    'unknown ids',
    'SELECT unnest([0.5, 0.5, 0.5]) AS score, unnest([1, 2, 4]) AS n',
    /1 of the ids in column "n" of paired\.parquet have no prediction \(first: "3"\); 1 ids are not in column "n"/,
    'ROWS_DO_NOT_PAIR',
    'n',
  ],
  [
    'a null id',
    'SELECT unnest([0.5, 0.5, 0.5]) AS score, unnest([1, 2, NULL]) AS n',
    /have no prediction \(first: "3"\); 1 ids are not in column "n" of paired\.parquet \(first: null/,
    'ROWS_DO_NOT_PAIR',
    'n',
  ],
  ['no id column', 'SELECT unnest([0.5, 0.5, 0.5]) AS score', /no column "n" \(data\.id\)/, 'DATA_INVALID', 'n'],
  [
    'several candidates',
    'SELECT unnest([0.5, 0.5, 0.5]) AS a, unnest([0.5, 0.5, 0.5]) AS b',
    /several that may be it: "a", "b"/,
    'OUTPUT_NOT_FOUND',
    undefined,
  ],
  ['no column of numbers', "SELECT unnest(['a', 'b', 'c']) AS a", /no column of numbers/, 'OUTPUT_NOT_FOUND', undefined],
])('%s', async (_, sql, message, code, id) => {
  const error = await failure({ ...(await data(id)), ...by(await madeFile('predictions.parquet', sql)) })
  expect(error.message).toMatch(message)
  expect(error.reasonCode).toBe(code)
})
