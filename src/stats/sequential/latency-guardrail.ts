import { addCeiling, FACTORS_ABOVE } from './ceiling.ts'
import { addWindow, type ClaimLogs, logEOfBoth, logEOfEither, startClaim } from './claim.ts'
import { type ChosenEdges, chooseEdges, countBeyond, edgeOfCeiling } from './edges.ts'
import { logMeanExp } from './log-mean.ts'
import { addControl, type ControlSums, NO_CONTROL, overdispersion, temperOfOne } from './overdispersion.ts'
import { addToEach, IMPOSSIBLE, lookAhead } from './rate-guardrail.ts'
import { type ByArm, type HistogramCounts, isHistogram } from './readings.ts'
import { COMMON_RATE, claimsOfQuantile, type LatencySpec } from './spec.ts'

export type LatencyEvidence = {
  readonly kind: 'latency'
  readonly windows: number
  readonly notEvaluable: number
  /** Of the first window, in the telemetry's unit; null before it. Windows with other edges are not evaluable. */
  readonly edges: readonly number[] | null
  /** Requests per bucket since the canary has traffic, and stable's before. */
  readonly totals: ByArm<readonly number[]>
  readonly before: readonly number[]
  /** For each edge, stable's requests beyond it. */
  readonly control: readonly ControlSums[]
  readonly quantiles: readonly QuantileEvidence[]
  readonly ceiling: readonly number[] | null
}

/** `windows`: how many of the guardrail's windows could judge this quantile. */
export type QuantileEvidence = { readonly windows: number; readonly rollback: ClaimLogs; readonly exclusions: readonly ClaimLogs[] }

type Histograms = { readonly edges: readonly number[]; readonly arms: ByArm<HistogramCounts> }

export function startLatency(spec: LatencySpec): LatencyEvidence {
  const wrong = spec.quantiles.find((quantile) => !(quantile > 0 && quantile < 1))
  if (wrong !== undefined || spec.quantiles.length === 0)
    throw new RangeError(`found the quantile ${wrong}, expected one or more between 0 and 1`)
  if (!(spec.margin >= 0 && spec.margin < Infinity)) throw new RangeError(`found the margin ${spec.margin}, expected 0 or more`)
  return {
    kind: 'latency',
    windows: 0,
    notEvaluable: 0,
    edges: null,
    totals: { stable: [], canary: [] },
    before: [],
    control: [],
    quantiles: spec.quantiles.map((quantile) => {
      const { rollback, exclusions } = claimsOfQuantile(spec, quantile)
      return { windows: 0, rollback: startClaim(rollback), exclusions: exclusions.map(startClaim) }
    }),
    ceiling: spec.max === null ? null : FACTORS_ABOVE.map(() => 0),
  }
}

/** @returns null where the histograms do not fit each other or the earlier ones */
export function addLatency(spec: LatencySpec, evidence: LatencyEvidence, { edges, arms }: Histograms): LatencyEvidence | null {
  if (!fits(evidence.edges, edges) || !isHistogram(arms.stable, edges) || !isHistogram(arms.canary, edges)) return null
  const known = { ...evidence, edges }
  return {
    ...withControl(known, arms.stable.counts),
    windows: evidence.windows + 1,
    totals: { stable: sum(evidence.totals.stable, arms.stable.counts), canary: sum(evidence.totals.canary, arms.canary.counts) },
    quantiles: evidence.quantiles.map((one, i) => addToQuantile(spec, spec.quantiles[i] ?? 0.5, known, one, arms)),
    ceiling: addToCeiling(spec, known, arms.canary),
  }
}

/** A window of the stable arm before the canary has traffic: places the edges and measures bursts. */
export function addLatencyBefore(evidence: LatencyEvidence, { edges, arms }: Histograms): LatencyEvidence | null {
  if (!fits(evidence.edges, edges) || !isHistogram(arms.stable, edges)) return null
  return { ...withControl({ ...evidence, edges }, arms.stable.counts), before: sum(evidence.before, arms.stable.counts) }
}

/** The edges that the next window would be judged by. */
export function nextEdges({ margin }: LatencySpec, evidence: LatencyEvidence, quantile: number): ChosenEdges {
  const { edges, totals, before } = evidence
  return edges === null ? 'no requests yet' : chooseEdges(sum(sum(totals.stable, totals.canary), before), edges, quantile, margin)
}

