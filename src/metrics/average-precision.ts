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
  const order = orderByScore(scores, scratchFor(label.length))
  const marks = markRows(label, scores, order)
  const precision = new Float64Array(label.length)
  const { value, positive, total } = fillPrecision(order, marks, weight, precision)
  if (!(positive > 0 && positive < total)) throw new UndefinedMetric('only one class in the labels')
  turnIntoInfluence(precision, order, marks, weight, value, positive, total)
  return { value, units: label.length, influence: applyWeights(precision, weight) }
}

/** What the passes ask of each position of the order, side by side in memory: is it positive, does a higher score follow? */
const POSITIVE = 1
const LAST_OF_TIE = 2

function markRows(label: Uint8Array, scores: Answers['values'], order: Uint32Array): Uint8Array {
  const marks = new Uint8Array(order.length)
  let next = Number.NaN
  for (let position = order.length - 1; position >= 0; position--) {
    const row = order[position] ?? 0
    const score = scores[row] ?? 0
    marks[position] = (label[row] === 1 ? POSITIVE : 0) | (score === next ? 0 : LAST_OF_TIE)
    next = score
  }
  return marks
}

/** Precision at each row's score, from the highest on, and the value; `positive` and `total` are weights. */
function fillPrecision(
  order: Uint32Array,
  marks: Uint8Array,
  weight: Float64Array | null,
  precision: Float64Array,
): { value: number; positive: number; total: number } {
  let positive = 0
  let total = 0
  let sum = 0
  for (let end = order.length - 1; end >= 0; ) {
    const before = positive
    let start = end
    do {
      const w = weight === null ? 1 : (weight[order[start] ?? 0] ?? 0)
      if (((marks[start] ?? 0) & POSITIVE) !== 0) positive += w
      total += w
      start -= 1
    } while (start >= 0 && ((marks[start] ?? 0) & LAST_OF_TIE) === 0)
    const here = total > 0 ? positive / total : 0
    sum += (positive - before) * here
    for (let position = end; position > start; position--) precision[order[position] ?? 0] = here
    end = start
  }
  return { value: sum / positive, positive, total }
}

/** Overwrites each row's precision with its influence value, from the lowest score on. */
function turnIntoInfluence(
  precision: Float64Array,
  order: Uint32Array,
  marks: Uint8Array,
  weight: Float64Array | null,
  value: number,
  positive: number,
  total: number,
): void {
  const scale = total / positive
  let above = total
  let inverse = 0
  let inversePrecision = 0
  for (let start = 0; start < order.length; ) {
    const here = precision[order[start] ?? 0] ?? 0
    let tied = 0
    let tiedPositive = 0
    let end = start
    do {
      const w = weight === null ? 1 : (weight[order[end] ?? 0] ?? 0)
      if (((marks[end] ?? 0) & POSITIVE) !== 0) tiedPositive += w
      tied += w
      end += 1
    } while (((marks[end - 1] ?? 0) & LAST_OF_TIE) === 0)
    // Subtracting leaves rounding in `above`; it can never be less than the tied rows themselves.
    const step = tiedPositive > 0 ? tiedPositive / Math.max(above, tied) : 0
    inverse += step
    inversePrecision += step * here
    const ofPositive = (here - value + inverse - inversePrecision) * scale
    const ofNegative = -inversePrecision * scale
    for (let position = start; position < end; position++) {
      precision[order[position] ?? 0] = ((marks[position] ?? 0) & POSITIVE) !== 0 ? ofPositive : ofNegative
    }
    above -= tied
    start = end
  }
}
