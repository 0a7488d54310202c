import type { Comparison } from '../../../src/judge/comparison.ts'
import { proposeMetrics } from '../../../src/setup/init/propose-metrics.ts'
import { normalDistribution } from '../../../src/stats/distributions.ts'

function compared(metric: string, kind: 'limit' | 'relative', value: number, standardError: number): Comparison {
  const side = metric === 'roc_auc' ? 'min' : 'max'
  const limit = { id: `${metric}.${side}`, require: 'no-harm' as const, margin: 0 }
  return {
    ...{ metric, kind, slice: null, data: 'evaluation', higherIsBetter: metric === 'roc_auc', suspiciousAbove: null },
    ...(kind === 'limit' ? limit : { id: metric, require: 'proof' as const, margin: 0.005 }),
    measured: {
      kind: 'measured',
      harm: normalDistribution(0, standardError, 'normal'),
      baseline: kind === 'limit' ? null : value,
      candidate: value,
      n: 16_281,
    },
  }
}

// 2.4865 standard errors are found with 80 % power (1.6449 + 0.8416); two retrained models differ by half of one's own error.
test.each([
  // what                                        value  own error  of a pair  margin  floor: two margins below, at the margin's own digit
  ['the smallest margin for many rows', 0.8628, 0.0032, null, 0.005, 0.852],
  ['what few rows decide: 2.4865 · 0.01', 0.9, 0.02, null, 0.03, 0.84],
  ['what the pair at hand decides, where that is more: 2.4865 · 0.006', 0.8628, 0.0032, 0.006, 0.015, 0.83],
  ['never less than the pair of look-alikes would', 0.9, 0.02, 0.0001, 0.03, 0.84],
] as const)('roc_auc gets %s', (_, value, own, pair, margin, min) => {
  const alone = [compared('roc_auc', 'limit', value, own)]
  const [proposal] = proposeMetrics('binary-classification', alone, pair === null ? null : [compared('roc_auc', 'relative', value, pair)])
  expect(proposal).toMatchObject({ name: 'roc_auc', margin, limit: { key: 'min', value: min } })
})

test('a metric of which lower is better gets a ceiling above what was measured, and a hundredth of its value at least', () => {
  const alone = [compared('mean_absolute_error', 'limit', 9.1, 0.001)]
  const [proposal] = proposeMetrics('regression', alone, null)
  // A hundredth of 9.1 is 0.091, upwards 0.1; 9.1 + 2 · 0.1 = 9.3.
  expect(proposal).toMatchObject({ name: 'mean_absolute_error', margin: 0.1, limit: { key: 'max', value: 9.3 } })
})

test('what was not measured gets a common margin and no limit', () => {
  expect(proposeMetrics('ranking', [], null)).toEqual([
    { name: 'ndcg@10', margin: 0.005, limit: null, why: 'not measured: a common margin' },
  ])
})
