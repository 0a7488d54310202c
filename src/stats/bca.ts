import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { pointMass } from './distributions.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { NotEstimable } from './not-estimable.ts'

/** Bias correction z0 and acceleration of a bootstrap (Efron 1987, JASA 82, "Better bootstrap confidence intervals"). */
export type BcaConstants = { readonly z0: number; readonly acceleration: number }

/**
 * The confidence distribution of given bootstrap replicates by BCa: quantile(p) is the replicates' quantile at the BCa level of p,
 * cdf its inverse. p-values do not go below 1 / (replicates + 1) or above its complement (Davison and Hinkley 1997, section 4.2): a
 * claim within a family of k checks at level α needs at least k / α replicates.
 *
 * @param replicates in any order; all equal gives a point mass at the estimate
 * @param acceleration from `accelerationOf`
 */
export function bcaFromReplicates(
  replicates: Float64Array,
  estimate: number,
  acceleration: number,
  method: string,
): ConfidenceDistribution {
  const sorted = replicates.slice().sort()
  const smallest = sorted[0]
  if (smallest === undefined) throw new NotEstimable('no replicates')
  if (smallest === sorted[sorted.length - 1]) return pointMass(estimate, method)
  const constants = { z0: biasCorrection(sorted, estimate), acceleration }
  const floor = 1 / (sorted.length + 1)
  const clamped = (share: number) => Math.min(1 - floor, Math.max(floor, share))
  return {
    estimate,
    standardError: spread(sorted),
    method,
    cdf: (x) => clamped(levelToConfidence(shareUpTo(sorted, x), constants)),
    upperTail: (x) => clamped(1 - levelToConfidence(shareBelow(sorted, x), constants)),
    quantile: (p) => quantileOfSorted(sorted, confidenceToLevel(p, constants)),
  }
}

/** Levels of the replicates' quantiles that are the BCa bounds at one-sided confidence p each. */
export function bcaLevels(confidences: readonly number[], constants: BcaConstants): number[] {
  return confidences.map((p) => confidenceToLevel(p, constants))
}

/**
 * z0: how far the estimate is from the replicates' median, as a normal quantile; replicates equal to the estimate count half (as in
 * scipy.stats.bootstrap). An estimate beyond all replicates counts as half a replicate from their end.
 *
 * @param sorted ascending
 */
export function biasCorrection(sorted: Float64Array, estimate: number): number {
  const below = (countUpTo(sorted, estimate, false) + countUpTo(sorted, estimate, true)) / 2
  return normalQuantile(Math.min(sorted.length - 0.5, Math.max(0.5, below)) / sorted.length)
}

/**
 * Acceleration: a sixth of the skewness of the leave-one-unit-out values. Influence values with their sign turned serve as well, since
 * only deviations from their mean enter, and no unit.
 */
export function accelerationOf(leaveOneOut: Float64Array): number {
  let mean = 0
  for (let i = 0; i < leaveOneOut.length; i++) mean += (leaveOneOut[i] ?? 0) / leaveOneOut.length
  let squares = 0
  let cubes = 0
  for (let i = 0; i < leaveOneOut.length; i++) {
    const deviation = mean - (leaveOneOut[i] ?? 0)
    squares += deviation ** 2
    cubes += deviation ** 3
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}

/** Quantile of sorted values by linear interpolation (numpy's default, Hyndman and Fan's type 7). */
export function quantileOfSorted(sorted: Float64Array, level: number): number {
  const position = Math.min(1, Math.max(0, level)) * (sorted.length - 1)
  const index = Math.floor(position)
  const value = sorted[index] ?? Number.NaN
  const next = sorted[index + 1] ?? value
  return value + (next - value) * (position - index)
}

function confidenceToLevel(p: number, { z0, acceleration }: BcaConstants): number {
  const w = z0 + normalQuantile(p)
  const stretch = 1 - acceleration * w
  // Beyond the pole no level is far enough: the bound is the last replicate.
  if (stretch <= 0) return w > 0 ? 1 : 0
  return normalCdf(z0 + w / stretch)
}

function levelToConfidence(level: number, { z0, acceleration }: BcaConstants): number {
  if (level <= 0 || level >= 1) return level
  const v = normalQuantile(level) - z0
  const stretch = 1 + acceleration * v
  if (stretch <= 0) return v > 0 ? 1 : 0
  return normalCdf(v / stretch - z0)
}

/** Largest level whose quantile is at most x: the inverse of `quantileOfSorted`, taking in all replicates equal to x. */
function shareUpTo(sorted: Float64Array, x: number): number {
  const count = countUpTo(sorted, x, true)
  return count === 0 ? 0 : interpolatedLevel(sorted, x, count - 1)
}

/** Smallest level whose quantile is at least x. */
function shareBelow(sorted: Float64Array, x: number): number {
  const count = countUpTo(sorted, x, false)
  if (count === 0) return 0
  if (sorted[count] === x) return count / (sorted.length - 1)
  return interpolatedLevel(sorted, x, count - 1)
}

/** Level of x between the replicate at `index` and the next. */
function interpolatedLevel(sorted: Float64Array, x: number, index: number): number {
  const last = sorted.length - 1
  if (index >= last) return 1
  const left = sorted[index] ?? x
  const right = sorted[index + 1] ?? x
  return (index + (right > left ? (x - left) / (right - left) : 0)) / last
}

/** How many values are below x, or at most x when `inclusive`. */
function countUpTo(sorted: Float64Array, x: number, inclusive: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const value = sorted[middle] ?? 0
    if (value < x || (inclusive && value === x)) low = middle + 1
    else high = middle
  }
  return low
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
