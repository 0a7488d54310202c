import { UsageError } from '../../../src/errors.ts'
import { type EvaluateRequest, evaluateModel } from '../../../src/gates/evaluate/evaluate-model.ts'
import { evaluateSection } from '../../../src/gates/evaluate/policy.ts'
import type { ArmName, ResolvedFile, ScoredRows, Scoring, ScoringJob, SliceColumn } from '../../../src/sources/scored-rows.ts'

/**
 * Regression rows whose label is 0 and whose answers are errors: mean_absolute_error is then a plain mean. An arm "1.1" answers 1.05 and
 * 1.15 in turn, so that against an arm "1" (always 1) the harm is 0.1, its standard deviation 0.05 and, of 400 rows, its
 * standard error 0.0025: one-sided bounds 0.0959 and 0.1041.
 */
const ROWS = 400
const arm = (error: number, rows: number, wobble: number) => ({
  width: 1,
  values: Float64Array.from({ length: rows }, (_, row) => error + (row % 2 === 0 ? wobble : -wobble)),
})

type Errors = Partial<Record<ArmName, number>>

function scoredRows(errors: Errors, rows = ROWS, slices: readonly SliceColumn[] = []): ScoredRows {
  const arms = Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, arm(error, rows, name === 'candidate' ? 0.05 : 0)]))
  const design = { weight: null, cluster: null, clusters: rows, query: null, queries: 0 }
  return { rows, label: new Float64Array(rows), arms, ...design, classes: [], slices }
}

const environment = { onnxruntime: '1.30.0', duckdb: '1', cpu: 'a CPU', features: [] }
const file = (reference: string, sha256 = reference): ResolvedFile => ({ reference, path: reference, sha256, bytes: 1 })
const dataFiles = (reference: string) => ({ files: [file(reference)], reference, sha256: reference, format: 'csv' as const })

const model: EvaluateRequest['model'] = {
  name: 'm',
  task: 'regression',
  subject: { kind: 'onnx', reference: 'm.onnx', inputs: null, output: null, activation: null },
  positiveLabel: null,
  data: { evaluation: ['d.csv'], label: 'y', id: null, group: null, weight: null, query: null },
}

type Wish = {
  readonly rule?: object
  readonly policy?: object
  readonly files?: Partial<EvaluateRequest['files']>
  readonly scored?: readonly ScoredRows[]
  readonly policyUnchanged?: boolean
}

/** What was asked of the worker, and what came of it. */
async function run({ rule = { margin: 0.05 }, policy = {}, files = {}, scored = [], policyUnchanged = false }: Wish) {
  const jobs: ScoringJob[] = []
  const titles: string[] = []
  const score = async (job: ScoringJob, title: string): Promise<Scoring> => {
    titles.push(title)
    const next = scored[jobs.push(job) - 1]
    if (next === undefined) throw new Error('scored more often than the test knows')
    return { scored: next, notes: [`scored ${job.data.files[0]?.reference}`], environment }
  }
  const evaluation = await evaluateModel({
    model,
    evaluate: evaluateSection.parse({ metrics: { mean_absolute_error: rule }, ...policy }),
    files: {
      candidate: file('new.onnx'),
      baseline: file('old.onnx'),
      baselineSubject: model.subject,
      anchor: null,
      data: [dataFiles('d.csv')],
      notes: ['a note of the files'],
      ...files,
    },
    policyUnchanged,
    score,
  })
  const { verdict, reasonCode, checks } = evaluation.judgement
  const outcomes = checks.map(({ id, slice, data, outcome }) =>
    [id, slice, data === 'evaluation' ? null : data, outcome].filter((word) => word !== null).join(' '),
  )
  return { ...evaluation, verdict, reasonCode, outcomes, checks, jobs, titles }
}

