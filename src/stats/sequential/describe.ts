import { wilsonInterval } from '../proportions.ts'
import { disproves } from './combine.ts'
import { countBeyond } from './edges.ts'
import { type Evidence, exclusionLogE, rollbackLogE } from './guardrail.ts'
import type { LatencyEvidence } from './latency-guardrail.ts'
import { nextEdges } from './latency-guardrail.ts'
import { type MeanEvidence, meanOf } from './mean-guardrail.ts'
import { asymptoticHalfWidth } from './normal-mixture.ts'
import { overdispersion } from './overdispersion.ts'
import type { RateEvidence } from './rate-guardrail.ts'
import type { ByArm, MeanSums, RateCounts } from './readings.ts'
import { shareInterval } from './share-interval.ts'
import { followedRatios, type GuardrailSpec, type LatencySpec } from './spec.ts'

/** What people are told of a guardrail. Intervals are confidence sequences (95 %): they hold at every look. */
export type Description = {
  readonly windows: number
  readonly notEvaluable: number
  readonly rollbackLogE: number
  /** The least harm that is excluded and the largest below it, which is not, at `falsePromotionRate`; null: none. */
  readonly excluded: Harm | null
  readonly notExcluded: Harm | null
  /** Rates and means; null for latencies, which have `quantiles`. */
  readonly arms: ByArm<Measured> | null
  readonly quantiles: readonly QuantileDescription[]
  /** k of the stable arm's failures: 0 for independent ones, 1 where every window's rate is an exponential draw. null where not measured. */
  readonly overdispersion: number | null
}

/** `ratio` times stable's rate, mean or slow requests, or `difference` more of a rate or mean, whichever is more; null: not asked. */
export type Harm = { readonly ratio: number | null; readonly difference: number | null }

export type Measured = { readonly requests: number; readonly value: number | null; readonly interval: readonly [number, number] | null }

export type QuantileDescription = {
  readonly quantile: number
  /** Why it cannot be judged; null where it can. */
  readonly whyNot: string | null
  /** In the unit of the edges: stable's requests beyond `edge` against the canary's beyond `shiftedEdge`. */
  readonly edge: number | null
  readonly shiftedEdge: number | null
  /** shiftedEdge / edge − 1: the margin that the buckets allow to judge, at least the policy's. */
  readonly effectiveMargin: number | null
  readonly slow: ByArm<Measured> | null
  /** The bucket that holds the quantile, and, of the bounds it has at every look, the edges around. null: beyond the last edge. */
  readonly arms: ByArm<QuantileMeasured>
}

export type QuantileMeasured = {
  readonly bucket: readonly [lower: number, upper: number | null] | null
  readonly interval: readonly [lower: number, upper: number | null] | null
}

const LEVEL = 0.95

/** @param falsePromotionRate level at which harm counts as excluded */
export function describe(spec: GuardrailSpec, evidence: Evidence, falsePromotionRate = 0.05): Description {
  const ratios = followedRatios(spec)
  const least = ratios.findLast((ratio) => disproves(exclusionLogE(spec, evidence, ratio), falsePromotionRate))
  const most = ratios.find((ratio) => least === undefined || ratio < least)
  return {
    windows: evidence.windows,
    notEvaluable: evidence.notEvaluable,
    rollbackLogE: rollbackLogE(spec, evidence),
    excluded: least === undefined ? null : harmOf(spec, least),
    notExcluded: most === undefined ? null : harmOf(spec, most),
    arms: armsOf(evidence),
    quantiles: spec.kind === 'latency' && evidence.kind === 'latency' ? spec.quantiles.map((one) => quantileOf(spec, evidence, one)) : [],
    overdispersion: evidence.kind === 'rate' ? overdispersion(evidence.control, spec.kind === 'rate' && spec.form === 'bernoulli') : null,
  }
}

function harmOf(spec: GuardrailSpec, ratio: number): Harm {
  if (spec.kind === 'latency') return { ratio, difference: null }
  if (spec.relative === null && spec.absolute === null) return { ratio, difference: null }
  const relative = spec.relative === null ? (ratio === 1 ? null : ratio) : Math.max(ratio, 1 + spec.relative)
  return { ratio: relative, difference: spec.absolute === null ? null : spec.absolute * ratio }
}

