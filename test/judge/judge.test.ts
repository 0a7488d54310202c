import type { Comparison } from '../../src/judge/comparison.ts'
import { type JudgeOptions, judge } from '../../src/judge/judge.ts'
import { couldNotMeasure, unchanged } from '../../src/judge/judgement.ts'
import type { ConfidenceDistribution } from '../../src/stats/confidence-distribution.ts'
import { normalDistribution, pointMass } from '../../src/stats/distributions.ts'

const OPTIONS: JudgeOptions = { confidence: 0.95, onInconclusive: 'block', minRows: 100, minRarerClass: 20 }

function comparison(changes: Partial<Comparison> = {}): Comparison {
  return {
    id: 'roc_auc',
    metric: 'roc_auc',
    slice: null,
    data: 'evaluation',
    kind: 'relative',
    require: 'proof',
    higherIsBetter: true,
    margin: 0.005,
    suspiciousAbove: null,
    measured: { kind: 'not-applicable', why: 'there is no baseline' },
    ...changes,
  }
}

function measured(harm: ConfidenceDistribution, n = 1_000): Comparison['measured'] {
  return { kind: 'measured', harm, baseline: 0.9, candidate: 0.9 - harm.estimate, n }
}

const normal = (harm: number, se: number) => measured(normalDistribution(harm, se, 'delong'))
const exact = (harm: number) => measured(pointMass(harm, 'delong'))

/** Bounds are harm ± 1.645 standard errors, worked out by hand: 0.002 ± 0.006 for 0.002 and 0.003647. */
test.each([
  // what                                                  require    margin  measured                     outcome         reason              verdict
  ['upper bound below the margin', 'proof', 0.005, normal(0.001, 0.0012), 'pass', 'NOT_WORSE', 'pass'],
  ['lower bound above the margin', 'proof', 0.005, normal(0.018, 0.0018), 'fail', 'WORSE_THAN_MARGIN', 'fail'],
  ['margin between the bounds', 'proof', 0.005, normal(0.002, 0.003647), 'inconclusive', 'CANNOT_TELL', 'inconclusive'],
  ['much better, but not enough rows', 'proof', 0.005, normal(-0.002, 0.006), 'inconclusive', 'CANNOT_TELL', 'inconclusive'],
  ['identical scores', 'proof', 0.005, exact(0), 'pass', 'NOT_WORSE', 'pass'],
  ['identical scores at margin 0', 'proof', 0, exact(0), 'pass', 'NOT_WORSE', 'pass'],
  ['worse beyond doubt at margin 0', 'proof', 0, exact(0.001), 'fail', 'WORSE_THAN_MARGIN', 'fail'],
  ['no-harm: proven worse', 'no-harm', 0.005, normal(0.018, 0.0018), 'fail', 'WORSE_THAN_MARGIN', 'fail'],
  ['no-harm: beyond the margin, not proven', 'no-harm', 0.005, normal(0.008, 0.003647), 'warn', 'LOSS_NOT_EXCLUDED', 'warn'],
  ['no-harm: within the margin, nothing excluded', 'no-harm', 0.005, normal(0.002, 0.03), 'pass', 'NOT_WORSE', 'pass'],
  ['no-harm: identical scores', 'no-harm', 0, exact(0), 'pass', 'NOT_WORSE', 'pass'],
] as const)('%s', (_, require, margin, found, outcome, reasonCode, verdict) => {
  const judgement = judge([comparison({ require, margin, measured: found })], OPTIONS)
  const [check] = judgement.checks
  expect({ outcome: check.outcome, reasonCode: check.reasonCode, verdict: judgement.verdict, reason: judgement.reasonCode }).toEqual({
    outcome,
    reasonCode,
    verdict,
    reason: reasonCode,
  })
  expect(check.blocking).toBe(['fail', 'inconclusive'].includes(outcome))
})