test.each([
  // what                                        rule                                       candidate  verdict  reason                outcomes
  ['a loss of twice the margin fails', { margin: 0.05 }, 1.1, 'fail', 'WORSE_THAN_MARGIN', ['mean_absolute_error fail']],
  ['a loss within the margin passes', { margin: 0.15 }, 1.1, 'pass', 'NOT_WORSE', ['mean_absolute_error pass']],
  ['a loss at the margin cannot be told', { margin: 0.1 }, 1.1, 'inconclusive', 'CANNOT_TELL', ['mean_absolute_error inconclusive']],
  ['without proof asked for, it passes', { margin: 0.101, require: 'no-harm' }, 1.1, 'pass', 'NOT_WORSE', ['mean_absolute_error pass']],
  ['a share of the baseline is a share of 1', { margin: '15%' }, 1.1, 'pass', 'NOT_WORSE', ['mean_absolute_error pass']],
  ['a smaller share too', { margin: '5%' }, 1.1, 'fail', 'WORSE_THAN_MARGIN', ['mean_absolute_error fail']],
  ['a gain that was asked for and is there', { 'improve-by': 0.05 }, 0.9, 'pass', 'NOT_WORSE', ['mean_absolute_error.improve-by pass']],
  ['a gain that is proven smaller', { 'improve-by': 0.15 }, 0.9, 'fail', 'NOT_SUPERIOR', ['mean_absolute_error.improve-by fail']],
  [
    'a gain that cannot be told',
    { 'improve-by': 0.1 },
    0.9,
    'inconclusive',
    'CANNOT_TELL',
    ['mean_absolute_error.improve-by inconclusive'],
  ],
  ['a gain too good to be true', { margin: 0.05, 'suspicious-above': 0.3 }, 0.5, 'warn', 'SUSPICIOUS_GAIN', ['mean_absolute_error warn']],
  ['a gain below suspicion', { margin: 0.05, 'suspicious-above': 0.6 }, 0.5, 'pass', 'NOT_WORSE', ['mean_absolute_error pass']],
  [
    'a ceiling is a check of its own, and the worse one decides',
    { margin: 0.15, max: 1.05 },
    1.1,
    'fail',
    'OUTSIDE_LIMIT',
    ['mean_absolute_error pass', 'mean_absolute_error.max fail'],
  ],
] as const)('%s', async (_, rule, candidate, verdict, reasonCode, outcomes) => {
  expect(await run({ rule, scored: [scoredRows({ baseline: 1, candidate })] })).toMatchObject({ verdict, reasonCode, outcomes })
})

test('the numbers are those worked out by hand', async () => {
  const { checks } = await run({ rule: { margin: 0.15 }, scored: [scoredRows({ baseline: 1, candidate: 1.1 })] })
  const [check] = checks
  expect(check).toMatchObject({ baseline: 1, n: ROWS, unit: 'rows', margin: 0.15 })
  expect(check?.harm).toBeCloseTo(0.1, 12)
  // 0.05 · √(400/399) / √400, and Student's t at 0.95 with 399 degrees of freedom: 1.648682 (R 4.4, qt).
  expect(check?.standardError).toBeCloseTo(0.00250313, 7)
  expect(check?.harmBounds?.upper).toBeCloseTo(0.1 + 1.648682 * 0.00250313, 7)
})

describe('the anchor', () => {
  const rule = { margin: 0.05 }
  const anchor = file('released.onnx')

  test.each([
    // what                                                      candidate  released  verdict  reason        outcomes
    [
      'within twice the margin of it, nothing is said',
      1.02,
      0.95,
      'pass',
      'NOT_WORSE',
      ['mean_absolute_error pass', 'mean_absolute_error.anchor pass'],
    ],
    ['small losses that add up beyond it', 1.02, 0.9, 'fail', 'CREEP', ['mean_absolute_error pass', 'mean_absolute_error.anchor fail']],
  ] as const)('%s', async (_, candidate, released, verdict, reasonCode, outcomes) => {
    const scored = [scoredRows({ baseline: 1, candidate, anchor: released })]
    const result = await run({ rule, files: { anchor }, scored })
    expect(result).toMatchObject({ verdict, reasonCode, outcomes })
    expect(result.checks[1]).toMatchObject({ kind: 'anchor', margin: 0.1, require: 'no-harm' })
    expect(result.jobs[0]?.arms.anchor).toMatchObject({ file: anchor })
  })

  test('is not compared in slices', async () => {
    const slices = [{ name: 'sex', groups: ['sex=f', 'sex=m'], code: Uint16Array.from({ length: ROWS }, (_, row) => row % 2) }]
    const { checks } = await run({ rule, files: { anchor }, scored: [scoredRows({ baseline: 1, candidate: 1, anchor: 1 }, ROWS, slices)] })
    expect(checks.filter(({ kind }) => kind === 'anchor').map(({ slice }) => slice)).toEqual([null])
  })
})

