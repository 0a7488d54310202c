import cdf from '@stdlib/stats-base-dists-normal-cdf'
import quantile from '@stdlib/stats-base-dists-normal-quantile'

/** P(Z ≤ x) of a standard normal Z, accurate relative to itself down to 1e-300 (W. J. Cody's erfc). */
export function normalCdf(x: number): number {
  return cdf(x, 0, 1)
}

/** P(Z > x): not 1 − cdf, which is 0 beyond x = 8.3. */
export function normalUpperTail(x: number): number {
  return cdf(-x, 0, 1)
}

/** Standard normal density. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / SQRT_TWO_PI
}

/**
 * x with P(Z ≤ x) = p. 0 gives −∞, 1 gives ∞, anything outside [0, 1] NaN.
 *
 * The library inverts erf(1 − 2p), which loses p's digits below 0.01 and gives −∞ from 1e-17 on; there Newton's iteration on
 * ln Φ(x) = ln p takes over. ln Φ is concave and nearly a parabola, so five steps from the asymptotic start reach full precision.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (!(p > 0 && p < FAR_TAIL)) return quantile(p, 0, 1)
  const logP = Math.log(p)
  const start = Math.sqrt(-2 * logP)
  let x = -start + Math.log(start * SQRT_TWO_PI) / start
  for (let step = 0; step < 8; step++) {
    const below = cdf(x, 0, 1)
    const move = ((Math.log(below) - logP) * below) / normalDensity(x)
    x -= move
    if (Math.abs(move) <= 1e-15 * Math.abs(x)) break
  }
  return x
}

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)

/** Below it the library's quantile is worse than 1e-14 (measured against 60-digit values). */
const FAR_TAIL = 0.01
