import { incompleteBeta, incompleteBetaUpper } from './beta.ts'
import { stirlingRemainder } from './gamma.ts'

/**
 * P(X = k) for X ~ Binomial(n, p), by Loader's saddle-point form (Loader 2000, "Fast and accurate computation of binomial
 * probabilities"): exact to rounding also for n in the millions, where ln Γ's cancel.
 */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n || !Number.isInteger(k)) return 0
  if (p <= 0 || p >= 1) return k === (p <= 0 ? 0 : n) ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const misses = n - k
  const exponent =
    stirlingRemainder(n) - stirlingRemainder(k) - stirlingRemainder(misses) - deviance(k, n * p) - deviance(misses, n * (1 - p))
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * misses))
}

/** P(X ≤ k) for X ~ Binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return incompleteBetaUpper(Math.floor(k) + 1, n - Math.floor(k), p)
}

/** P(X > k), accurate where it is small. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k < 0) return 1
  if (k >= n) return 0
  return incompleteBeta(Math.floor(k) + 1, n - Math.floor(k), p)
}

/** x ln(x / mean) + mean − x ≥ 0, by its series where x is near the mean and the direct form would cancel. */
function deviance(x: number, mean: number): number {
  const v = (x - mean) / (x + mean)
  if (Math.abs(v) > 0.1) return x * Math.log(x / mean) + mean - x
  let sum = (x - mean) * v
  let term = 2 * x * v
  for (let odd = 3; ; odd += 2) {
    term *= v * v
    const next = sum + term / odd
    if (next === sum) return sum
    sum = next
  }
}
