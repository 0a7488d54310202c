import { correctness } from './correctness.ts'
import { defineMetric, type Traits } from './define-metric.ts'
import type { Estimate, Metric } from './metric.ts'
import { refuseOutsideUnitInterval, rowScales } from './probability.ts'
import type { Answers } from './sample.ts'

const BINS = 15

const TRAITS: Traits = {
  name: 'expected_calibration_error',
  higherIsBetter: false,
  bounds: 'unit-interval',
  comparer: 'none',
  reportOnly: 'it is biased upward, the more the fewer the rows, and depends on the bins: gate brier_score or log_loss',
}

/** Score of the positive class against the positive label, in 15 equal bins. */
export const binaryCalibrationError: Metric = defineMetric('binary-classification', TRAITS, ({ label, weight }, { values }) => {
  refuseOutsideUnitInterval(values)
  return calibrationError(values, label, weight, BINS)
})

/** Probability of the predicted class against "the prediction is right" (top label), in 15 equal bins. */
export const topLabelCalibrationError: Metric = defineMetric('multiclass-classification', TRAITS, (sample, answers) => {
  return calibrationError(topConfidence(answers), correctness(sample, answers), sample.weight, BINS)
})

/**
 * Expected calibration error: Σ over bins of (share of rows) × |mean label − mean score|. Bins are equally wide and closed on
 * the right; the first one also holds 0 (as sklearn.calibration.calibration_curve).
 *
 * `expectedByChance` is its mean for a perfectly calibrated model on the same scores. A bin's gap is then a sum of centred
 * Bernoulli terms, near normal with variance v = Σw²p(1 − p), so its mean size is √(2v/π); for rare events that overstates, and
 * Σ 2wp(1 − p), the sum of each term's own mean size, is a bound. In a bin of one row it is exact.
 */
export function calibrationError(
  scores: Answers['values'],
  label: Uint8Array,
  weight: Float64Array | null,
  bins: number,
): Estimate & { readonly expectedByChance: number } {
  const gap = new Float64Array(bins)
  const variance = new Float64Array(bins)
  const bound = new Float64Array(bins)
  const rows = new Uint32Array(bins)
  let total = 0
  for (let i = 0; i < label.length; i++) {
    const w = weight === null ? 1 : (weight[i] ?? 0)
    const p = Math.min(Math.max(scores[i] ?? 0, 0), 1)
    const bin = binOf(p, bins)
    gap[bin] = (gap[bin] ?? 0) + w * ((label[i] ?? 0) - p)
    variance[bin] = (variance[bin] ?? 0) + w * w * p * (1 - p)
    bound[bin] = (bound[bin] ?? 0) + 2 * w * p * (1 - p)
    rows[bin] = (rows[bin] ?? 0) + 1
    total += w
  }
  const byChance = bound.map((most, bin) => (rows[bin] === 1 ? most : Math.min(Math.sqrt((2 * (variance[bin] ?? 0)) / Math.PI), most)))
  return { value: sizeOf(gap) / total, units: label.length, influence: null, expectedByChance: sizeOf(byChance) / total }
}

function sizeOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0)
}

/** Number of inner edges i/bins below p, with the edges as numpy.linspace rounds them (3 × 0.1 is above 0.3). */
function binOf(p: number, bins: number): number {
  const step = 1 / bins
  let bin = Math.min(Math.max(Math.ceil(p * bins) - 1, 0), bins - 1)
  if (bin > 0 && !(bin * step < p)) bin -= 1
  if (bin < bins - 1 && (bin + 1) * step < p) bin += 1
  return bin
}

export function topConfidence(answers: Answers): Float64Array {
  const { width, values } = answers
  const confidence = rowScales(answers)
  for (let row = 0; row < confidence.length; row++) {
    let highest = 0
    for (let i = row * width; i < (row + 1) * width; i++) highest = Math.max(highest, values[i] ?? 0)
    confidence[row] = highest * (confidence[row] ?? 0)
  }
  return confidence
}
