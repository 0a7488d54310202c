import { normalCdf } from '../normal.ts'

/**
 * Normal mixtures of exp(λs − λ²v/2): e-processes of a sum s whose variance so far is v (Robbins 1970; Howard et al. 2021, "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences"). Checked against the reference implementation confseq.
 *
 * @param optimum variance at which the bound is tightest
 * @param alpha level for which it is tightest
 */
export function tuning(optimum: number, alpha: number): number {
  const doubled = 2 * Math.log(1 / alpha)
  return optimum / (doubled + Math.log(1 + doubled))
}

/** ln of the mixture over both signs; `rho` from `tuning(optimum, alpha)`. */
export function twoSidedNormalLogE(s: number, v: number, rho: number): number {
  return 0.5 * Math.log(rho / (v + rho)) + (s * s) / (2 * (v + rho))
}

/** ln of the mixture over λ > 0, which tests "the mean is at most 0"; `rho` from `tuning(optimum, 2 × alpha)`. */
export function oneSidedNormalLogE(s: number, v: number, rho: number): number {
  return 0.5 * Math.log((4 * rho) / (v + rho)) + (s * s) / (2 * (v + rho)) + logNormalCdf(s / Math.sqrt(v + rho))
}

/** |s| above which the two-sided mixture reaches 1/alpha. */
export function twoSidedNormalBound(v: number, alpha: number, rho: number): number {
  return Math.sqrt((v + rho) * (Math.log(1 + v / rho) + 2 * Math.log(1 / alpha)))
}

/** Half-width of the asymptotic confidence sequence of a mean (Waudby-Smith et al. 2024) after n observations, tightest at `optimum`. */
export function asymptoticHalfWidth(n: number, standardDeviation: number, optimum: number, alpha: number): number {
  return (standardDeviation * twoSidedNormalBound(n, alpha, tuning(optimum, alpha))) / n
}

/** Φ is 0 below −38, its logarithm is not: the first terms of Mills' ratio. */
function logNormalCdf(x: number): number {
  if (x > -30) return Math.log(normalCdf(x))
  return -0.5 * x * x - Math.log(-x * Math.sqrt(2 * Math.PI)) + Math.log1p(-1 / (x * x))
}