test('a slice proven worse alone, but not among twenty, warns', () => {
  // One-sided p = 0.0125 (z = 2.2414): below 0.05 alone, 20 · 0.0125 = 0.25 within the family of 20.
  const alone = comparison({ slice: 'a', require: 'no-harm', measured: normal(0.005 + 2.241402727604947 * 0.002, 0.002) })
  const equal = Array.from({ length: 19 }, (_, index) => comparison({ slice: `s${index}`, require: 'no-harm', measured: normal(0, 0.002) }))
  expect(judge([alone], OPTIONS).checks[0]).toMatchObject({ outcome: 'fail' })
  const within = judge([alone, ...equal], OPTIONS)
  expect(within.checks[0].outcome).toBe('warn')
  expect(within.checks[0].pValue).toBeCloseTo(0.0125, 12)
  expect(within.checks[0].adjustedP).toBeCloseTo(0.25, 10)
  expect(within.verdict).toBe('warn')
})

test('proof checks stand outside the family and keep their own p-value', () => {
  const overall = comparison({ measured: normal(0.005 + 2.241402727604947 * 0.002, 0.002) })
  const slices = Array.from({ length: 19 }, (_, index) =>
    comparison({ slice: `s${index}`, require: 'no-harm', measured: normal(0.009, 0.002) }),
  )
  const { checks } = judge([overall, ...slices], OPTIONS)
  expect(checks[0]).toMatchObject({ outcome: 'fail', adjustedP: checks[0].pValue })
  // z = 2 in each of 19: 19 · 0.02275 = 0.43.
  expect(checks[1].adjustedP).toBeCloseTo(19 * 0.022750131948179, 10)
})

test.each([
  // what                                   kind          changes                                                    outcome        reason
  ['value below a floor, proven', 'limit', { margin: 0, require: 'no-harm', measured: normal(0.02, 0.005) }, 'fail', 'OUTSIDE_LIMIT'],
  [
    'value below a floor, not proven',
    'limit',
    { margin: 0, require: 'no-harm', measured: normal(0.002, 0.005) },
    'warn',
    'LOSS_NOT_EXCLUDED',
  ],
  ['value above a floor', 'limit', { margin: 0, require: 'no-harm', measured: normal(-0.002, 0.005) }, 'pass', 'NOT_WORSE'],
  ['gain proven', 'improve-by', { margin: -0.002, measured: normal(-0.008, 0.002) }, 'pass', 'NOT_WORSE'],
  ['gain not proven', 'improve-by', { margin: -0.002, measured: normal(-0.004, 0.002) }, 'inconclusive', 'CANNOT_TELL'],
  ['gain proven smaller', 'improve-by', { margin: -0.002, measured: normal(0.004, 0.002) }, 'fail', 'NOT_SUPERIOR'],
  ['same scores are no gain', 'improve-by', { margin: -0.002, measured: exact(0) }, 'fail', 'NOT_SUPERIOR'],
  ['many small losses', 'anchor', { margin: 0.01, measured: normal(0.02, 0.002) }, 'fail', 'CREEP'],
  ['nothing released yet', 'anchor', {}, 'not-applicable', 'NO_RELEASE'],
  ['a gain beyond suspicion', 'relative', { suspiciousAbove: 0.05, measured: normal(-0.08, 0.01) }, 'warn', 'SUSPICIOUS_GAIN'],
  ['a large gain that may be noise', 'relative', { suspiciousAbove: 0.05, measured: normal(-0.08, 0.05) }, 'pass', 'NOT_WORSE'],
  ['a usual gain', 'relative', { suspiciousAbove: 0.05, measured: normal(-0.04, 0.01) }, 'pass', 'NOT_WORSE'],
] as const)('%s', (_, kind, changes, outcome, reasonCode) => {
  const { checks } = judge([comparison({ kind, ...changes })], OPTIONS)
  expect({ outcome: checks[0].outcome, reasonCode: checks[0].reasonCode }).toEqual({ outcome, reasonCode })
})

const PASS = comparison({ measured: normal(0, 0.001) })
const FEW: Comparison['measured'] = { kind: 'too-few-rows', n: 61, rarer: 7 }
const BROKEN: Comparison['measured'] = { kind: 'error', reasonCode: 'EMPTY_SLICE', why: 'the slice has no rows' }

