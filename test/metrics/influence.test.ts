import type { Answers, Sample } from '../../src/metrics/sample.ts'
import { subset, subsetAnswers } from '../../src/metrics/subset.ts'
import { binarySample, estimateOf, metricValue, multiclassSample, regressionSample } from './samples.ts'
import { seededBinary, seededMulticlass, seededRegression, seededWeights } from './seeded-samples.ts'

type Reference = (metric: string, sample: Sample, answers: Answers) => Float64Array

/**
 * (n − 1)(θ − θ without the row), which knows nothing of any formula. It agrees with influence values but for terms of order 1/n
 * (Efron 1982, The Jackknife, chapter 6).
 */
const jackknife: Reference = (metric, sample, answers) => {
  const rows = sample.label.length
  const all = metricValue(metric, sample, answers)
  return Float64Array.from({ length: rows }, (_, left) => {
    const others = Uint32Array.from({ length: rows - 1 }, (_, i) => (i < left ? i : i + 1))
    return (rows - 1) * (all - metricValue(metric, subset(sample, others), subsetAnswers(answers, others)))
  })
}

/** n · w · ∂θ/∂w by central differences: the infinitesimal jackknife (Jaeckel 1972), exact but for the step. */
const infinitesimalJackknife: Reference = (metric, sample, answers) => {
  const weight = sample.weight ?? new Float64Array(0)
  return weight.map((w, row) => {
    if (w === 0) return 0
    const step = 1e-4 * w
    const value = (shift: number) => metricValue(metric, { ...sample, weight: weight.with(row, w + shift) }, answers)
    return (weight.length * w * (value(step) - value(-step))) / (2 * step)
  })
}

const rootMeanSquare = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

const ROWS = 200
/** The jackknife's second-order terms come to 2 … 7 / n here, the step's rounding to 1e-8. */
const JACKKNIFE_APART = 8 / ROWS
const STEP_APART = 1e-6

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

type Subject = readonly [what: string, metrics: readonly string[], sample: Sample, answers: Answers]

const UNWEIGHTED: readonly Subject[] = [
  ['binary with ties', BINARY, binarySample(binary.label), binary.answers],
  ['binary without ties', BINARY, binarySample(distinct.label), distinct.answers],
  ['four classes', [...MULTICLASS, ...ONE_VERSUS_ONE], multiclassSample(multiclass.label, 4), multiclass.answers],
  ['regression with ties', [...REGRESSION, 'spearman'], regressionSample(regression.label), regression.answers],
  ['regression without ties', [...REGRESSION, 'spearman'], regressionSample(tieless.label), tieless.answers],
]

const WEIGHTED: readonly Subject[] = [
  ['binary with ties and weights', BINARY, binarySample(binary.label, weight), binary.answers],
  ['four classes with weights', MULTICLASS, multiclassSample(multiclass.label, 4, weight), multiclass.answers],
  ['regression with weights', REGRESSION, regressionSample(regression.label, weight), regression.answers],
]

const rowsOf = (subjects: readonly Subject[]) =>
  subjects.flatMap(([what, metrics, sample, answers]) => metrics.map((name) => [name, what, sample, answers] as const))

test.each(rowsOf(UNWEIGHTED))('%s, %s: influence values are the jackknife, row by row', (name, _, sample, answers) => {
  expectInfluence(name, sample, answers, jackknife, JACKKNIFE_APART)
})

test.each(rowsOf(WEIGHTED))('%s, %s: influence values are the derivative by the weights, row by row', (name, _, sample, answers) => {
  expectInfluence(name, sample, answers, infinitesimalJackknife, STEP_APART)
})

function expectInfluence(name: string, sample: Sample, answers: Answers, reference: Reference, apart: number): void {
  const { influence, units } = estimateOf(name, sample, answers)
  if (influence === null) throw new Error('no influence values')
  const expected = reference(name, sample, answers)
  const scale = rootMeanSquare(expected)
  expect(units).toBe(ROWS)
  expect(scale).toBeGreaterThan(0)
  expect(rootMeanSquare(influence.map((value, row) => value - expected[row]))).toBeLessThan(apart * scale)
  expect(Math.abs(influence.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9 * scale * ROWS)
}
