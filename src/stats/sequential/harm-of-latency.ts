import { logEOfBoth, logEOfEither, notWorseThan, worseThan } from './claim.ts'
import { countBeyond } from './edges.ts'
import { evidenceAgainst, type Harm, type Stratum, standardised } from './harm.ts'
import { type LatencyEvidence, nextEdges } from './latency-guardrail.ts'
import { NO_CONTROL, overdispersion, rateAhead } from './overdispersion.ts'
import type { ByArm, HistogramCounts } from './readings.ts'
import { COMMON_RATE, type LatencySpec } from './spec.ts'

/** Histograms of both arms while one share stood. */
export type HistogramStratum = { readonly windows: number; readonly arms: ByArm<HistogramCounts> }

/**
 * Harm of one quantile, in the unit of the edges. Stable's value is the edge that it is judged by; the canary's the latency that as large a
 * part of its requests exceeds. Bounds are edges too: the canary is at least (at most) so much slower as the live judge's test, with its
 * requests beyond that edge against stable's beyond the edge, disproves at this level at every look.
 *
 * @param alpha of each bound, one-sided
 * @returns null where the quantile cannot be judged
 */
export function harmOfQuantile(
  spec: LatencySpec,
  evidence: LatencyEvidence,
  strata: readonly HistogramStratum[],
  quantile: number,
  alpha: number,
): Harm | null {
  const chosen = nextEdges(spec, evidence, quantile)
  const edges = evidence.edges ?? []
  if (typeof chosen === 'string') return null
  const stable = edges[chosen.at] ?? 0
  const canary = canaryAt(strata, edges, chosen.at)
  if (canary === null) return null
  const control = evidence.control[chosen.at] ?? NO_CONTROL
  const rate = rateAhead(control)
  const bernoulli = rate >= COMMON_RATE
  const how = { rate, bernoulli, k: overdispersion(control, bernoulli) }
  const threshold = -Math.log(alpha)
  const isSlower = (edge: number) =>
    evidenceAgainst(notWorseThan(1, null), logEOfBoth, countsBeyond(strata, chosen.at, edge), how) >= threshold
  const isFaster = (edge: number) =>
    evidenceAgainst(worseThan(1, null), logEOfEither, countsBeyond(strata, chosen.at, edge), how) >= threshold
  // Who is slower by one edge is slower by those before it, who is faster than one by those after.
  const slower = firstWhere(edges.length, (edge) => !isSlower(edge)) - 1
  const faster = firstWhere(edges.length, isFaster)
  return {
    stable,
    canary,
    harm: canary - stable,
    lower: (edges[slower] ?? 0) - stable,
    upper: faster === edges.length ? null : (edges[faster] ?? 0) - stable,
    margin: (edges[chosen.shifted] ?? 0) - stable,
  }
}

/** Where the canary has as many slow requests as stable beyond its edge, on a straight line between edges; null beyond the last edge. */
function canaryAt(strata: readonly HistogramStratum[], edges: readonly number[], at: number): number | null {
  let before = { edge: 0, share: 1 }
  for (const [index, edge] of edges.entries()) {
    const rates = standardised(countsBeyond(strata, at, index))
    if (rates === null) return null
    const here = { edge, share: rates.canary }
    if (here.share <= rates.stable) {
      const fall = before.share - here.share
      return fall > 0 ? before.edge + ((before.share - rates.stable) / fall) * (edge - before.edge) : edge
    }
    before = here
  }
  return null
}

/** Stable's requests beyond one edge against the canary's beyond another. */
function countsBeyond(strata: readonly HistogramStratum[], at: number, edge: number): readonly Stratum[] {
  return strata.map(({ windows, arms }) => ({
    windows,
    arms: { stable: countBeyond(arms.stable.counts, at), canary: countBeyond(arms.canary.counts, edge) },
  }))
}

/** The first of `count` for which it is true, from where on it is; `count` for none. By halves. */
function firstWhere(count: number, isTrue: (index: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isTrue(middle)) high = middle
    else low = middle + 1
  }
  return low
}