test.each([
  // what                                         comparisons                                                 verdict         reason            first check that decides
  ['nothing asked', [], 'error', 'NOTHING_JUDGED'],
  ['too few rows in a slice blocks nothing', [PASS, comparison({ slice: 'a', measured: FEW })], 'pass', 'NOT_WORSE'],
  ['too few rows overall', [comparison({ id: 'f1', measured: FEW }), PASS], 'inconclusive', 'TOO_FEW_ROWS'],
  ['too few rows everywhere', [comparison({ measured: FEW }), comparison({ slice: 'a', measured: FEW })], 'error', 'NOTHING_JUDGED'],
  ['a slice that cannot be measured', [PASS, comparison({ slice: 'a', require: 'no-harm', measured: BROKEN })], 'error', 'EMPTY_SLICE'],
  [
    'an error outweighs a failure',
    [comparison({ measured: normal(0.1, 0.001) }), comparison({ slice: 'a', measured: BROKEN })],
    'error',
    'EMPTY_SLICE',
  ],
  [
    'a failure outweighs doubt',
    [comparison({ measured: normal(0, 0.1) }), comparison({ measured: normal(0.1, 0.001) })],
    'fail',
    'WORSE_THAN_MARGIN',
  ],
  ['no baseline and no floor', [comparison()], 'error', 'NOTHING_JUDGED'],
  [
    'no baseline, a floor kept',
    [comparison(), comparison({ kind: 'limit', margin: 0, measured: normal(-0.1, 0.01) })],
    'warn',
    'NO_BASELINE',
  ],
  [
    'no baseline, a floor broken',
    [comparison(), comparison({ kind: 'limit', margin: 0, measured: normal(0.1, 0.01) })],
    'fail',
    'OUTSIDE_LIMIT',
  ],
  ['no release yet is no reason to warn', [PASS, comparison({ kind: 'anchor' })], 'pass', 'NOT_WORSE'],
  [
    'an unknown reason still is an error',
    [PASS, comparison({ measured: { kind: 'error', reasonCode: 'HUH', why: 'it broke' } })],
    'error',
    'DATA_INVALID',
  ],
] as const)('%s', (_, comparisons, verdict, reasonCode) => {
  const judgement = judge(comparisons, OPTIONS)
  expect({ verdict: judgement.verdict, reasonCode: judgement.reasonCode }).toEqual({ verdict, reasonCode })
})

test.each([
  ['NaN', Number.NaN, 0.001],
  ['infinity', Number.POSITIVE_INFINITY, 0.001],
  ['an unknown standard error', 0.001, Number.NaN],
])('%s is an error, never a pass', (_, estimate, standardError) => {
  const harm: ConfidenceDistribution = { estimate, standardError, method: 'broken', cdf: () => Number.NaN, quantile: () => Number.NaN }
  for (const require of ['proof', 'no-harm'] as const) {
    const judgement = judge(
      [PASS, comparison({ require, measured: { kind: 'measured', harm, baseline: 0.9, candidate: 0.9, n: 10 } })],
      OPTIONS,
    )
    expect([judgement.verdict, judgement.reasonCode]).toEqual(['error', 'METRIC_UNDEFINED'])
  }
})

test('on-inconclusive: warn keeps the outcome and takes away the block', () => {
  const judgement = judge([comparison({ measured: normal(0.002, 0.003647) })], { ...OPTIONS, onInconclusive: 'warn' })
  expect(judgement.verdict).toBe('warn')
  expect(judgement.checks[0]).toMatchObject({ outcome: 'inconclusive', blocking: false, reasonCode: 'CANNOT_TELL' })
})

test('a gate without answers is an error even where inconclusive only warns', () => {
  expect(judge([comparison({ measured: FEW })], { ...OPTIONS, onInconclusive: 'warn' }).verdict).toBe('error')
})

