import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { poisson } from '../../src/stats/sequential/poisson-draw.ts'
import type { ByArm, HistogramCounts, MeanSums, RateCounts } from '../../src/stats/sequential/readings.ts'
import type { Random } from './random.ts'

/** One service and its canary, in windows of a minute. */
export type Traffic = {
  readonly perSecond: number
  /** The canary's share; several follow one another in equal parts of the time. */
  readonly shares: readonly number[]
  /** Stable's failure rate. */
  readonly base: number
  readonly course: Course
  /** Failures of the canary to stable's; for a base of 0, its own rate. */
  readonly worse: number
  /** Each arm's rate is multiplied in every minute by a draw of its own: exponential, mean 1. */
  readonly bursts: boolean
}

/** What happens to both arms alike. */
export type Course = 'flat' | 'rising' | 'daily' | 'incident'

type Moment = { readonly traffic: number; readonly failures: number; readonly latency: number }

/** @param at part of the time that has passed, in [0, 1] */
function momentOf(course: Course, at: number): Moment {
  switch (course) {
    case 'flat':
      return { traffic: 1, failures: 1, latency: 1 }
    case 'rising':
      return { traffic: 1, failures: 0.5 + 3.5 * at, latency: 1 + 0.5 * at }
    case 'daily': {
      const wave = Math.sin(2 * Math.PI * at)
      return { traffic: 1 + 0.8 * wave, failures: 1 - 0.5 * wave, latency: 1 + 0.2 * wave }
    }
    case 'incident':
      return { traffic: 1, failures: at < 2 / 3 ? 1 : 10, latency: at < 2 / 3 ? 1 : 1.5 }
  }
}

/** Requests and failures of a minute; Poisson, so that given its requests an arm's failures are Bernoulli. */
export function drawRates(traffic: Traffic, minute: number, minutes: number, random: Random): ByArm<RateCounts> {
  const { requests, moment } = expected(traffic, minute, minutes)
  const stableRate = traffic.base * moment.failures
  const canaryRate = traffic.base === 0 ? traffic.worse : stableRate * traffic.worse
  const burst = () => (traffic.bursts ? -Math.log(1 - random.uniform()) : 1)
  const arm = (mean: number, rate: number) => {
    const failures = poisson(mean * Math.min(1, rate), random)
    return { requests: failures + poisson(mean * Math.max(0, 1 - rate), random), failures }
  }
  return { stable: arm(requests.stable, stableRate * burst()), canary: arm(requests.canary, canaryRate * burst()) }
}

/** Eighteen edges, a quarter apart or less where most requests are, in seconds. */
export const EDGES = [0.01, 0.02, 0.03, 0.04, 0.05, 0.0625, 0.08, 0.1, 0.125, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.65, 0.8, 1]

/** Lognormal latencies, median 80 ms, σ 0.6. `slower` multiplies the canary's. */
export function drawLatencies(traffic: Traffic, slower: number, minute: number, minutes: number, random: Random): ByArm<HistogramCounts> {
  const { requests, moment } = expected(traffic, minute, minutes)
  const arm = (mean: number, factor: number) => ({
    counts: sharesOf(moment.latency * factor).map((share) => poisson(mean * share, random)),
  })
  return { stable: arm(requests.stable, 1), canary: arm(requests.canary, slower) }
}

/** Costs drawn from 65,536 lognormal ones, σ 1.5: one in a thousand is a hundred times the median. */
export function drawCosts({ perSecond, shares: [share = 0] }: Traffic, random: Random): ByArm<MeanSums> {
  const arm = (mean: number) => {
    const sums = { count: poisson(mean, random), sum: 0, sumOfSquares: 0 }
    for (let request = 0; request < sums.count; request++) {
      const cost = COSTS[Math.floor(random.uniform() * COSTS.length)] ?? 1
      sums.sum += cost
      sums.sumOfSquares += cost * cost
    }
    return sums
  }
  return { stable: arm(perSecond * 60 * (1 - share)), canary: arm(perSecond * 60 * share) }
}

const COSTS = Float64Array.from({ length: 2 ** 16 }, (_, i) => Math.exp(1.5 * normalQuantile((i + 0.5) / 2 ** 16)))

function expected({ perSecond, shares, course }: Traffic, minute: number, minutes: number) {
  const moment = momentOf(course, (minute + 0.5) / minutes)
  const share = shares[Math.min(shares.length - 1, Math.floor((minute * shares.length) / minutes))] ?? 0
  const all = perSecond * 60 * moment.traffic
  return { moment, requests: { stable: all * (1 - share), canary: all * share } }
}

const shares = new Map<number, readonly number[]>()

/** Shares of the buckets when all latencies are multiplied by `factor`. */
function sharesOf(factor: number): readonly number[] {
  const known = shares.get(factor)
  if (known !== undefined) return known
  const below = [...EDGES.map((edge) => normalCdf(Math.log(edge / (0.08 * factor)) / 0.6)), 1]
  const made = below.map((value, i) => value - (below[i - 1] ?? 0))
  if (shares.size < 2_000) shares.set(factor, made)
  return made
}