/** ln e-value of "no quantile is worse than the margin, and the ceiling holds": the mean over them. */
export function latencyRollbackLogE(spec: LatencySpec, { quantiles, ceiling }: LatencyEvidence): number {
  const ofQuantiles = quantiles.map((one, i) => quantileRollbackLogE(spec, one, i))
  return logMeanExp(ceiling === null ? ofQuantiles : [...ofQuantiles, logMeanExp(ceiling)])
}

/** The same of one of the guardrail's quantiles by itself. */
export function quantileRollbackLogE(spec: LatencySpec, { rollback }: QuantileEvidence, i: number): number {
  return logEOfBoth(claimsOfQuantile(spec, spec.quantiles[i] ?? 0.5).rollback, rollback)
}

/** ln e-value of "some quantile has more than `ratio` times stable's slow requests": the least of them, as each must be excluded. */
export function latencyExclusionLogE(spec: LatencySpec, evidence: LatencyEvidence, index: number): number {
  return Math.min(...spec.quantiles.map((quantile, i) => quantileExclusionLogE(spec, evidence, quantile, i, index)))
}

/** Of the quantile number `i`, and the followed ratio number `index`. */
export function quantileExclusionLogE(spec: LatencySpec, evidence: LatencyEvidence, quantile: number, i: number, index: number): number {
  const claim = claimsOfQuantile(spec, quantile).exclusions[index]
  const logs = evidence.quantiles[i]?.exclusions[index]
  if (claim === undefined || logs === undefined) throw new RangeError(`no exclusion number ${index} is followed`)
  const chosen = nextEdges(spec, evidence, quantile)
  if (evidence.windows > 0 && typeof chosen !== 'string') {
    const { requests, failures } = countBeyond(evidence.totals.stable, chosen.at)
    if (requests > 0 && (claim.ratio?.margin ?? 0) * (failures / requests) >= 1) return IMPOSSIBLE
  }
  return logEOfEither(claim, logs)
}

function addToQuantile(
  spec: LatencySpec,
  quantile: number,
  earlier: LatencyEvidence,
  one: QuantileEvidence,
  arms: ByArm<HistogramCounts>,
): QuantileEvidence {
  const chosen = nextEdges(spec, earlier, quantile)
  if (typeof chosen === 'string') return one
  const { rollback, exclusions } = claimsOfQuantile(spec, quantile)
  const window = { stable: countBeyond(arms.stable.counts, chosen.at), canary: countBeyond(arms.canary.counts, chosen.shifted) }
  const ahead = lookAhead('auto', earlier.control[chosen.at] ?? NO_CONTROL, window)
  return {
    windows: one.windows + 1,
    rollback: addWindow(rollback, one.rollback, window, ahead),
    exclusions: addToEach(exclusions, one.exclusions, window, ahead),
  }
}

/** The share beyond the first edge at or above the ceiling may not exceed what the highest quantile leaves. */
function addToCeiling({ max, quantiles }: LatencySpec, earlier: LatencyEvidence, { counts }: HistogramCounts): readonly number[] | null {
  const edge = max === null ? -1 : edgeOfCeiling(max, earlier.edges ?? [])
  if (earlier.ceiling === null || edge === -1) return earlier.ceiling
  const allowed = 1 - Math.max(...quantiles)
  const window = countBeyond(counts, edge)
  const k = overdispersion(earlier.control[edge] ?? NO_CONTROL, allowed >= COMMON_RATE)
  return addCeiling(earlier.ceiling, window, allowed, FACTORS_ABOVE, temperOfOne(window.requests, allowed, k))
}

function withControl(evidence: LatencyEvidence & { readonly edges: readonly number[] }, counts: readonly number[]): LatencyEvidence {
  const control = evidence.edges.map((_, edge) => addControl(evidence.control[edge] ?? NO_CONTROL, countBeyond(counts, edge)))
  return { ...evidence, control }
}

function fits(known: readonly number[] | null, edges: readonly number[]): boolean {
  const rising = edges.length > 0 && edges.every((edge, i) => Number.isFinite(edge) && edge > (edges[i - 1] ?? -Infinity))
  return rising && (known === null || (known.length === edges.length && known.every((edge, i) => edge === edges[i])))
}

function sum(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.length === 0 ? b : b.length === 0 ? a : a.map((count, i) => count + (b[i] ?? 0))
}