describe('slices', () => {
  const groups = ['age<30', 'age>=30', 'age>=90']
  const sliced = (code: (row: number) => number, names = groups.slice(0, 2)) =>
    scoredRows({ baseline: 1, candidate: 1.1 }, ROWS, [
      { name: 'age', groups: names, code: Uint16Array.from({ length: ROWS }, (_, row) => code(row)) },
    ])

  test('have twice the margin, and a requirement of their own', async () => {
    const { checks } = await run({ rule: { margin: 0.06 }, scored: [sliced((row) => (row < 200 ? 0 : 1))] })
    expect(checks.map(({ slice, require, margin, outcome, n }) => ({ slice, require, margin, outcome, n }))).toEqual([
      { slice: null, require: 'proof', margin: 0.06, outcome: 'fail', n: 400 },
      { slice: 'age<30', require: 'no-harm', margin: 0.12, outcome: 'pass', n: 200 },
      { slice: 'age>=30', require: 'no-harm', margin: 0.12, outcome: 'pass', n: 200 },
    ])
  })

  test('a declared one without rows is an error, never silence', async () => {
    const result = await run({ rule: { margin: 0.15 }, scored: [sliced((row) => (row < 200 ? 0 : 1), groups)] })
    expect(result).toMatchObject({ verdict: 'error', reasonCode: 'EMPTY_SLICE' })
    expect(result.outcomes).toContain('mean_absolute_error age>=90 error')
  })

  test('one of fewer rows than min-rows is listed and blocks nothing', async () => {
    const result = await run({ rule: { margin: 0.15 }, scored: [sliced((row) => (row < 99 ? 0 : 1))] })
    expect(result).toMatchObject({ verdict: 'pass' })
    expect(result.outcomes).toEqual([
      'mean_absolute_error pass',
      'mean_absolute_error age<30 not-judged',
      'mean_absolute_error age>=30 pass',
    ])
    expect(result.checks[1]).toMatchObject({ reasonCode: 'TOO_FEW_ROWS', n: 99, blocking: false })
  })

  test('min-rows of the policy is what counts', async () => {
    const result = await run({ rule: { margin: 0.15 }, policy: { 'min-rows': 99 }, scored: [sliced((row) => (row < 99 ? 0 : 1))] })
    expect(result.outcomes).not.toContain('mean_absolute_error age<30 not-judged')
  })
})

test('fewer rows than min-rows overall: nothing was judged, and that is an error', async () => {
  const result = await run({ scored: [scoredRows({ baseline: 1, candidate: 1 }, 99)] })
  expect(result).toMatchObject({ verdict: 'error', reasonCode: 'NOTHING_JUDGED', outcomes: ['mean_absolute_error inconclusive'] })
})

