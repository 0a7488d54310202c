/** Which requests are slow for one quantile: stable's beyond edge `at`, canary's beyond edge `shifted` (indices of edges). */
export type SlowEdges = { readonly at: number; readonly shifted: number }

export type ChosenEdges = SlowEdges | 'no requests yet' | 'beyond the last edge' | 'no edge for the margin'

/**
 * The upper edge of the bucket that holds the quantile of the earlier requests, and the first edge that is larger by the margin. If the
 * canary's latencies are stable's times c, it has more slow requests than stable only if c is above the ratio of both edges, which is the
 * margin in effect: a quantile cannot be compared more finely than the buckets are.
 *
 * @param earlier requests per bucket of all windows before the one to be judged; the last lies beyond the last edge
 */
export function chooseEdges(earlier: readonly number[], edges: readonly number[], quantile: number, margin: number): ChosenEdges {
  const all = earlier.reduce((sum, count) => sum + count, 0)
  if (all * (1 - quantile) < LEAST_SLOW) return 'no requests yet'
  let below = 0
  for (let at = 0; at < edges.length; at++) {
    below += earlier[at] ?? 0
    if (below < quantile * all) continue
    const wanted = (edges[at] ?? 0) * (1 + margin) * (1 - ROUNDING)
    const shifted = edges.findIndex((edge, index) => index >= at && edge >= wanted)
    return shifted === -1 ? 'no edge for the margin' : { at, shifted }
  }
  return 'beyond the last edge'
}

/** Index of the edge that a ceiling of latencies is judged by: what is slower than it is slower than the ceiling. −1: there is none. */
export function edgeOfCeiling(max: number, edges: readonly number[]): number {
  return edges.findIndex((edge) => edge >= max)
}

/** Requests beyond an edge, in total those of all buckets. */
export function countBeyond(counts: readonly number[], edge: number): { readonly requests: number; readonly failures: number } {
  let [requests, failures] = [0, 0]
  for (let bucket = 0; bucket < counts.length; bucket++) {
    requests += counts[bucket] ?? 0
    if (bucket > edge) failures += counts[bucket] ?? 0
  }
  return { requests, failures }
}

/** A p99 of fewer than 300 requests is anywhere. */
const LEAST_SLOW = 3

/** 0.1 × 1.25 is a little more than 0.125. */
const ROUNDING = 1e-9
