import type { Answers, Sample } from '../../src/metrics/sample.ts'
import { subset, subsetAnswers } from '../../src/metrics/subset.ts'
import { binarySample, estimateOf, metricValue, multiclassSample, regressionSample } from './samples.ts'
import { seededBinary, seededMulticlass, seededRegression, seededWeights } from './seeded-samples.ts'

/**
 * The influence values against the jackknife, (n − 1)(θ − θ without row i), which knows nothing of any formula. The two agree but
 * for terms of order 1/n (Efron 1982, The Jackknife, chapter 6).
 */
function jackknife(metric: string, sample: Sample, answers: Answers): Float64Array {
  const rows = sample.label.length
  const all = metricValue(metric, sample, answers)
  return Float64Array.from({ length: rows }, (_, left) => {
    const others = Uint32Array.from({ length: rows - 1 }, (_, i) => (i < left ? i : i + 1))
    return (rows - 1) * (all - metricValue(metric, subset(sample, others), subsetAnswers(answers, others)))
  })
}

const rootMeanSquare = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

const ROWS = 300
const weight = seededWeights(ROWS, 9)
const binary = seededBinary(ROWS, 1, 0.05)
const distinct = seededBinary(ROWS, 2, 1e-9)
const multiclass = seededMulticlass(ROWS, 4, 3)
const regression = seededRegression(ROWS, 4, 0.5)
const tieless = seededRegression(ROWS, 5, 1e-9)

const BINARY = [
  'roc_auc',
  'average_precision',
  'log_loss',
  'brier_score',
  'accuracy',
  'balanced_accuracy',
  'precision',
  'recall',
  'f1',
  'mcc',
]
const MULTICLASS = [
  ...['precision', 'recall', 'f1'].flatMap((name) => ['macro', 'micro', 'weighted'].map((average) => `${name}_${average}`)),
  ...['accuracy', 'balanced_accuracy', 'mcc', 'log_loss', 'brier_score', 'top_k_accuracy@2', 'roc_auc_ovr_macro', 'roc_auc_ovr_weighted'],
]
const ONE_VERSUS_ONE = ['roc_auc_ovo_macro', 'roc_auc_ovo_weighted']
const REGRESSION = [
  ...['mean_absolute_error', 'mean_squared_error', 'root_mean_squared_error', 'r2', 'explained_variance', 'mape', 'mean_pinball_loss@0.1'],
]

const TABLE: [string, string, Sample, Answers][] = [
  ...BINARY.map((name): [string, string, Sample, Answers] => [name, 'ties', binarySample(binary.label), binary.answers]),
  ...BINARY.map((name): [string, string, Sample, Answers] => [name, 'no ties', binarySample(distinct.label), distinct.answers]),
  ...BINARY.map((name): [string, string, Sample, Answers] => [
    name,
    'ties and weights',
    binarySample(binary.label, weight),
    binary.answers,
  ]),
  ...[...MULTICLASS, ...ONE_VERSUS_ONE].map((name): [string, string, Sample, Answers] => [
    name,
    'four classes',
    multiclassSample(multiclass.label, 4),
    multiclass.answers,
  ]),
  ...MULTICLASS.map((name): [string, string, Sample, Answers] => [
    name,
    'four classes, weights',
    multiclassSample(multiclass.label, 4, weight),
    multiclass.answers,
  ]),
  ...[...REGRESSION, 'spearman'].map((name): [string, string, Sample, Answers] => [
    name,
    'ties',
    regressionSample(regression.label),
    regression.answers,
  ]),
  ...[...REGRESSION, 'spearman'].map((name): [string, string, Sample, Answers] => [
    name,
    'no ties',
    regressionSample(tieless.label),
    tieless.answers,
  ]),
  ...REGRESSION.map((name): [string, string, Sample, Answers] => [
    name,
    'weights',
    regressionSample(regression.label, weight),
    regression.answers,
  ]),
]

test.each(TABLE)('%s, %s: influence values are the jackknife, row by row', (name, _, sample, answers) => {
  const { influence, units } = estimateOf(name, sample, answers)
  if (influence === null) throw new Error('no influence values')
  const reference = jackknife(name, sample, answers)
  const scale = rootMeanSquare(reference)
  const apart = influence.map((value, row) => value - reference[row])
  expect(units).toBe(ROWS)
  expect(scale).toBeGreaterThan(0)
  // Row by row within the second-order term, which is largest for weights and for rows at the top of a precision curve.
  expect(rootMeanSquare(apart)).toBeLessThan(0.03 * scale)
  expect(rootMeanSquare(influence) / scale).toBeGreaterThan(0.98)
  expect(rootMeanSquare(influence) / scale).toBeLessThan(1.02)
  expect(Math.abs(influence.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9 * scale * ROWS)
})
