import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diffDistributions } from '../../../../src/gates/diff/distribution/diff-distributions.ts'
import { DEFAULT_DRIFT, type DistributionRequest } from '../../../../src/gates/diff/distribution/request.ts'
import { judge } from '../../../../src/judge/judge.ts'
import { profileDistributions } from '../../../../src/sources/worker/profile-distributions.ts'
import { buildProgram } from '../../../support/built-worker.ts'
import { runtimeFolder } from '../../../support/runtime-folder.ts'
import { fixtureFile } from '../../../support/scoring-job.ts'

const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
const limits = { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }
jest.setTimeout(180_000)

async function diff(current: string, against = 'variants/base', changes: Partial<DistributionRequest> = {}) {
  const signal = new AbortController().signal
  const side = (name: string) => ({
    files: [fixtureFile(`data/income/${name.includes('.') ? name : `${name}.parquet`}`)],
    format: name.endsWith('.jsonl') ? ('json' as const) : name.endsWith('.csv') ? ('csv' as const) : ('parquet' as const),
  })
  const options = { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal }
  const answer = await diffDistributions({
    reference: side(against),
    current: side(current),
    relation: 'versions',
    roles: { label: 'over_50k' },
    drift: DEFAULT_DRIFT,
    limits,
    profile: (job) => profileDistributions(job, options),
    ...changes,
  })
  const judgement = judge(answer.comparisons, { confidence: 0.95, onInconclusive: 'block', minRows: 2000, minRarerClass: 0 })
  const wrong = judgement.checks.filter(({ outcome }) => outcome !== 'pass')
  return {
    ...answer,
    judgement,
    checks: wrong.map(({ id, slice, outcome }) => `${outcome} ${id} ${slice}`),
    rules: answer.findings.map(({ rule, subject }) => `${rule} ${subject}`),
  }
}

test.each([
  ['the same rows', 'identical', [], []],
  ['other rows of the same people', 'fresh-sample', [], []],
  ['columns in another order', 'reordered', [], []],
  ['3 % of a new category', 'category-new', [], ['ENUM_VALUE_ADDED workclass']],
  ['a category of 3 % gone', 'category-vanished', [], ['ENUM_VALUE_REMOVED marital_status']],
  [
    'hours in minutes',
    'unit-change',
    ['fail DRIFT hours_per_week'],
    ['UNIT_OR_SEMANTICS_CHANGED hours_per_week', 'RANGE_WIDENED hours_per_week'],
  ],
  ['cents where 92 % are 0', 'unit-change-zero-inflated', [], ['UNIT_OR_SEMANTICS_CHANGED capital_gain', 'RANGE_WIDENED capital_gain']],
  ['a real drift below the margin', 'drift-age-subset', [], []],
  ['8 years older', 'drift-age-all', ['fail DRIFT age'], []],
  ['a third forced to one category', 'drift-category-mix', ['fail DRIFT education', 'fail DRIFT education_num'], []],
  ['a quarter of the rows twice', 'duplicate-rows', ['fail DUPLICATE_OR_LEAK rows'], []],
] as const)('%s', async (_, file, checks, rules) => {
  const found = await diff(`variants/${file}`)
  expect(found.checks).toEqual(checks)
  expect(found.rules).toEqual(rules)
})

test('other classes of the label: drift, and the rows that were drawn twice for it', async () => {
  const found = await diff('variants/label-shift')
  expect(found.checks.sort()).toEqual(['fail DRIFT over_50k', 'fail DUPLICATE_OR_LEAK rows'])
})

test('nulls from 0 to 8 %', async () => {
  const { checks, judgement } = await diff('variants/null-rate-jump', 'variants/nullable-added')
  expect(checks).toEqual(['fail NULL_RATE_JUMP hours_per_week'])
  expect(judgement.checks[0]?.message).toMatch(/^share of nulls on hours_per_week higher by 0\.0\d+ /)
})

test('30 % of the evaluation rows were trained on; as many as by nature are no leak', async () => {
  const training = { relation: 'training' as const }
  expect((await diff('variants/leakage', 'train', training)).checks).toEqual(['fail DUPLICATE_OR_LEAK.leak rows'])
  // 23 of the 16,281 rows of Adult's test split are in its training split too.
  const honest = await diff('holdout', 'train', training)
  expect(honest.checks).toEqual([])
  expect(honest.comparisons.find(({ id }) => id === 'DUPLICATE_OR_LEAK.leak')?.measured).toMatchObject({ candidate: 23 / 16_281 })
})

test('few rows are not judged, and said; no rows are an error', async () => {
  const few = await diff('variants/rowcount-drop')
  expect(few.rules).toEqual(['ROWCOUNT_DROP rows'])
  expect(new Set(few.checks.map((text) => text.split(' ')[0]))).toEqual(new Set(['not-judged']))
  const none = await diff('variants/empty')
  expect([none.judgement.verdict, none.judgement.reasonCode, none.rules]).toEqual(['error', 'DATA_INVALID', ['ROWCOUNT_DROP rows']])
})

test('moments and ids are no population', async () => {
  const moved = await diff('variants/ts-shifted', 'variants/ts-base')
  expect([moved.checks, moved.rules]).toEqual([[], []])
  expect(moved.notes.join('\n')).toContain('"recorded_at" covers ')
  const ids = await diff('variants/json-big-int.jsonl', 'variants/json-base.jsonl')
  expect([ids.checks, ids.rules]).toEqual([[], []])
  expect(ids.notes).toContain('"user_id" names rows: its values are not compared, only its nulls.')
})

test('every distance is scipy’s', async () => {
  const { cases } = JSON.parse(readFileSync(join(__dirname, '../../../fixtures/oracles/drift-data.json'), 'utf8'))
  const { columns } = cases.find((one: { current: string }) => one.current === 'variants/drift-age-all.parquet')
  const { comparisons } = await diff('variants/drift-age-all')
  const distances = comparisons.filter(({ id }) => id === 'DRIFT')
  expect(distances).toHaveLength(15)
  for (const { slice, measured } of distances) {
    const expected = columns[slice ?? '']
    // fnlwgt has some thousand values, which are put together to bins of 1/2048 of the rows.
    const tolerance = slice === 'fnlwgt' ? 1 / 1000 : 1e-12
    const found = measured.kind === 'measured' ? measured.candidate : Number.NaN
    expect(Math.abs(found - (expected.ks ?? expected.totalVariation))).toBeLessThan(tolerance)
  }
})

test('the column that changed most comes first, in the checks and in the figures', async () => {
  const { comparisons, figures } = await diff('variants/drift-age-all')
  expect(comparisons[0]).toMatchObject({ id: 'DRIFT', slice: 'age' })
  expect(figures[0]).toMatchObject({ kind: 'bars', title: 'age' })
})
