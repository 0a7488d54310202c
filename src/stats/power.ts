import { normalCdf, normalQuantile } from './normal.ts'

/**
 * Smallest harm that a test at level `alpha` (one-sided) of this standard error proves with probability `power`, in the unit of the
 * standard error.
 */
export function detectableHarm(standardError: number, alpha = 0.05, power = 0.8): number {
  return standardError * (normalQuantile(1 - alpha) + normalQuantile(power))
}

/**
 * Units (rows, queries, clusters) at which a candidate without any harm is proven to lose less than `margin`, with probability
 * `power`: the standard error at n units shrinks with the root of n. Infinity for a margin of 0, which no number of rows proves.
 *
 * @param units how many there are, with this standard error
 */
export function rowsToDecide(units: number, standardError: number, margin: number, alpha = 0.05, power = 0.8): number {
  if (standardError === 0) return 0
  if (margin <= 0) return Infinity
  return Math.ceil(units * (detectableHarm(standardError, alpha, power) / margin) ** 2)
}

/** Probability that the upper bound (level 1 − alpha) of an equally good candidate stays below the margin. */
export function chanceThatEqualPasses(standardError: number, margin: number, alpha = 0.05): number {
  if (standardError === 0) return margin > 0 ? 1 : 0
  return normalCdf(margin / standardError - normalQuantile(1 - alpha))
}

/** Standard normal quantiles at 0.95 (one-sided confidence) and 0.80 (power): their sum, 2.4865 standard errors, is detectable. */
export const Z_95 = 1.6448536269514722
export const Z_80 = 0.8416212335729143
