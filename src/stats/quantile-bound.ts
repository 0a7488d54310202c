import { binomialCdf, binomialUpperTail } from './binomial.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { NotEstimable } from './not-estimable.ts'

/** Measured values in order, as far as they are known: exactly, or to the edges of a histogram's buckets. */
export type OrderedValues = {
  readonly n: number
  /** The k-th smallest value (1-based), not above it. */
  atLeast(rank: number): number
  /** The same, not below it. */
  atMost(rank: number): number
  /** How many values may lie above x: those whose bucket ends above it. */
  countAbove(x: number): number
  /** How many lie above x for sure: those whose bucket begins above it. */
  countSurelyAbove(x: number): number
}

/**
 * Fewest calls that prove, at this confidence, "the quantile is at most the limit" when `over` of them took longer: the smallest n
 * with P(Binomial(n, 1 − quantile) ≤ over) ≤ 1 − confidence. It is the rule of MLPerf's early stopping (LoadGen results.cc) and, for
 * over = 0, the smallest n of which an upper bound of the quantile exists at all.
 *
 * @param quantile in (0, 1): 0.99 for p99
 */
export function callsNeeded(quantile: number, confidence: number, over = 0): number {
  const proves = (n: number) => binomialCdf(over, n, 1 - quantile) <= 1 - confidence
  let enough = over + 1
  while (!proves(enough)) enough *= 2
  let few = Math.floor(enough / 2)
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2)
    if (proves(middle)) enough = middle
    else few = middle
  }
  return enough
}

/**
 * What n independent values say about a quantile of their distribution, without assuming its shape: the bounds are order statistics
 * whose ranks are binomial quantiles, the p-values are binomial tails of the count above x (David and Nagaraja 2003, Order Statistics,
 * 7.1; Hyndman and Fan's definition 1 for the estimate). Edges of buckets are taken on the side that claims less.
 *
 * @param quantile in (0, 1)
 * @throws NotEstimable without values
 */
export function quantileDistribution(values: OrderedValues, quantile: number, method = 'binomial-order'): ConfidenceDistribution {
  const { n } = values
  if (n === 0) throw new NotEstimable('no calls')
  const estimate = values.atMost(Math.max(1, Math.ceil(n * quantile)))
  const bound = (p: number) => (p >= 0.5 ? upperBound(values, quantile, p) : lowerBound(values, quantile, 1 - p))
  // As wide as one standard error on both sides; a bound that does not exist gives no width.
  const width = (bound(ONE_SIGMA) - bound(1 - ONE_SIGMA)) / 2
  return {
    estimate,
    standardError: Number.isFinite(width) ? Math.max(0, width) : Number.NaN,
    method,
    cdf: (x) => {
      const over = values.countSurelyAbove(x)
      return over === 0 ? 1 : binomialUpperTail(over - 1, n, 1 - quantile)
    },
    upperTail: (x) => binomialCdf(values.countAbove(x), n, 1 - quantile),
    quantile: bound,
  }
}

/** Normal cdf at 1. */
const ONE_SIGMA = 0.8413447460685429

/** Smallest rank k with P(Binomial(n, quantile) ≤ k − 1) ≥ confidence; the value is infinite when even the largest proves nothing. */
function upperBound(values: OrderedValues, quantile: number, confidence: number): number {
  const rank = upperRank(values.n, quantile, confidence)
  return rank === null ? Number.POSITIVE_INFINITY : values.atMost(rank)
}

function lowerBound(values: OrderedValues, quantile: number, confidence: number): number {
  const rank = lowerRank(values.n, quantile, confidence)
  return rank === null ? 0 : values.atLeast(rank)
}

/** null: more values are needed. */
export function upperRank(n: number, quantile: number, confidence: number): number | null {
  const covers = (rank: number) => binomialCdf(rank - 1, n, quantile) >= confidence
  return covers(n) ? firstWhere(1, n, covers) : null
}

/** Largest rank k with P(Binomial(n, quantile) ≥ k) ≥ confidence. */
export function lowerRank(n: number, quantile: number, confidence: number): number | null {
  const misses = (rank: number) => binomialUpperTail(rank - 1, n, quantile) < confidence
  if (misses(1)) return null
  return misses(n) ? firstWhere(1, n, misses) - 1 : n
}

/** The first integer of a range from which on the condition holds; it holds at the end. */
function firstWhere(from: number, to: number, holds: (rank: number) => boolean): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
