import { pairedDifference } from '../../../src/gates/evaluate/paired-difference.ts'
import { findMetric } from '../../../src/metrics/registry.ts'

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
    resampling: { seed: 1, resamples: 2000 },
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
    resampling: { seed: 1, resamples: 2000 },
  })
  // Class 4 counts as 0 in both.
  expect(pair.baseline).toBeCloseTo((2 / 3 + 4 / 5) / 3, 12)
  expect(pair.candidate).toBeCloseTo((2 / 3 + 1 / 2) / 3, 12)
})
