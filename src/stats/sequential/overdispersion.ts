import type { RateCounts } from './readings.ts'

/** Sums over earlier windows of the stable arm, before the canary and with it: what the next window's bets and powers are chosen by. */
export type ControlSums = {
  readonly windows: number
  readonly requests: number
  readonly requestsSquared: number
  readonly failures: number
  readonly failuresSquared: number
  /** Σ requests × failures. */
  readonly product: number
}

export const NO_CONTROL: ControlSums = { windows: 0, requests: 0, requestsSquared: 0, failures: 0, failuresSquared: 0, product: 0 }

export function addControl(sums: ControlSums, { requests, failures }: RateCounts): ControlSums {
  if (requests === 0) return sums
  return {
    windows: sums.windows + 1,
    requests: sums.requests + requests,
    requestsSquared: sums.requestsSquared + requests * requests,
    failures: sums.failures + failures,
    failuresSquared: sums.failuresSquared + failures * failures,
    product: sums.product + requests * failures,
  }
}

/** Rate of the stable arm as far as is known, never 0: half a failure in a hundred requests is added. */
export function rateAhead({ requests, failures }: ControlSums): number {
  return (0.5 + failures) / (100 + requests)
}

/**
 * k of Var = μ·(1 or 1 − p) + kμ², by moments over the windows: 0 for Poisson (Bernoulli) failures, 1 where each window's rate is an
 * exponential draw. Slow changes of the rate count in: that costs power, never validity.
 */
export function overdispersion(sums: ControlSums, bernoulli: boolean): number {
  const { windows, requests, requestsSquared, failures, failuresSquared, product } = sums
  if (windows < 2 || failures === 0) return 0
  const rate = failures / requests
  const squares = failuresSquared - 2 * rate * product + rate * rate * requestsSquared
  const expected = rate * requests * (bernoulli ? 1 - rate : 1)
  return Math.max(0, ((squares * windows) / (windows - 1) - expected) / (rate * rate * requestsSquared))
}

/**
 * Power η ≤ 1 of a window's likelihood ratio that makes bursts weigh what independent failures would: variance of the log ratio of two
 * counts without over its variance with overdispersion k in each arm. A power of an e-value is an e-value (Jensen).
 */
export function temperOfPair(stable: number, canary: number, rate: number, k: number, bernoulli: boolean): number {
  if (k === 0 || stable === 0 || canary === 0) return 1
  const variance = (1 / (stable * rate) + 1 / (canary * rate)) * (bernoulli ? 1 - Math.min(rate, 0.999) : 1)
  return variance / (variance + 2 * k)
}

/** The same for one arm against a fixed rate. */
export function temperOfOne(requests: number, rate: number, k: number): number {
  const variance = 1 / Math.max(requests * rate, Number.MIN_VALUE)
  return k === 0 || requests === 0 ? 1 : variance / (variance + k)
}
