import { countLatencies } from '../latency-histogram.ts'
import type { LoadWindow } from './job.ts'
import type { WindowMeasurement } from './measurements.ts'

/** What is kept of each request, in milliseconds: NaN where there is nothing. Shared memory where several threads write. */
export type RequestTimes = { readonly latency: Float64Array; readonly service: Float64Array; readonly late: Float64Array }

export function emptyTimes(requests: number, shared: boolean): RequestTimes {
  const make = () => {
    const bytes = requests * Float64Array.BYTES_PER_ELEMENT
    return new Float64Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)).fill(Number.NaN)
  }
  return { latency: make(), service: make(), late: make() }
}

/** @param instances that share the work; null where only the server knows */
export function windowMeasurementOf(
  { rate, arrivals }: LoadWindow,
  times: RequestTimes,
  error: string | null,
  instances: number | null = null,
): WindowMeasurement {
  const lastMs = arrivals.at(-1) ?? 0
  const serviceMs = meanOf(times.service)
  const answered = Float64Array.from(times.latency).filter((ms) => !Number.isNaN(ms))
  return {
    rate,
    planned: arrivals.length,
    answered: answered.length,
    failed: arrivals.length - answered.length,
    counts: countLatencies(answered).map(([bucket, count]) => [bucket, count]),
    serviceCounts: countLatencies(Float64Array.from(times.service).filter((ms) => !Number.isNaN(ms))).map(([bucket, count]) => [
      bucket,
      count,
    ]),
    serviceMs,
    utilisation: instances === null || lastMs === 0 ? null : (answered.length * serviceMs) / (instances * lastMs),
    drainMs: arrivals.reduce((most, arrival, request) => Math.max(most, arrival + (times.latency[request] || 0) - lastMs), 0),
    lateMs: meanOf(times.late),
    error,
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return count === 0 ? 0 : Math.max(0, sum / count)
}
