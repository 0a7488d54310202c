import { metricNames } from '../../src/metrics/names.ts'
import { findMetric } from '../../src/metrics/registry.ts'
import type { Answers, Sample } from '../../src/metrics/sample.ts'
import { expectClose, readOracle } from '../stats/oracle.ts'
import { answersOfModel, censusWeights, MODELS, sampleOfData } from './real-predictions.ts'
import { estimateOf, metricValue } from './samples.ts'

type ModelCase = {
  readonly model: string
  readonly data: string
  readonly expected: { readonly overall: Record<string, number>; readonly weighted_by_fnlwgt?: Record<string, number> }
}

/** "given the predictions of predictions/, 1e-9" (metrics-models.json). */
const TOLERANCE = { relative: 1e-9, absolute: 1e-12 }

const OUR_NAMES: Readonly<Record<string, string>> = {
  ece15: 'expected_calibration_error',
  mean_average_precision: 'map',
  mean_reciprocal_rank: 'mrr',
  'mean_pinball_loss_0.1': 'mean_pinball_loss@0.1',
  'mean_pinball_loss_0.9': 'mean_pinball_loss@0.9',
  top_2_accuracy: 'top_k_accuracy@2',
}

/** The metric of the product that an oracle's name means, or null where there is none. */
function ourMetric(name: string, { task }: Sample): string | null {
  const ours = OUR_NAMES[name] ?? name
  return metricNames(task).includes(ours.replace(/@\d+$/, '@k').replace(/@[\d.]+$/, '@q')) ? ours : null
}

const models: readonly ModelCase[] = readOracle('metrics-models').cases
const subjects = models.filter(({ model }) => MODELS.includes(model))

test.each(subjects)('$model: every metric that scikit-learn has, on its holdout', ({ model, data, expected }) => {
  const sample = sampleOfData(data)
  expectMetrics(sample, answersOfModel(model), expected.overall)
})

test.each(subjects.filter(({ data }) => data === 'income/holdout'))('$model: with the census weights', ({ model, data, expected }) => {
  const sample = { ...sampleOfData(data), weight: censusWeights() }
  expectMetrics(sample, answersOfModel(model), expected.weighted_by_fnlwgt ?? {})
})

function expectMetrics(sample: Sample, answers: Answers, expected: Record<string, number>): void {
  const compared = Object.entries(expected).flatMap(([name, value]) => {
    const metric = ourMetric(name, sample)
    return metric === null ? [] : [[metric, value] as const]
  })
  expect(compared.length).toBeGreaterThanOrEqual(sample.task === 'ranking' ? 4 : 10)
  for (const [metric, value] of compared) expectClose(metricValue(metric, sample, answers), value, TOLERANCE)
}

type Compared = { readonly difference: number; readonly standardError?: number; readonly bootstrapSd?: number; readonly tolerance?: number }
type PairCase = {
  readonly baseline: string
  readonly candidate: string
  readonly data: string
  readonly expected: { readonly overall: Record<string, Compared>; readonly bootstrap?: Record<string, Compared> }
}

const pairs: readonly PairCase[] = readOracle('paired-models').cases
const comparisons = pairs
  .filter(({ baseline, candidate, data }) => MODELS.includes(baseline) && MODELS.includes(candidate) && !data.includes('grouped'))
  .flatMap(({ baseline, candidate, data, expected }) => {
    const sample = sampleOfData(data)
    const references: Record<string, Compared> = { ...expected.overall, ...expected.bootstrap }
    return Object.entries(references).flatMap(([name, reference]) => {
      const metric = ourMetric(name, sample)
      return metric === null ? [] : [[candidate, metric, baseline, sample, reference] as const]
    })
  })

test.each(comparisons)(
  '%s, %s: the paired difference and its standard error from influence values',
  (candidate, metric, baseline, sample, reference) => {
    const before = estimateOf(metric, sample, answersOfModel(baseline))
    const after = estimateOf(metric, sample, answersOfModel(candidate))
    const gain = (after.value - before.value) * (findMetric(metric, sample.task).higherIsBetter ? 1 : -1)
    expectClose(gain, reference.difference, { relative: 1e-6, absolute: 1e-9 })
    if (before.influence === null || after.influence === null) return
    const standardError = errorOfDifference(before.influence, after.influence)
    if (reference.standardError !== undefined) {
      // DeLong divides by one less than each class has, the influence values by one less than all rows.
      expectClose(standardError, reference.standardError, { relative: metric === 'roc_auc' ? 1e-3 : 1e-6, absolute: 0 })
    }
    if (reference.bootstrapSd !== undefined) {
      expectClose(standardError, reference.bootstrapSd, { relative: 0, absolute: reference.tolerance ?? 0 })
    }
  },
)

test('the comparisons are there, each kind of them', () => {
  const kinds = new Set(comparisons.map(([, metric]) => metric))
  for (const metric of ['roc_auc', 'log_loss', 'average_precision', 'f1', 'balanced_accuracy', 'mcc', 'f1_macro', 'r2', 'ndcg@5', 'map']) {
    expect(kinds).toContain(metric)
  }
})

function errorOfDifference(before: Float64Array, after: Float64Array): number {
  const squares = after.reduce((sum, value, unit) => sum + (value - before[unit]) ** 2, 0)
  return Math.sqrt(squares / after.length / (after.length - 1))
}
