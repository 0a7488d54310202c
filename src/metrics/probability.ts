import { UndefinedMetric } from './metric.ts'
import type { Answers } from './sample.ts'

/** scikit-learn clips log_loss at float64's epsilon: a certain and wrong answer costs 36.04, not infinity. */
export const LOG_LOSS_CLIP = 2.220446049250313e-16

/** Sums of float32 votes (random forests) overshoot 1 by some 1e-7; more than this is not a probability. */
const FLOAT32_OVERSHOOT = 1e-6

/** Rows of doubles that sum to 1 but for rounding stay as they are: dividing would make and break ties. */
const DOUBLE_ROUNDING = 1e-12

/** How far a row of class probabilities may miss 1: float16 models and rounded prediction files pass, logits do not. */
const ROW_SUM_TOLERANCE = 0.01

/** How far outside [0, 1] a score may lie and still be read as 0 or 1. */
export function overshootOf(values: Answers['values']): number {
  return values instanceof Float32Array ? FLOAT32_OVERSHOOT : 0
}

/** Whether all may be read as probabilities, as `refuseOutsideUnitInterval` demands. */
export function isProbability(values: Answers['values']): boolean {
  return firstOutside(values) === null
}

/** @throws UndefinedMetric when a score is not a probability */
export function refuseOutsideUnitInterval(values: Answers['values']): void {
  const row = firstOutside(values)
  if (row !== null) throw new UndefinedMetric(`scores are not probabilities: row ${row} has ${values[row]}`)
}

/** Answers never change once they are read: a million rows are looked through once. */
const PROBABILITIES = new WeakSet<Answers['values']>()

function firstOutside(values: Answers['values']): number | null {
  if (PROBABILITIES.has(values)) return null
  const overshoot = overshootOf(values)
  for (let i = 0; i < values.length; i++) {
    const p = values[i] ?? 0
    if (!(p >= -overshoot && p <= 1 + overshoot)) return i
  }
  PROBABILITIES.add(values)
  return null
}

/**
 * One over the sum of each row of class probabilities: float32 softmax sums to 1 only within its precision, so every
 * probability is renormalised in double before log_loss, brier_score and roc_auc (oracles: "Definitions that differ").
 *
 * @throws UndefinedMetric when a row is no distribution over the classes
 */
export function rowScales({ width, values }: Answers): Float64Array {
  const scales = new Float64Array(values.length / width)
  const overshoot = overshootOf(values)
  const rounding = values instanceof Float32Array ? 0 : DOUBLE_ROUNDING
  for (let row = 0; row < scales.length; row++) {
    let sum = 0
    for (let i = row * width; i < (row + 1) * width; i++) {
      const p = values[i] ?? 0
      if (!(p >= -overshoot && p <= 1 + overshoot)) throw new UndefinedMetric(`answers are not probabilities: row ${row} has ${p}`)
      sum += p
    }
    if (!(Math.abs(sum - 1) <= ROW_SUM_TOLERANCE)) throw new UndefinedMetric(`the class probabilities of row ${row} sum to ${sum}`)
    scales[row] = Math.abs(sum - 1) <= rounding ? 1 : 1 / sum
  }
  return scales
}
