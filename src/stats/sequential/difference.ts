import type { ByArm, RateCounts } from './readings.ts'

/**
 * The e-process of a difference of two Poisson rates, for services with few failures or none: H0 "canary ≤ stable + difference" with
 * fractions above 1, "canary ≥ stable + difference" with fractions below 1. Each grid point bets on the rates `rate` and
 * `rate + difference × fraction`, chosen before the window, against that point of the boundary at which the expectation of their
 * likelihood ratio is 1 on the whole boundary (the exponent is linear in the true rate, and the root makes it vanish), and below 1 inside H0.
 * Valid for Bernoulli failures too, whose moments are smaller.
 *
 * @param rate of the stable arm, from earlier windows; > 0
 * @param temper power of the likelihood ratio, in (0, 1]
 */
export function addDifference(
  logs: readonly number[],
  { stable, canary }: ByArm<RateCounts>,
  difference: number,
  fractions: readonly number[],
  { rate, temper }: { readonly rate: number; readonly temper: number },
): readonly number[] {
  if (stable.requests + canary.requests === 0) return logs
  const sums = logs.slice()
  for (let i = 0; i < logs.length; i++) {
    const bet = rate + difference * (fractions[i] ?? 1)
    const nullStable = boundaryRate(stable.requests, canary.requests, rate, bet, difference)
    const nullCanary = nullStable + difference
    const logRatio =
      logTimes(stable.failures, rate / nullStable) +
      logTimes(canary.failures, bet / nullCanary) -
      stable.requests * (rate - nullStable) -
      canary.requests * (bet - nullCanary)
    sums[i] = (sums[i] ?? 0) + temper * logRatio
  }
  return sums
}

/** λ ≥ 0 of n₁(1 − μ₁/λ) + n₂(1 − μ₂/(λ + a)) = 0: the positive root of (n₁ + n₂)λ² + bλ − n₁μ₁a, in the form that does not cancel. */
function boundaryRate(stable: number, canary: number, rate: number, bet: number, difference: number): number {
  const b = stable * (difference - rate) + canary * (difference - bet)
  const constant = stable * rate * difference
  const root = Math.sqrt(b * b + 4 * (stable + canary) * constant)
  return b > 0 ? (2 * constant) / (b + root) : (root - b) / (2 * (stable + canary))
}

/** 0 × ln x is 0 whatever x is. */
function logTimes(count: number, x: number): number {
  return count === 0 ? 0 : count * Math.log(x)
}
