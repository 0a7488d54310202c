import type { Comparison } from '../../src/judge/comparison.ts'
import { judge } from '../../src/judge/judge.ts'
import { normalDistribution } from '../../src/stats/distributions.ts'

const OPTIONS = { confidence: 0.95, onInconclusive: 'block', minRows: 100, minRarerClass: 20 } as const

function message(harm: number, se: number, changes: Partial<Comparison> = {}): string {
  const comparison: Comparison = {
    id: 'roc_auc',
    metric: 'roc_auc',
    slice: null,
    data: 'evaluation',
    kind: 'relative',
    require: 'proof',
    higherIsBetter: true,
    margin: 0.005,
    suspiciousAbove: null,
    measured: { kind: 'measured', harm: normalDistribution(harm, se, 'delong'), baseline: 0.9, candidate: 0.9 - harm, n: 16_281 },
    ...changes,
  }
  return judge([comparison], OPTIONS).checks[0].message
}

const noHarm = { slice: 'age<30', require: 'no-harm', margin: 0.01 } as const

test.each([
  ['fail', message(0.018, 0.0018), 'roc_auc lower by 0.018 (0.015 to 0.021), allowed 0.005. Proven worse than allowed.'],
  ['pass, worse', message(0.001, 0.0012), 'roc_auc lower by 0.001 (−0.001 to 0.003), allowed 0.005. A greater loss is excluded.'],
  ['pass, better', message(-0.008, 0.0006), 'roc_auc higher by 0.0080 (0.0070 to 0.0090), allowed loss 0.005. A greater loss is excluded.'],
  [
    'a metric of which less is better',
    message(0.018, 0.0018, { id: 'log_loss', metric: 'log_loss', higherIsBetter: false }),
    'log_loss higher by 0.018 (0.015 to 0.021), allowed 0.005. Proven worse than allowed.',
  ],
  [
    'inconclusive',
    message(0.002, 0.0036),
    'roc_auc lower by 0.002 (−0.004 to 0.008), allowed 0.005. Cannot tell yet: a loss of up to 0.008 is not excluded, a greater one is; about 52,200 rows would tell (16,281 now).',
  ],
  [
    'inconclusive although the rows are enough',
    message(0.004, 0.0012),
    'roc_auc lower by 0.004 (0.002 to 0.006), allowed 0.005. Cannot tell yet: a loss of up to 0.006 is not excluded, a greater one is; these 16,281 rows are enough to clear an equal model: the loss itself is close to the margin.',
  ],
  [
    'a slice proven worse',
    message(0.04, 0.0089, noHarm),
    'roc_auc on age<30 lower by 0.040 (0.025 to 0.055), allowed 0.01. Proven worse than allowed.',
  ],
  [
    'a slice with little to say',
    message(0.001, 0.009, noHarm),
    'roc_auc on age<30 lower by 0.001 (−0.014 to 0.016), allowed 0.01. No greater loss is proven; one of up to 0.016 is not excluded.',
  ],
  [
    'a floor broken',
    message(0.02, 0.003, {
      kind: 'limit',
      margin: 0,
      measured: { kind: 'measured', harm: normalDistribution(0.02, 0.003, 'x'), baseline: null, candidate: 0.83, n: 900 },
    }),
    'roc_auc is 0.830 (0.825 to 0.835), floor 0.85. Proven below the floor.',
  ],
  [
    'a ceiling kept',
    message(0, 1, {
      metric: 'log_loss',
      higherIsBetter: false,
      kind: 'limit',
      margin: 0,
      measured: { kind: 'measured', harm: normalDistribution(-0.1, 0.01, 'x'), baseline: null, candidate: 0.3, n: 900 },
    }),
    'log_loss is 0.30 (0.28 to 0.32), ceiling 0.4. Within the ceiling.',
  ],
  [
    'too few rows',
    message(0, 1, { slice: 'sex=X', measured: { kind: 'too-few-rows', n: 61, rarer: 7 } }),
    'roc_auc on sex=X not judged: 61 rows (at least 100 needed), 7 of the rarer class (at least 20 needed).',
  ],
  [
    'not measured, on the changed data',
    message(0, 1, {
      data: 'evaluation-changed',
      measured: { kind: 'error', reasonCode: 'METRIC_UNDEFINED', why: 'only one class in the labels' },
    }),
    'roc_auc on the changed evaluation data could not be measured: only one class in the labels.',
  ],
  [
    'house prices',
    message(1_234.5, 456, { metric: 'mean_absolute_error', higherIsBetter: false, margin: 5_000 }),
    'mean_absolute_error higher by 1,235 (484 to 1,985), allowed 5,000. A greater loss is excluded.',
  ],
])('%s', (_, actual, expected) => {
  expect(actual).toBe(expected)
})
