import type { MeasurementError } from '../../../errors.ts'
import { LatencyHistogram, UNANSWERED_BUCKET } from '../../../sources/benchmark/latency-histogram.ts'
import type { WindowMeasurement } from '../../../sources/benchmark/load/measurements.ts'
import { latencyLimitOf } from '../latency-keys.ts'
import type { LoadPolicy } from './policy.ts'

export type LoadArm = 'baseline' | 'candidate'

/** Both arms under the same load, each in a fresh process. */
export type LoadRound = {
  /** At the declared rate; absent in rounds that only search. */
  readonly declared: Partial<Record<LoadArm, WindowMeasurement>>
  /** At the rates around the highest one that keeps the limit. */
  readonly curve: Partial<Record<LoadArm, readonly WindowMeasurement[]>>
}

export type LoadMeasured = {
  readonly rounds: readonly LoadRound[]
  readonly hasBaseline: boolean
  /** Of one request, as sent. */
  readonly rows: Readonly<Partial<Record<LoadArm, number>>>
  readonly secondsPerRound: number
  /** Why there are no rounds: every check of the load says so. */
  readonly failure?: MeasurementError
}

/** The limit that decides which rate is too high. */
export type LoadLimit = { readonly key: string; readonly quantile: number; readonly maxMs: number }

export function loadLimitOf({ latency }: LoadPolicy): LoadLimit | null {
  return latencyLimitOf(latency)
}

/** At the declared rate, one a round. */
export function declaredWindows({ rounds }: LoadMeasured, arm: LoadArm): WindowMeasurement[] {
  return rounds.flatMap(({ declared }) => declared[arm] ?? [])
}

/** All requests of some windows in order; those without an answer are longer than any other. */
export function requestsOf(windows: readonly WindowMeasurement[]): LatencyHistogram {
  return new LatencyHistogram(windows.map(({ counts, failed }) => (failed === 0 ? counts : [...counts, [UNANSWERED_BUCKET, failed]])))
}

/** Share of the window that answers may still be outstanding after its last request, beside a few services. */
const DRAIN_SHARE = 0.1
const DRAIN_SERVICES = 5

/**
 * Whether more work comes than is done: then latency only tells how short the window was, and no rate like it can be kept.
 * Of instances here the work is known; of a server only that it is still behind when the window has ended.
 */
export function pilesUp({ utilisation, planned, rate, drainMs, serviceMs }: WindowMeasurement): boolean {
  if (utilisation !== null) return utilisation >= 1
  return drainMs > (DRAIN_SHARE * planned * 1000) / rate + DRAIN_SERVICES * serviceMs
}

/** In milliseconds; infinite when too many requests had no answer, or work piles up. */
export function windowLatency(window: WindowMeasurement, quantile: number): number {
  if (pilesUp(window)) return Number.POSITIVE_INFINITY
  const requests = requestsOf([window])
  return requests.atMost(Math.max(1, Math.ceil(requests.n * quantile)))
}
