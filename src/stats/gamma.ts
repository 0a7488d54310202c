import regularised from '@stdlib/math-base-special-gammainc'
import gammaln from '@stdlib/math-base-special-gammaln'

/** ln |Γ(x)|. */
export function logGamma(x: number): number {
  return gammaln(x)
}

/**
 * What Stirling's formula misses: ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], for x > 0. Differences of large log-gammas are taken
 * through it, because the leading terms (1e10 at x = 1e9) would cancel the digits that matter.
 */
export function stirlingRemainder(x: number): number {
  if (x < STIRLING_FROM) return gammaln(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI)
  // Abramowitz and Stegun 6.1.41: B₂ₖ / (2k (2k − 1) x²ᵏ⁻¹); the first left out is below 1e-17 from x = 15 on.
  const s = 1 / (x * x)
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360_360 - s / 156)))))) / x
}

/** Regularised lower incomplete gamma function P(a, x): the cdf of a gamma variable of shape a and scale 1. */
export function incompleteGamma(a: number, x: number): number {
  return regularised(x, a, true, false)
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x). */
export function incompleteGammaUpper(a: number, x: number): number {
  return regularised(x, a, true, true)
}

/** P(X ≤ x) for χ² with `df` degrees of freedom. */
export function chiSquaredCdf(x: number, df: number): number {
  return x <= 0 ? 0 : incompleteGamma(df / 2, x / 2)
}

/** P(X > x) for χ² with `df` degrees of freedom. */
export function chiSquaredUpperTail(x: number, df: number): number {
  return x <= 0 ? 1 : incompleteGammaUpper(df / 2, x / 2)
}

/** P(X ≤ k) for a Poisson count with the given mean. */
export function poissonCdf(k: number, mean: number): number {
  return k < 0 ? 0 : incompleteGammaUpper(Math.floor(k) + 1, mean)
}

export const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

const STIRLING_FROM = 15
