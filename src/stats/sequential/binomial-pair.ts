import type { ByArm, RateCounts } from './readings.ts'

/** Rates that a grid point bets on, of each arm. */
export type Bet = { readonly stable: number; readonly canary: number }
/** The edge of a hypothesis about two rates: canary = slope × stable + offset, slope ≥ 1, offset in [0, 1). */
export type Boundary = { readonly slope: number; readonly offset: number }

/**
 * The e-value of two samples of Bernoulli failures against a straight boundary of their rates (Turner, Ly and Grünwald 2024; Turner and
 * Grünwald 2023, "Exact anytime-valid confidence intervals for contingency tables and beyond"): the likelihood of the bet over that of its
 * projection onto the boundary. The logarithm of its expectation is concave along the boundary with slope 0 at the projection, so it is
 * at most 1 on all of it, and inside the hypothesis; for any numbers of requests. Unlike an odds ratio it keeps the margin in rates.
 *
 * @returns ln of the e-value of this window
 */
export function binomialPairLogE({ stable, canary }: ByArm<RateCounts>, bet: Bet, boundary: Boundary): number {
  if (stable.requests === 0 || canary.requests === 0) return 0
  const nullStable = project(stable.requests, canary.requests, bet, boundary)
  const nullCanary = boundary.slope * nullStable + boundary.offset
  return logRatio(stable, bet.stable, nullStable) + logRatio(canary, bet.canary, nullCanary)
}

/**
 * Running bets of Turner, Ly and Grünwald: the posterior means of Beta(a, a) priors after the earlier windows. H0: equal rates, both sides.
 */
export function equalRatesLogE(windows: readonly ByArm<RateCounts>[], a: number): number {
  let logE = 0
  const sums = { stable: { requests: 0, failures: 0 }, canary: { requests: 0, failures: 0 } }
  for (const window of windows) {
    const mean = ({ requests, failures }: RateCounts) => (failures + a) / (requests + 2 * a)
    logE += binomialPairLogE(window, { stable: mean(sums.stable), canary: mean(sums.canary) }, { slope: 1, offset: 0 })
    for (const arm of ['stable', 'canary'] as const) {
      sums[arm].requests += window[arm].requests
      sums[arm].failures += window[arm].failures
    }
  }
  return logE
}

/** Keeps bets inside (0, 1): a rate of 1 could never be wrong. */
export function asRate(rate: number): number {
  return Math.min(1 - LEAST, Math.max(LEAST, rate))
}

/** Stable's rate at the point of the boundary nearest to the bet by Kullback and Leibler's measure, weighted by the requests. */
function project(stable: number, canary: number, bet: Bet, { slope, offset }: Boundary): number {
  if (offset !== 0) return projectByNewton(stable, canary, bet, { slope, offset })
  // Through the origin the slope of the measure is a quadratic; its smaller root, in the form that does not cancel.
  const a = slope * (stable + canary)
  const b = stable * (1 + slope * bet.stable) + canary * (slope + bet.canary)
  const c = stable * bet.stable + canary * bet.canary
  return (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c)))
}

/** The slope of the measure falls from +∞ to −∞ along the boundary: Newton's steps, halved where they leave what is left of it. */
function projectByNewton(stable: number, canary: number, bet: Bet, { slope, offset }: Boundary): number {
  let [low, high] = [0, (1 - offset) / slope]
  // Near what equal variances would give; the exact root is a few steps away.
  const start = (stable * bet.stable + canary * slope * (bet.canary - offset)) / (stable + canary * slope * slope)
  let p = start > 0 && start < high ? start : 0.5 * high
  for (let step = 0; step < MOST_STEPS; step++) {
    const q = slope * p + offset
    const pull = stable * force(bet.stable, p) + slope * canary * force(bet.canary, q)
    if (pull > 0) low = p
    else high = p
    const next = p + pull / (stable * stiffness(bet.stable, p) + slope * slope * canary * stiffness(bet.canary, q))
    const kept = next > low && next < high ? next : 0.5 * (low + high)
    if (Math.abs(kept - p) <= 1e-14 * p) return kept
    p = kept
  }
  return p
}

/** (bet − p) / (p (1 − p)), and minus its derivative. */
function force(bet: number, p: number): number {
  return bet / p - (1 - bet) / (1 - p)
}

function stiffness(bet: number, p: number): number {
  return bet / (p * p) + (1 - bet) / ((1 - p) * (1 - p))
}

function logRatio({ requests, failures }: RateCounts, bet: number, boundary: number): number {
  const successes = requests - failures
  return (
    (failures === 0 ? 0 : failures * Math.log(bet / boundary)) + (successes === 0 ? 0 : successes * Math.log((1 - bet) / (1 - boundary)))
  )
}

const LEAST = 1e-9

/** Newton takes some six steps; halving alone would need fifty. */
const MOST_STEPS = 100
