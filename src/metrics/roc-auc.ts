import { placements, weightedPlacements } from '../stats/delong.ts'
import { defineMetric } from './define-metric.ts'
import { type Metric, UndefinedMetric } from './metric.ts'
import type { Answers } from './sample.ts'

/**
 * Area under the ROC curve: P(score of a positive > of a negative) + ½ P(equal) (sklearn.metrics.roc_auc_score).
 *
 * @throws UndefinedMetric when only one class has rows
 */
export const rocAuc: Metric = defineMetric(
  'binary-classification',
  { name: 'roc_auc', higherIsBetter: true, bounds: 'unit-interval', comparer: 'delong' },
  ({ label, weight }, { values }) => {
    const { value, influence } = areaUnderCurve(label, values, weight)
    return { value, units: label.length, influence }
  },
)

/**
 * AUC of one class (label 1) against another (0), with its influence values: (placement − AUC) · n · w / (weight of the row's
 * class). Unweighted, Σ influence² / n² is DeLong's variance but for his (m − 1) in place of m.
 */
export function areaUnderCurve(
  label: Uint8Array,
  scores: Answers['values'],
  weight: Float64Array | null,
): { readonly value: number; readonly influence: Float64Array } {
  const [negative, positive] = classWeights(label, weight)
  if (positive === 0 || negative === 0) throw new UndefinedMetric('only one class in the labels')
  const { auc, placement } = weight === null ? placements(label, scores) : weightedPlacements(label, scores, weight)
  for (let i = 0; i < label.length; i++) {
    const w = weight === null ? 1 : (weight[i] ?? 0)
    placement[i] = ((placement[i] ?? 0) - auc) * ((label.length * w) / (label[i] === 1 ? positive : negative))
  }
  return { value: auc, influence: placement }
}

function classWeights(label: Uint8Array, weight: Float64Array | null): [negative: number, positive: number] {
  let negative = 0
  let positive = 0
  for (let i = 0; i < label.length; i++) {
    const w = weight === null ? 1 : (weight[i] ?? 0)
    if (label[i] === 1) positive += w
    else negative += w
  }
  return [negative, positive]
}
