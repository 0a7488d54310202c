import type { Setting } from './settings.ts'

/** What a setting was measured to give. */
export type SweepPoint = {
  readonly model: string
  readonly setting: Setting
  /** Of one call while all instances are busy, in milliseconds; null where there were too few calls to tell. */
  readonly p50Ms: number | null
  /** The percentile that the limit is about, by the same rule. */
  readonly tailMs: number | null
  readonly calls: number
  /** Predictions a second of the machine. */
  readonly perSecond: number
  readonly peakBytes: number
}

/**
 * Points that no other one beats: in latency, throughput and memory at once. Of equals all stay; one whose latency is not known is none.
 *
 * @returns in the order of the points
 */
export function paretoFront(points: readonly SweepPoint[]): SweepPoint[] {
  const known = points.filter(hasTail)
  return known.filter((point) => !known.some((other) => dominates(other, point)))
}

type WithTail = SweepPoint & { readonly tailMs: number }

export function hasTail(point: SweepPoint): point is WithTail {
  return point.tailMs !== null
}

function dominates(one: WithTail, other: WithTail): boolean {
  const notWorse = one.tailMs <= other.tailMs && one.perSecond >= other.perSecond && one.peakBytes <= other.peakBytes
  return notWorse && (one.tailMs < other.tailMs || one.perSecond > other.perSecond || one.peakBytes < other.peakBytes)
}

/** Most predictions a second among those that keep the limit; without a limit among all. null when none keeps it. */
export function bestUnder(points: readonly SweepPoint[], limitMs: number | null): SweepPoint | null {
  const kept = points.filter(({ tailMs }) => limitMs === null || (tailMs !== null && tailMs <= limitMs))
  return kept.reduce<SweepPoint | null>((best, point) => (best === null || point.perSecond > best.perSecond ? point : best), null)
}
