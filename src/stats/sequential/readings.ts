/**
 * What one closed window tells of one guardrail: the same shape as the rollout's `Reading`, stated here because statistics import nothing
 * of the rollout.
 */
export type Reading =
  | { readonly kind: 'rate'; readonly arms: ByArm<RateCounts> }
  | { readonly kind: 'histogram'; readonly edges: readonly number[]; readonly arms: ByArm<HistogramCounts> }
  | { readonly kind: 'mean'; readonly arms: ByArm<MeanSums> }
  | { readonly kind: 'not-evaluable'; readonly why: string }

export type Arm = 'stable' | 'canary'
export type ByArm<T> = Readonly<Record<Arm, T>>

export type RateCounts = { readonly requests: number; readonly failures: number }
/** `counts[i]` requests took longer than `edges[i − 1]` and at most `edges[i]`; the last counts those beyond the last edge. */
export type HistogramCounts = { readonly counts: readonly number[] }
export type MeanSums = { readonly count: number; readonly sum: number; readonly sumOfSquares: number }

/** Counts that can be: whole, not negative, no more failures than requests. Others are not evaluable, never repaired. */
export function areCounts({ requests, failures }: RateCounts): boolean {
  return Number.isSafeInteger(requests) && Number.isSafeInteger(failures) && failures >= 0 && failures <= requests
}

/** @returns whether there is a count for every bucket, and one beyond the last edge */
export function isHistogram({ counts }: HistogramCounts, edges: readonly number[]): boolean {
  return counts.length === edges.length + 1 && counts.every((count) => Number.isSafeInteger(count) && count >= 0)
}

/** Cauchy and Schwarz: sum² ≤ count × sum of squares, within rounding. */
export function areSums({ count, sum, sumOfSquares }: MeanSums): boolean {
  if (!Number.isSafeInteger(count) || count < 0 || !Number.isFinite(sum) || !Number.isFinite(sumOfSquares)) return false
  return count === 0 ? sum === 0 : sum * sum <= count * sumOfSquares * (1 + 1e-9)
}