test.each([
  // 1000 · (0.003647 / (0.005 / 2.4865))² = 3290.3, rounded up: the exemplar of the style guide, at no change.
  ['a relative check', comparison({ measured: normal(0.002, 0.003647) }), 3_290, 3_291],
  // 1000 · (0.01 · 2.4865 / 0.002)² = 154,560: until a value 0.002 below its floor is told from the floor.
  ['a floor', comparison({ kind: 'limit', require: 'no-harm', margin: 0, measured: normal(0.002, 0.01) }), 154_550, 154_570],
  // 1000 · (0.002 · 2.4865 / (0.004 − 0.002))² = 6182.6
  ['a demanded gain', comparison({ kind: 'improve-by', margin: -0.002, measured: normal(-0.004, 0.002) }), 6_180, 6_185],
] as const)('rows to decide %s', (_, one, low, high) => {
  const { rowsToDecide } = judge([one], OPTIONS).checks[0]
  expect(rowsToDecide).toBeGreaterThanOrEqual(low)
  expect(rowsToDecide).toBeLessThanOrEqual(high)
})

test('a margin of 0 has no number of rows that would prove it', () => {
  expect(judge([comparison({ margin: 0, measured: normal(0, 0.001) })], OPTIONS).checks[0].rowsToDecide).toBeNull()
})

test('detectable harm is the margin and 2.4865 standard errors; in a family of 14 it is 3.532', () => {
  // design §6: margin 0.005 and bounds 0.015 to 0.021 (standard error 0.0018) give 0.0095.
  expect(judge([comparison({ measured: normal(0.018, 0.0018) })], OPTIONS).checks[0].detectableHarm).toBeCloseTo(
    0.005 + 2.4864749 * 0.0018,
    9,
  )
  const slices = Array.from({ length: 14 }, (_, index) =>
    comparison({ slice: `s${index}`, require: 'no-harm', measured: normal(0, 0.00283) }),
  )
  // z(1 − 0.05/14) = 2.6901, z(0.80) = 0.8416; statistics.md C1: a slice of 15 % of 16,281 rows finds 0.015.
  expect(judge(slices, OPTIONS).checks[0].detectableHarm).toBeCloseTo(0.015, 4)
})

test('the reason is that of the worst check: overall before slices, then the clearest', () => {
  const slice = comparison({ id: 'slice', slice: 'a', require: 'no-harm', measured: normal(0.5, 0.001) })
  const overall = comparison({ id: 'overall', measured: normal(0.01, 0.001) })
  const clearer = comparison({ id: 'clearer', metric: 'clearer', kind: 'anchor', measured: normal(0.02, 0.001) })
  expect(judge([slice, overall, clearer], OPTIONS).reasonCode).toBe('CREEP')
  expect(judge([slice, overall, clearer], OPTIONS).message).toMatch(/^clearer /)
})

test.each([
  ['a negative margin', comparison({ margin: -0.1 })],
  ['a positive margin of improve-by', comparison({ kind: 'improve-by', margin: 0.1 })],
])('%s is a fault of the caller', (_, wrong) => {
  expect(() => judge([wrong], OPTIONS)).toThrow(RangeError)
})

test('what never came to a comparison', () => {
  expect(unchanged()).toMatchObject({ verdict: 'pass', reasonCode: 'UNCHANGED', checks: [] })
  const crash = { reasonCode: 'MODEL_CRASHED', message: 'It crashed.', remedy: 'Run it.' } as const
  expect(couldNotMeasure(crash)).toEqual({ verdict: 'error', ...crash, checks: [] })
})

describe('the message of a pass', () => {
  const passing = comparison({ measured: normal(0, 0.001) })
  const fewRows = comparison({ slice: 'sex=X', require: 'no-harm', measured: { kind: 'too-few-rows', n: 12, rarer: null } })

  test.each([
    ['one check', [passing], /^The one check passes\. The closest: roc_auc/],
    ['several', [passing, { ...passing, slice: 'sex=Male', require: 'no-harm' }], /^All 2 checks pass\./],
    ['a slice with too few rows', [passing, fewRows], /^1 of 2 checks pass, the others/],
  ] as const)('%s', (_, comparisons, message) => {
    expect(judge(comparisons, OPTIONS)).toMatchObject({ verdict: 'pass', message: expect.stringMatching(message) })
  })
})
