import { bootstrapAucDifference } from './auc-bootstrap.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { normalDistribution, pointMass, tDistribution } from './distributions.ts'
import { NotEstimable } from './not-estimable.ts'
import { type Placements, placements } from './placements.ts'
import { scratchFor } from './score-order.ts'

export { placements, weightedPlacements } from './placements.ts'

export type PairedDelong = {
  readonly aucBaseline: number
  readonly aucCandidate: number
  readonly varianceBaseline: number
  readonly varianceCandidate: number
  readonly covariance: number
  /** Candidate − baseline. */
  readonly difference: number
  readonly standardError: number
  readonly positives: number
  readonly negatives: number
}

/**
 * AUCs of two models on the same rows with their covariance (DeLong, DeLong and Clarke-Pearson 1988). The variance of the difference
 * is summed from the differences of the placements, not as v₁ + v₂ − 2c: that cancels for models that are nearly the same, and is
 * exactly 0 here for models that rank alike. Fewer than two rows of a class: variances are NaN. Memory: 32 bytes a row.
 *
 * @param label 1 for positive rows, 0 for negative ones
 * @throws RangeError for a NaN among the scores
 */
export function pairedDelong(
  label: Uint8Array,
  baseline: Float32Array | Float64Array,
  candidate: Float32Array | Float64Array,
): PairedDelong {
  const scratch = scratchFor(label.length)
  const a = placements(label, baseline, scratch)
  const b = placements(label, candidate, scratch)
  const sums = sumProducts(label, a, b)
  const { positives, negatives } = a
  const variance = ([ofPositives, ofNegatives]: readonly [number, number]) =>
    positives < 2 || negatives < 2 ? Number.NaN : ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives
  return {
    aucBaseline: a.auc,
    aucCandidate: b.auc,
    varianceBaseline: variance(sums.baseline),
    varianceCandidate: variance(sums.candidate),
    covariance: variance(sums.product),
    difference: b.auc - a.auc,
    standardError: Math.sqrt(variance(sums.difference)),
    positives,
    negatives,
  }
}

type ByClass = [ofPositives: number, ofNegatives: number]
type Sums = { baseline: ByClass; candidate: ByClass; product: ByClass; difference: ByClass }

/**
 * Sums of squares and products of the placements' deviations from their AUCs, for each class. One pass sums all rows and, by the
 * label as a factor, the positives: a branch on the label would be guessed wrong in every other row.
 */
function sumProducts(label: Uint8Array, a: Placements, b: Placements): Sums {
  const { positives, negatives } = a
  const [meanA, meanB] = [meanHalves(a), meanHalves(b)]
  let [allA, allB, allProduct, allDifference] = [0, 0, 0, 0]
  let [positiveA, positiveB, positiveProduct, positiveDifference] = [0, 0, 0, 0]
  for (let row = 0; row < label.length; row++) {
    const isPositive = label[row] ?? 0
    const da = (a.halves[row] ?? 0) - (meanA.ofNegatives + isPositive * meanA.further)
    const db = (b.halves[row] ?? 0) - (meanB.ofNegatives + isPositive * meanB.further)
    const squareA = da * da
    const squareB = db * db
    const product = da * db
    const difference = (db - da) * (db - da)
    allA += squareA
    allB += squareB
    allProduct += product
    allDifference += difference
    positiveA += isPositive * squareA
    positiveB += isPositive * squareB
    positiveProduct += isPositive * product
    positiveDifference += isPositive * difference
  }
  // From halves of rows to shares of the other class.
  const byClass = (all: number, positive: number): ByClass => [positive / (2 * negatives) ** 2, (all - positive) / (2 * positives) ** 2]
  return {
    baseline: byClass(allA, positiveA),
    candidate: byClass(allB, positiveB),
    product: byClass(allProduct, positiveProduct),
    difference: byClass(allDifference, positiveDifference),
  }
}

/** The AUC in the halves of each class: what its rows' placements have as their mean. */
function meanHalves({ auc, positives, negatives }: Placements): { readonly ofNegatives: number; readonly further: number } {
  return { ofNegatives: 2 * positives * auc, further: 2 * (negatives - positives) * auc }
}

/**
 * Candidate's AUC minus the baseline's as a normal confidence distribution; a point mass at 0 for models that rank alike. Few rows of
 * a class take t quantiles, with as many degrees of freedom as that class has rows, less one. A difference without any variance (one
 * arm perfect, the other constant) is the one case that DeLong cannot judge: a stratified bootstrap does.
 *
 * A bootstrap for few rows of a class was measured and refused: with 4 to 9 positives among 100 rows and equal models, its one-sided
 * 95 % bounds missed in 9 to 11 %, the normal ones in 4 to 5 %, these in 0 to 3 %.
 *
 * @param areas what `pairedDelong` gave for the same three arrays
 * @throws NotEstimable for fewer than two rows of a class
 */
export function delongDistribution(
  areas: PairedDelong,
  label: Uint8Array,
  baseline: Float32Array | Float64Array,
  candidate: Float32Array | Float64Array,
  resampling: { readonly seed: number; readonly resamples?: number },
): ConfidenceDistribution {
  const { positives, negatives, difference, standardError } = areas
  const rarer = Math.min(positives, negatives)
  if (rarer < 2) throw new NotEstimable(`${positives} positive and ${negatives} negative rows: each class needs two`)
  if (standardError === 0) {
    const certain = difference === 0 || label.length > MOST_BOOTSTRAP_ROWS
    return certain ? pointMass(difference, 'delong') : bootstrapAucDifference(difference, label, baseline, candidate, resampling)
  }
  if (rarer < FEW_OF_A_CLASS) return tDistribution(difference, standardError, rarer - 1, 'delong-t')
  return normalDistribution(difference, standardError, 'delong')
}

/**
 * The policy's min-rows judges no fewer by default. Neither t nor a bootstrap mends the skew of areas near 1: with 20 positives, and
 * areas of .983 before and .921 after, the bound of harm falls below the true harm in 14 %, not 5 %; the gate says so to the reader.
 */
const FEW_OF_A_CLASS = 20

/** 2,000 resamples of more rows take too long, and what DeLong's variance leaves out shrinks with the square of the rows. */
const MOST_BOOTSTRAP_ROWS = 50_000
