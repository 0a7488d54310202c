import { oneArm } from '../../../src/gates/evaluate/one-arm.ts'
import { pairedDifference } from '../../../src/gates/evaluate/paired-difference.ts'
import { findMetric } from '../../../src/metrics/registry.ts'

const resampling = { seed: 1, resamples: 2000 }

/** Positives score 0.5 above negatives but for every `wrong`-th of them, which scores below. */
function notesOf(positives: number, wrong: number): readonly string[] {
  const rows = positives + 800
  const label = Uint8Array.from({ length: rows }, (_, row) => (row < positives ? 1 : 0))
  const scores = (shift: number) =>
    Float64Array.from({ length: rows }, (_, row) => (row < positives ? ((row + shift) % wrong === 0 ? 0.1 : 0.7) : 0.2 + (row % 97) / 1000))
  return pairedDifference({
    metric: findMetric('roc_auc', 'binary-classification'),
    sample: { task: 'binary-classification', label, weight: null, cluster: null, clusters: rows },
    baseline: { width: 1, values: scores(0) },
    candidate: { width: 1, values: scores(1) },
    resampling,
  }).notes
}

test.each([
  ['few positives and an area near 1', 40, 40, [expect.stringContaining('more often than the confidence says')]],
  ['few positives, areas far from 1', 40, 4, []],
  ['positives enough', 400, 40, []],
])('whether the bounds of an AUC are said to be rough: %s', (_, positives, wrong, expected) => {
  expect(notesOf(positives, wrong)).toEqual(expected)
})

test('two arms are averaged over the classes that the rows or either of them have, of many more', () => {
  const answers = (predicted: readonly number[]) => ({
    width: 9,
    values: Float64Array.from(predicted.flatMap((one) => Array.from({ length: 9 }, (_, k) => (k === one ? 0.9 : 0.01)))),
  })
  const pair = pairedDifference({
    metric: findMetric('f1_macro', 'multiclass-classification'),
    sample: {
      task: 'multiclass-classification',
      label: Int32Array.from([1, 1, 2, 2]),
      classes: 9,
      weight: null,
      cluster: null,
      clusters: 4,
    },
    baseline: answers([1, 2, 2, 2]),
    candidate: answers([1, 2, 2, 4]),
    resampling,
  })
  // Class 4 counts as 0 in both.
  expect(pair.baseline).toBeCloseTo((2 / 3 + 4 / 5) / 3, 12)
  expect(pair.candidate).toBeCloseTo((2 / 3 + 1 / 2) / 3, 12)
})

describe('a share of right answers of which no row changes sides', () => {
  const rows = 120
  const label = new Uint8Array(rows)
  const answers = { width: 1, values: new Float64Array(rows) }
  const metric = findMetric('accuracy', 'binary-classification')
  const weight = Float64Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 1 : 3))
  const cluster = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / 4))
  const plain = { task: 'binary-classification', label, weight: null, cluster: null, clusters: rows } as const

  test.each([
    // (Σw)² / Σw² of as many ones as threes: 16/20 of the rows.
    ['weights', { ...plain, weight }, 96],
    ['groups', { ...plain, cluster, clusters: 30 }, 30],
    // Each group weighs 8.
    ['both', { ...plain, weight, cluster, clusters: 30 }, 30],
  ])('proves no more than the rows that it is worth: %s', (_, sample, worth) => {
    const { difference } = pairedDifference({ metric, sample, baseline: answers, candidate: answers, resampling })
    const { value } = oneArm(metric, sample, answers, resampling)
    // Tango's and Wilson's limits of 0 and n of n: z²/(n + z²), z = 1.644854.
    const room = 1.644854 ** 2 / (worth + 1.644854 ** 2)
    expect(difference.quantile(0.95)).toBeCloseTo(room, 6)
    expect(difference.quantile(0.05)).toBeCloseTo(-room, 6)
    expect(value.quantile(0.05)).toBeCloseTo(1 - room, 6)
  })
})

test('the median error of one arm has bounds on few rows, too: those that order statistics give', () => {
  const rows = 401
  const { value } = oneArm(
    findMetric('median_absolute_error', 'regression'),
    { task: 'regression', label: new Float64Array(rows), weight: null, cluster: null, clusters: rows },
    { width: 1, values: Float64Array.from({ length: rows }, (_, row) => row) },
    resampling,
  )
  expect(value.estimate).toBe(200)
  // Errors are 0 … 400, so the bounds are the ranks 200 ± 1.645 · √401 / 2.
  expect(Math.abs(value.quantile(0.05) - 183.5)).toBeLessThan(3)
  expect(Math.abs(value.quantile(0.95) - 216.5)).toBeLessThan(3)
})
