import { betaQuantile } from './beta.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { NotEstimable } from './not-estimable.ts'

/** Lower and upper limit; `level` (two-sided, 0.9 for two one-sided 95 % bounds) belongs to the function that gave them. */
export type Interval = readonly [lower: number, upper: number]

/**
 * A share x / n with Wilson's score interval (Wilson 1927, JASA 22) at every level. The standard error is half the width at z = 1,
 * so that 0 of n and n of n keep one.
 *
 * @throws NotEstimable for n = 0
 */
export function wilsonDistribution(successes: number, n: number, method = 'wilson'): ConfidenceDistribution {
  checkCount(successes, n)
  const share = successes / n
  const score = (x: number) => (share === x ? 0 : (x - share) / Math.sqrt((x * (1 - x)) / n))
  return {
    estimate: share,
    standardError: (wilsonLimit(successes, n, 1) - wilsonLimit(successes, n, -1)) / 2,
    method,
    cdf: (x) => (x < 0 ? 0 : x >= 1 ? 1 : normalCdf(score(x))),
    upperTail: (x) => (x <= 0 ? 1 : x > 1 ? 0 : normalCdf(-score(x))),
    quantile: (p) => wilsonLimit(successes, n, normalQuantile(p)),
  }
}

/** Wilson's interval at a two-sided level. */
export function wilsonInterval(successes: number, n: number, level: number): Interval {
  checkCount(successes, n)
  const z = normalQuantile((1 + level) / 2)
  return [wilsonLimit(successes, n, -z), wilsonLimit(successes, n, z)]
}

/** Exact interval, at least `level` whatever the share (Clopper and Pearson 1934, Biometrika 26). */
export function clopperPearsonInterval(successes: number, n: number, level: number): Interval {
  checkCount(successes, n)
  const tail = (1 - level) / 2
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    successes === n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1),
  ]
}

/** @throws NotEstimable for n = 0, RangeError for a count that is none */
export function checkCount(successes: number, n: number): void {
  if (n === 0) throw new NotEstimable('no rows')
  if (!(successes >= 0 && successes <= n)) throw new RangeError(`${successes} of ${n} is not a share`)
}

function wilsonLimit(successes: number, n: number, z: number): number {
  const centre = successes + (z * z) / 2
  const halfWidth = z * Math.sqrt((successes * (n - successes)) / n + (z * z) / 4)
  return Math.min(1, Math.max(0, (centre + halfWidth) / (n + z * z)))
}
