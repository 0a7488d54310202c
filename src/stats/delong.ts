import { bcaDistribution } from './bootstrap.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { normalDistribution, pointMass } from './distributions.ts'
import { NotEstimable } from './not-estimable.ts'
import { type Placements, placements } from './placements.ts'
import { orderByScore, scratchFor } from './score-order.ts'

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

/** Sums of squares and products of the placements' deviations from their AUCs, for each class. */
function sumProducts(label: Uint8Array, a: Placements, b: Placements): Sums {
  const ofPositives = sumProductsOf(1, label, a, b)
  const ofNegatives = sumProductsOf(0, label, a, b)
  return {
    baseline: [ofPositives.baseline, ofNegatives.baseline],
    candidate: [ofPositives.candidate, ofNegatives.candidate],
    product: [ofPositives.product, ofNegatives.product],
    difference: [ofPositives.difference, ofNegatives.difference],
  }
}

function sumProductsOf(label: 0 | 1, labels: Uint8Array, a: Placements, b: Placements) {
  let baseline = 0
  let candidate = 0
  let product = 0
  let difference = 0
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== label) continue
    const da = (a.placement[row] ?? 0) - a.auc
    const db = (b.placement[row] ?? 0) - b.auc
    baseline += da * da
    candidate += db * db
    product += da * db
    difference += (db - da) * (db - da)
  }
  return { baseline, candidate, product, difference }
}

/**
 * Candidate's AUC minus the baseline's as a normal confidence distribution; a point mass at 0 for models that rank alike. Where
 * normality fails (few rows of a class, or no variance although the AUCs differ) a stratified bootstrap over the rows takes over.
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
  if (positives < 2 || negatives < 2) throw new NotEstimable(`${positives} positive and ${negatives} negative rows: each class needs two`)
  if (standardError === 0 && difference === 0) return pointMass(0, 'delong')
  const degenerate = standardError === 0 || Math.min(positives, negatives) < FEW_OF_A_CLASS
  if (degenerate && label.length <= MOST_BOOTSTRAP_ROWS) return bootstrapAuc(difference, label, baseline, candidate, resampling)
  return normalDistribution(difference, standardError, 'delong')
}

function bootstrapAuc(
  estimate: number,
  label: Uint8Array,
  baseline: Float32Array | Float64Array,
  candidate: Float32Array | Float64Array,
  resampling: { readonly seed: number; readonly resamples?: number },
): ConfidenceDistribution {
  const aucBaseline = resampledAuc(label, baseline)
  const aucCandidate = resampledAuc(label, candidate)
  return bcaDistribution({
    rows: label.length,
    statistic: (rows) => aucCandidate(rows) - aucBaseline(rows),
    estimate,
    stratum: label,
    method: 'delong-bootstrap',
    ...resampling,
  })
}

/** The AUC of any multiset of rows in O(rows): the scores are sorted once, a resample only counts. */
function resampledAuc(label: Uint8Array, scores: Float32Array | Float64Array): (rows: Uint32Array) => number {
  const order = orderByScore(scores, scratchFor(label.length))
  const rank = new Uint32Array(label.length)
  let ranks = 0
  for (let position = 0; position < order.length; position++) {
    const row = order[position] ?? 0
    if (position > 0 && scores[row] !== scores[order[position - 1] ?? 0]) ranks++
    rank[row] = ranks
  }
  const counts = [new Uint32Array(ranks + 1), new Uint32Array(ranks + 1)] as const
  return (rows) => {
    const [negativesAt, positivesAt] = counts
    negativesAt.fill(0)
    positivesAt.fill(0)
    for (const row of rows) {
      const at = label[row] === 1 ? positivesAt : negativesAt
      const place = rank[row] ?? 0
      at[place] = (at[place] ?? 0) + 1
    }
    return aucOfCounts(positivesAt, negativesAt)
  }
}

function aucOfCounts(positivesAt: Uint32Array, negativesAt: Uint32Array): number {
  let positives = 0
  let negatives = 0
  let ordered = 0
  for (let place = 0; place < positivesAt.length; place++) {
    const tiedPositives = positivesAt[place] ?? 0
    const tiedNegatives = negativesAt[place] ?? 0
    ordered += tiedPositives * (negatives + tiedNegatives / 2)
    positives += tiedPositives
    negatives += tiedNegatives
  }
  return ordered / positives / negatives
}

/** Rows of the rarer class below which the normal approximation is left. */
const FEW_OF_A_CLASS = 10

/** 2,000 resamples of more rows take too long, and the terms that DeLong's variance leaves out are below 1e-9 there. */
const MOST_BOOTSTRAP_ROWS = 50_000