describe('without a baseline', () => {
  const files = { baseline: null }
  const scored = [scoredRows({ candidate: 1.1 })]

  test('limits decide, at best with a warning', async () => {
    const result = await run({ rule: { margin: 0.05, max: 1.2 }, files, scored })
    expect(result).toMatchObject({ verdict: 'warn', reasonCode: 'NO_BASELINE' })
    expect(result.outcomes).toEqual(['mean_absolute_error not-applicable', 'mean_absolute_error.max pass'])
    expect(result.jobs[0]?.arms).toEqual({ candidate: expect.objectContaining({ file: file('new.onnx') }) })
    expect(result.flips).toBeNull()
  })

  test('a limit that is broken fails', async () => {
    expect(await run({ rule: { margin: 0.05, max: 1.05 }, files, scored })).toMatchObject({ verdict: 'fail', reasonCode: 'OUTSIDE_LIMIT' })
  })

  test('and without a limit nothing could decide: a usage error with a limit to paste', async () => {
    const error = await run({ files, scored }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({
      where: 'models.m.evaluate.metrics',
      remedy: expect.stringContaining('`mean_absolute_error: { margin: 0.05, max: 1.1 }`'),
    })
  })
})

describe('unchanged', () => {
  const same = { candidate: file('m.onnx', 'a'), baseline: file('git:HEAD:m.onnx', 'a') }

  test('same bytes, data and policy pass without a model being loaded', async () => {
    const result = await run({ files: same, policyUnchanged: true })
    expect(result).toMatchObject({ verdict: 'pass', reasonCode: 'UNCHANGED', checks: [], jobs: [], environment: null })
    expect(result.notes).toEqual(['a note of the files'])
  })

  test.each([
    ['another policy', { files: same, policyUnchanged: false }],
    ['another model', { files: { ...same, baseline: file('git:HEAD:m.onnx', 'b') }, policyUnchanged: true }],
  ])('%s is measured', async (_, wish) => {
    const { jobs } = await run({ ...wish, scored: [scoredRows({ baseline: 1, candidate: 1 })] })
    expect(jobs).toHaveLength(1)
  })

  test('other data are measured, both versions of them', async () => {
    const scored = [scoredRows({ baseline: 1, candidate: 1 }), scoredRows({ baseline: 1, candidate: 1 })]
    const { jobs } = await run({ files: { ...same, data: [dataFiles('then.csv'), dataFiles('now.csv')] }, policyUnchanged: true, scored })
    expect(jobs).toHaveLength(2)
  })
})

describe('evaluation data that the pull request changes', () => {
  const files = { data: [dataFiles('then.csv'), dataFiles('now.csv')] as const }

  test.each([
    // what                                           then  now   verdict  outcomes
    ['passes when both pass', 1, 1, 'pass', ['mean_absolute_error pass', 'mean_absolute_error evaluation-changed pass']],
    ['fails when only the old one does', 1.1, 1, 'fail', ['mean_absolute_error fail', 'mean_absolute_error evaluation-changed pass']],
    ['fails when only the new one does', 1, 1.1, 'fail', ['mean_absolute_error pass', 'mean_absolute_error evaluation-changed fail']],
  ] as const)('%s', async (_, then, now, verdict, outcomes) => {
    const scored = [scoredRows({ baseline: 1, candidate: then }), scoredRows({ baseline: 1, candidate: now }, 300)]
    const result = await run({ files, scored })
    expect(result).toMatchObject({ verdict, outcomes, titles: ['Scoring m', 'Scoring m on the changed data'] })
    expect(result.data).toEqual([
      { role: 'evaluation', reference: 'then.csv', sha256: 'then.csv', rows: 400 },
      { role: 'evaluation-changed', reference: 'now.csv', sha256: 'now.csv', rows: 300 },
    ])
    expect(result.notes).toEqual(['a note of the files', 'scored then.csv', 'scored now.csv'])
  })
})

describe('rows of weight 0', () => {
  const weighed = (counting: number): ScoredRows => ({
    ...scoredRows({ baseline: 1, candidate: 1 }),
    weight: Float64Array.from({ length: ROWS }, (_, row) => (row < counting ? 1 + (row % 2) : 0)),
  })

  test('are no evidence: too few of the others are too few', async () => {
    const result = await run({ scored: [weighed(99)] })
    expect(result).toMatchObject({ verdict: 'error', reasonCode: 'NOTHING_JUDGED' })
    expect(result.checks[0]).toMatchObject({ reasonCode: 'TOO_FEW_ROWS', n: 99 })
    expect(result.notes).toContain('301 of 400 rows have weight 0: they are no evidence, and no check counts them.')
  })

  test('are not among the rows that a check names', async () => {
    const { checks } = await run({ scored: [weighed(120)] })
    expect(checks[0]).toMatchObject({ outcome: 'pass', n: 120 })
  })

  test('of a slice are not among its rows either', async () => {
    const slices = [{ name: 'sex', groups: ['sex=f', 'sex=m'], code: Uint16Array.from({ length: ROWS }, (_, row) => row % 2) }]
    const { checks } = await run({ scored: [{ ...weighed(220), slices }] })
    expect(checks.map(({ slice, n }) => [slice, n])).toEqual([
      [null, 220],
      ['sex=f', 110],
      ['sex=m', 110],
    ])
  })

  test('all of them: nothing can be measured', async () => {
    expect(await run({ scored: [weighed(0)] })).toMatchObject({ verdict: 'error', reasonCode: 'METRIC_UNDEFINED' })
  })
})

test('a metric without a rule is reported and not judged', async () => {
  const metrics = { mean_absolute_error: { margin: 0.15 }, r2: {}, max_error: {} }
  const rows = scoredRows({ baseline: 1, candidate: 1.1 })
  const result = await run({ policy: { metrics }, scored: [rows] })
  expect(result.outcomes).toEqual(['mean_absolute_error pass'])
  expect(result.reported.map(({ metric, baseline, why }) => ({ metric, baseline, why }))).toEqual([
    // scikit-learn's r2_score of a constant truth that is missed.
    { metric: 'r2', baseline: 0, why: 'the policy gives it no margin and no limit' },
    { metric: 'max_error', baseline: 1, why: 'the policy gives it no margin and no limit' },
  ])
})