function armsOf(evidence: RateEvidence | LatencyEvidence | MeanEvidence): ByArm<Measured> | null {
  switch (evidence.kind) {
    case 'rate':
      return { stable: rateOf(evidence.totals.stable), canary: rateOf(evidence.totals.canary) }
    case 'mean':
      return { stable: meanWithInterval(evidence.totals.stable), canary: meanWithInterval(evidence.totals.canary) }
    case 'latency':
      return null
  }
}

function rateOf({ requests, failures }: RateCounts): Measured {
  if (requests === 0) return { requests, value: null, interval: null }
  return { requests, value: failures / requests, interval: shareInterval(failures, requests, LEVEL) }
}

function meanWithInterval(sums: MeanSums): Measured {
  if (sums.count < 2) return { requests: sums.count, value: sums.count === 0 ? null : meanOf(sums), interval: null }
  const mean = meanOf(sums)
  const deviation = Math.sqrt(Math.max(0, (sums.sumOfSquares - sums.count * mean * mean) / (sums.count - 1)))
  const half = asymptoticHalfWidth(sums.count, deviation, 10_000, 1 - LEVEL)
  return { requests: sums.count, value: mean, interval: [mean - half, mean + half] }
}

function quantileOf(spec: LatencySpec, evidence: LatencyEvidence, quantile: number): QuantileDescription {
  const chosen = nextEdges(spec, evidence, quantile)
  const edges = evidence.edges ?? []
  const { stable, canary } = evidence.totals
  const arms = { stable: bucketOf(stable, edges, quantile), canary: bucketOf(canary, edges, quantile) }
  if (typeof chosen === 'string') {
    return { quantile, whyNot: chosen, edge: null, shiftedEdge: null, effectiveMargin: null, slow: null, arms }
  }
  const [edge = 0, shiftedEdge = 0] = [edges[chosen.at], edges[chosen.shifted]]
  const slow = { stable: rateOf(countBeyond(stable, chosen.at)), canary: rateOf(countBeyond(canary, chosen.shifted)) }
  return { quantile, whyNot: null, edge, shiftedEdge, effectiveMargin: shiftedEdge / edge - 1, slow, arms }
}

/** A quantile read off buckets lies anywhere in its bucket; its bounds are the edges whose shares below exclude the quantile. */
function bucketOf(
  counts: readonly number[],
  edges: readonly number[],
  quantile: number,
  intervalOf: typeof shareInterval = shareInterval,
): QuantileMeasured {
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return { bucket: null, interval: null }
  let [below, low, high] = [0, 0, counts.length - 1]
  let holds = counts.length - 1
  for (let bucket = counts.length - 2; bucket >= 0; bucket--) {
    below = counts.slice(0, bucket + 1).reduce((sum, count) => sum + count, 0)
    const [lower, upper] = intervalOf(below, all, LEVEL)
    if (below >= quantile * all) holds = bucket
    if (lower >= quantile) high = bucket
    if (upper < quantile && low === 0) low = bucket + 1
  }
  const edgesOf = (first: number, last: number) => [edges[first - 1] ?? 0, edges[last] ?? null] as const
  return { bucket: edgesOf(holds, holds), interval: edgesOf(low, high) }
}

/**
 * A quantile of one histogram for a plot: on a straight line within its bucket, between the edges that bound it (95 %, by itself).
 * Numbers of two histograms are not compared by it.
 *
 * @returns null where it lies beyond the last edge, or nothing was counted; `upper` null: beyond the last edge
 */
export function drawnQuantile(
  counts: readonly number[],
  edges: readonly number[],
  quantile: number,
): { readonly value: number; readonly lower: number; readonly upper: number | null } | null {
  const { bucket, interval } = bucketOf(counts, edges, quantile, wilsonInterval)
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (bucket === null || bucket[1] === null) return null
  const [from, to] = bucket
  const at = edges.indexOf(to)
  const below = counts.slice(0, at).reduce((sum, count) => sum + count, 0)
  const inside = counts[at] ?? 0
  const value = inside === 0 ? to : from + ((quantile * all - below) / inside) * (to - from)
  return { value, lower: interval?.[0] ?? from, upper: interval === null ? to : interval[1] }
}
