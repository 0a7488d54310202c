import { orderByScore, scratchFor } from '../stats/score-order.ts'
import { defineMetric } from './define-metric.ts'
import { type Estimate, type Metric, UndefinedMetric } from './metric.ts'
import type { Answers } from './sample.ts'
import { applyWeights } from './weighted-mean.ts'

/**
 * Σ over distinct scores of (rise in recall) × precision, without interpolation (sklearn.metrics.average_precision_score): the
 * mean, over positives, of the precision among rows that score at least as high.
 *
 * @throws UndefinedMetric when only one class has rows
 */
export const averagePrecision: Metric = defineMetric(
  'binary-classification',
  { name: 'average_precision', higherIsBetter: true, bounds: 'unit-interval', comparer: 'influence' },
  ({ label, weight }, { values }) => areaUnderPrecision(label, values, weight),
)

/**
 * With A(s), B(s) the weights of positives and of all rows that score at least s, and P = A/B, the value is E[Y·P(S)] / π. Adding a
 * row (y, s) moves its own term, and the precision at every score S' up to s; the derivative is
 *
 *   φ(y, s) = ( y·(P(s) − AP) + y·G(s) − H(s) ) / π,   G(s) = E[Y'·1(S' ≤ s) / B(S')],   H(s) = E[Y'·1(S' ≤ s)·P(S') / B(S')].
 *
 * One pass from the highest score fills P, one from the lowest sums G and H; tied rows move together.
 */
function areaUnderPrecision(label: Uint8Array, scores: Answers['values'], weight: Float64Array | null): Estimate {
  const units = label.length
  const order = orderByScore(scores, scratchFor(units))
  const precision = new Float64Array(units)
  const { value, positive, total } = fillPrecision(label, scores, weight, order, precision)
  if (!(positive > 0 && positive < total)) throw new UndefinedMetric('only one class in the labels')
  const share = positive / total
  let above = total
  let inverse = 0
  let inversePrecision = 0
  for (let from = 0; from < units; ) {
    const group = tieGroup(label, scores, weight, order, from, 1)
    const precisionHere = precision[order[from] ?? 0] ?? 0
    if (group.positive > 0) {
      // Subtracting leaves rounding in `above`; it can never be less than the group itself.
      const step = group.positive / Math.max(above, group.weight)
      inverse += step
      inversePrecision += step * precisionHere
    }
    for (let position = from; position !== group.end; position++) {
      const row = order[position] ?? 0
      precision[row] = (label[row] === 1 ? precisionHere - value + inverse - inversePrecision : -inversePrecision) / share
    }
    above -= group.weight
    from = group.end
  }
  return { value, units, influence: applyWeights(precision, weight) }
}

/** Precision at each row's score, and the value; `positive` and `total` are weights. */
function fillPrecision(
  label: Uint8Array,
  scores: Answers['values'],
  weight: Float64Array | null,
  order: Uint32Array,
  precision: Float64Array,
): { value: number; positive: number; total: number } {
  let positive = 0
  let total = 0
  let sum = 0
  for (let from = order.length - 1; from >= 0; ) {
    const group = tieGroup(label, scores, weight, order, from, -1)
    positive += group.positive
    total += group.weight
    const here = total > 0 ? positive / total : 0
    sum += group.positive * here
    for (let position = from; position !== group.end; position--) precision[order[position] ?? 0] = here
    from = group.end
  }
  return { value: sum / positive, positive, total }
}

/** Weights of the rows tied with the one at position `from`, walking up (1) or down (−1) the order; `end` is the next position. */
function tieGroup(
  label: Uint8Array,
  scores: Answers['values'],
  weight: Float64Array | null,
  order: Uint32Array,
  from: number,
  step: 1 | -1,
): { positive: number; weight: number; end: number } {
  const score = scores[order[from] ?? 0]
  let positive = 0
  let all = 0
  let end = from
  while (end >= 0 && end < order.length && scores[order[end] ?? 0] === score) {
    const row = order[end] ?? 0
    const w = weight === null ? 1 : (weight[row] ?? 0)
    positive += label[row] === 1 ? w : 0
    all += w
    end += step
  }
  return { positive, weight: all, end }
}
