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
  readonly secondsPerRound: number
}

/** The limit that decides which rate is too high. */
export type LoadLimit = { readonly key: string; readonly quantile: number; readonly maxMs: number }

export function loadLimitOf({ latency }: LoadPolicy): LoadLimit | null {
  return latencyLimitOf(latency)
}

/** All requests of some windows in order; those without an answer are longer than any other. */
export function requestsOf(windows: readonly WindowMeasurement[]): LatencyHistogram {
  return new LatencyHistogram(windows.map(({ counts, failed }) => (failed === 0 ? counts : [...counts, [UNANSWERED_BUCKET, failed]])))
}

/** In milliseconds; infinite when too many requests had no answer. */
export function windowLatency(window: WindowMeasurement, quantile: number): number {
  const requests = requestsOf([window])
  return requests.atMost(Math.max(1, Math.ceil(requests.n * quantile)))
}
