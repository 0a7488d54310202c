import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { normalCdf, normalQuantile, normalUpperTail } from './normal.ts'
import { NotEstimable } from './not-estimable.ts'
import { tCdf, tQuantile, tUpperTail } from './student-t.ts'

/** Estimate ± normal quantiles of the standard error; a standard error of 0 is a point mass. */
export function normalDistribution(estimate: number, standardError: number, method: string): ConfidenceDistribution {
  return locationScale(estimate, standardError, method, { cdf: normalCdf, upperTail: normalUpperTail, quantile: normalQuantile })
}

/** Estimate ± t quantiles with `df` > 0 degrees of freedom; a standard error of 0 is a point mass. */
export function tDistribution(estimate: number, standardError: number, df: number, method: string): ConfidenceDistribution {
  if (!(df > 0)) throw new NotEstimable(`${df} degrees of freedom`)
  return locationScale(estimate, standardError, method, {
    cdf: (t) => tCdf(t, df),
    upperTail: (t) => tUpperTail(t, df),
    quantile: (p) => tQuantile(p, df),
  })
}

/**
 * The data leave no doubt (identical scores): every bound is the estimate, and both "at most x" and "at least x" have p-value 1 at
 * the estimate itself: no harm is never proof of harm.
 */
export function pointMass(estimate: number, method: string): ConfidenceDistribution {
  return {
    estimate,
    standardError: 0,
    method,
    cdf: (x) => (x >= estimate ? 1 : 0),
    upperTail: (x) => (x <= estimate ? 1 : 0),
    quantile: () => estimate,
  }
}

/** p-value of H0 "parameter ≥ x" under any confidence distribution. */
export function upperTail(distribution: ConfidenceDistribution, x: number): number {
  return distribution.upperTail === undefined ? 1 - distribution.cdf(x) : distribution.upperTail(x)
}

/** The distribution of −θ: harm from a difference of which more is better. */
export function negated(distribution: ConfidenceDistribution): ConfidenceDistribution {
  return {
    estimate: positiveZero(-distribution.estimate),
    standardError: distribution.standardError,
    method: distribution.method,
    cdf: (x) => upperTail(distribution, -x),
    upperTail: (x) => distribution.cdf(-x),
    quantile: (p) => positiveZero(-distribution.quantile(1 - p)),
  }
}

/** The distribution of θ + by: `shifted(negated(value), floor)` is how far a value falls below its floor. */
export function shifted(distribution: ConfidenceDistribution, by: number): ConfidenceDistribution {
  if (distribution.standardError === 0) return pointMass(distribution.estimate + by, distribution.method)
  return {
    estimate: distribution.estimate + by,
    standardError: distribution.standardError,
    method: distribution.method,
    cdf: (x) => distribution.cdf(x - by),
    upperTail: (x) => upperTail(distribution, x - by),
    quantile: (p) => distribution.quantile(p) + by,
  }
}

/** The distribution of factor · θ, for a factor that is not 0. */
export function scaled(distribution: ConfidenceDistribution, factor: number): ConfidenceDistribution {
  if (factor === 0 || !Number.isFinite(factor)) throw new RangeError(`a distribution cannot be scaled by ${factor}`)
  if (factor < 0) return scaled(negated(distribution), -factor)
  if (distribution.standardError === 0) return pointMass(distribution.estimate * factor, distribution.method)
  return {
    estimate: distribution.estimate * factor,
    standardError: distribution.standardError * factor,
    method: distribution.method,
    cdf: (x) => distribution.cdf(x / factor),
    upperTail: (x) => upperTail(distribution, x / factor),
    quantile: (p) => distribution.quantile(p) * factor,
  }
}

type Standard = { cdf(z: number): number; upperTail(z: number): number; quantile(p: number): number }

function locationScale(estimate: number, standardError: number, method: string, standard: Standard): ConfidenceDistribution {
  if (!Number.isFinite(estimate)) throw new NotEstimable(`the estimate is ${estimate}`)
  if (!(standardError >= 0 && standardError < Infinity)) throw new NotEstimable(`the standard error is ${standardError}`)
  if (standardError === 0) return pointMass(estimate, method)
  return {
    estimate,
    standardError,
    method,
    cdf: (x) => standard.cdf((x - estimate) / standardError),
    upperTail: (x) => standard.upperTail((x - estimate) / standardError),
    quantile: (p) => estimate + standardError * standard.quantile(p),
  }
}

/** −0 would print as "-0" in a report. */
function positiveZero(x: number): number {
  return x === 0 ? 0 : x
}
