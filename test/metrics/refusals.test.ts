import { UndefinedMetric } from '../../src/metrics/metric.ts'
import { metricNames } from '../../src/metrics/names.ts'
import { findMetric } from '../../src/metrics/registry.ts'
import type { Answers, Sample, Task } from '../../src/metrics/sample.ts'
import { answersOf, answersOfRows, binarySample, metricValue, multiclassSample, rankingSample, regressionSample } from './samples.ts'

const float32 = (...values: number[]): Answers => ({ width: 1, values: Float32Array.from(values) })
const softmax = [
  [0.7, 0.2, 0.1],
  [0.1, 0.8, 0.1],
  [0.2, 0.2, 0.6],
]

test.each([
  // what                                        metric               sample                                        answers                     reason
  ['one class', 'roc_auc', binarySample([1, 1]), answersOf([0.1, 0.2]), 'only one class'],
  ['one class', 'average_precision', binarySample([0, 0]), answersOf([0.1, 0.2]), 'only one class'],
  ['the other class has no weight', 'roc_auc', binarySample([0, 1], [0, 1]), answersOf([0.1, 0.2]), 'only one class'],
  ['the other class has no weight', 'average_precision', binarySample([0, 1], [0, 1]), answersOf([0.1, 0.2]), 'only one class'],
  ['a logit', 'log_loss', binarySample([0, 1]), answersOf([-2.3, 0.2]), 'row 0 has -2.3'],
  ['a percentage', 'brier_score', binarySample([0, 1]), answersOf([0.5, 57]), 'row 1 has 57'],
  ['more than float32 rounding', 'log_loss', binarySample([0, 1]), float32(0.5, 1.00001), 'not probabilities'],
  ['two columns for one', 'roc_auc', binarySample([0, 1]), { width: 2, values: new Float64Array(4) }, '2 answers where 1 are expected'],
  ['no rows', 'accuracy', binarySample([]), answersOf([]), 'no rows'],
  ['all weights zero', 'accuracy', binarySample([0, 1], [0, 0]), answersOf([0.1, 0.2]), 'weights are zero'],
  ['a negative weight', 'accuracy', binarySample([0, 1], [1, -1]), answersOf([0.1, 0.2]), 'weight of row 1 is -1'],
  ['a weight that is not a number', 'accuracy', binarySample([0, 1], [Number.NaN, 1]), answersOf([0.1, 0.2]), 'weight of row 0 is NaN'],
  [
    'logits',
    'log_loss',
    multiclassSample([0, 1], 2),
    answersOfRows([
      [2, -1],
      [0, 1],
    ]),
    'row 0 has 2',
  ],
  [
    'rows that sum to 0.9',
    'roc_auc_ovr_macro',
    multiclassSample([0, 1], 2),
    answersOfRows([
      [0.5, 0.4],
      [0.5, 0.5],
    ]),
    'row 0 sum to 0.9',
  ],
  ['a class without rows', 'roc_auc_ovr_macro', multiclassSample([0, 1, 1], 3), answersOfRows(softmax), 'class 2'],
  ['one class', 'roc_auc_ovo_macro', multiclassSample([1, 1, 1], 3), answersOfRows(softmax), 'only one class'],
  ['k as large as the classes', 'top_k_accuracy@3', multiclassSample([0, 1, 2], 3), answersOfRows(softmax), 'every row is right'],
  ['constant truth', 'spearman', regressionSample([2, 2]), answersOf([1, 2]), 'true values are all the same'],
  ['constant predictions', 'spearman', regressionSample([1, 2]), answersOf([2, 2]), 'predictions are all the same'],
  ['weights', 'spearman', regressionSample([1, 2], [1, 2]), answersOf([2, 3]), 'sample weights'],
  ['one row', 'r2', regressionSample([1]), answersOf([2]), 'two rows'],
  ['an error beyond the numbers', 'mean_squared_error', regressionSample([1e200, 0]), answersOf([-1e200, 0]), 'not finite'],
] as const)('%s: %s is refused', (_, metric, sample, answers, reason) => {
  const measure = () => metricValue(metric, sample, answers)
  expect(measure).toThrow(UndefinedMetric)
  expect(measure).toThrow(reason)
})

const THREE_ROWS: Readonly<Record<Task, Sample>> = {
  'binary-classification': binarySample([0, 1, 1]),
  'multiclass-classification': multiclassSample([0, 1, 2], 3),
  regression: regressionSample([1, 2, 3]),
  ranking: rankingSample([0, 1, 2], [0, 0, 0]),
}
const everyMetric = Object.values(THREE_ROWS).flatMap((sample) =>
  metricNames(sample.task).map((name) => [sample.task, name.replace('@k', '@2').replace('@q', '@0.5'), sample] as const),
)

test.each(everyMetric)('%s: %s never takes NaN for an answer', (_, name, sample) => {
  const width = sample.task === 'multiclass-classification' ? 3 : 1
  const values = new Float32Array(3 * width).fill(1 / width)
  values[width] = Number.NaN
  const measure = () => metricValue(name, sample, { width, values })
  expect(measure).toThrow(UndefinedMetric)
  expect(measure).toThrow('the answer of row 1 is not finite')
})

test('a random forest in float32 overshoots 1 by rounding, and is read as 1', () => {
  const sample = binarySample([0, 1])
  expect(metricValue('brier_score', sample, float32(0, 1.0000002))).toBe(0)
  expect(metricValue('log_loss', sample, float32(-1e-7, 1.0000002))).toBeLessThan(1e-15)
})

test('rows of another task are a fault of the program, not of the data', () => {
  const metric = findMetric('roc_auc', 'binary-classification')
  expect(() => metric.estimate(THREE_ROWS.regression, answersOf([1, 2, 3]))).toThrow('roc_auc is a metric of binary-classification')
})
