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
  if (weight !== null) return weightedArea(label, scores, weight)
  const { auc, halves, positives, negatives } = placements(label, scores)
  if (Number.isNaN(auc)) throw oneClassOnly()
  const rows = label.length
  const influence = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const [own, other] = label[i] === 1 ? [positives, negatives] : [negatives, positives]
    influence[i] = ((halves[i] ?? 0) / (2 * other) - auc) * (rows / own)
  }
  return { value: auc, influence }
}

function weightedArea(label: Uint8Array, scores: Answers['values'], weight: Float64Array) {
  const { auc, placement, positiveWeight, negativeWeight } = weightedPlacements(label, scores, weight)
  if (Number.isNaN(auc)) throw oneClassOnly()
  for (let i = 0; i < label.length; i++) {
    const ofClass = label[i] === 1 ? positiveWeight : negativeWeight
    placement[i] = ((placement[i] ?? 0) - auc) * ((label.length * (weight[i] ?? 0)) / ofClass)
  }
  return { value: auc, influence: placement }
}

function oneClassOnly(): UndefinedMetric {
  return new UndefinedMetric('only one class in the labels')
}
