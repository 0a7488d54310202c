import type { Comparison } from '../../judge/comparison.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { LatencyHistogram } from '../../sources/benchmark/latency-histogram.ts'
import type { CallTimings, ColdMeasurement } from '../../sources/benchmark/measurements.ts'
import { callsNeeded } from '../../stats/quantile-bound.ts'
import { asJudged } from './as-judged.ts'
import { batchesOf, geometricMeanOf, middleOf, nameOf } from './comparison-parts.ts'
import { quantileOf, SHOWN_QUANTILES } from './latency-keys.ts'
import type { Measured } from './measure-rounds.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { Measurement } from './round.ts'

type Reported = Verdict['reported'][number]
const MIB = 2 ** 20
const PEAK = 'memory, peak (MiB)'

/** Numbers for the reader: whatever was measured, by batch size, with quantiles only as far as the calls support them. */
export function reportedNumbers(
  { measurement, probes }: Measured,
  policy: BenchmarkPolicy,
  modelBytes: ModelBytes,
  comparisons: readonly Comparison[],
): Reported[] {
  const sizes = [...new Set(policy.batchSizes)]
  return [
    ...sizes.flatMap((rows) =>
      latencies(rows, measurement, sizes.length > 1 ? ` of ${rows} ${rows === 1 ? 'row' : 'rows'}` : '', { policy, comparisons }),
    ),
    ...aloneNumbers(measurement, probes).map((row) => (row.metric === PEAK ? asJudged(row, 'memory', comparisons) : row)),
    {
      metric: 'model file (MiB)',
      slice: null,
      baseline: modelBytes.baseline === null ? null : modelBytes.baseline / MIB,
      candidate: modelBytes.candidate / MIB,
      why: 'for information',
    },
  ]
}

export type ModelBytes = { readonly baseline: number | null; readonly candidate: number }

type Judged = { readonly policy: BenchmarkPolicy; readonly comparisons: readonly Comparison[] }

function latencies(rows: number, measurement: Measurement, of: string, { policy, comparisons }: Judged): Reported[] {
  const batches = batchesOf(measurement, rows)
  const timings = (arm: 'baseline' | 'candidate') => batches.flatMap(({ arms }) => arms[arm] ?? [])
  const [baseline, candidate] = [timings('baseline'), timings('candidate')]
  if (candidate.length === 0) return []
  const row = (metric: string, value: (all: readonly CallTimings[]) => number | null, why: string): Reported => ({
    metric,
    slice: null,
    baseline: baseline.length === 0 ? null : value(baseline),
    candidate: value(candidate),
    why,
  })
  const calls = Math.min(...[baseline, candidate].filter((all) => all.length > 0).map(callsOf))
  const supported = SHOWN_QUANTILES.filter((key) => callsNeeded(quantileOf(key) ?? 0.5, policy.confidence) <= calls)
  const why = `of ${calls.toLocaleString('en')} calls or more in ${candidate.length} processes`
  const judged = (what: string, one: Reported) => asJudged(one, nameOf(what, '', rows, policy).id, comparisons)
  return [
    ...supported.map((key) =>
      judged(
        `latency.${key}`,
        row(`latency ${key}${of} (ms)`, (all) => quantileOfAll(all, quantileOf(key) ?? 0.5), why),
      ),
    ),
    row(`latency mean${of} (ms)`, meanOf, why),
    row(`throughput${of} (rows/s)`, (all) => (1000 * rows) / meanOf(all), 'one call after the other'),
    judged('cpu', row(`processor time${of} (ms a call)`, cpuOf, 'all threads')),
  ]
}

function aloneNumbers({ rounds }: Measurement, probes: Measured['probes']): Reported[] {
  const all = [probes, ...rounds.flatMap(({ cold }) => cold ?? [])]
  const row = (metric: string, value: (cold: ColdMeasurement) => number): Reported[] => {
    const of = (arm: 'baseline' | 'candidate') => all.flatMap((pair) => (pair[arm] === null ? [] : [value(pair[arm])]))
    const [baseline, candidate] = [of('baseline'), of('candidate')]
    if (candidate.length === 0) return []
    const why = candidate.length === 1 ? 'of one fresh process each' : `middle of ${candidate.length} fresh processes each`
    return [{ metric, slice: null, baseline: baseline.length === 0 ? null : middleOf(baseline), candidate: middleOf(candidate), why }]
  }
  return [
    ...row('session creation (ms)', ({ createMs }) => createMs),
    ...row('first call (ms)', ({ firstCallMs }) => firstCallMs),
    ...row(PEAK, ({ peakBytes }) => peakBytes / MIB),
    ...row('memory, steady (MiB)', ({ steadyBytes }) => steadyBytes / MIB),
    ...row('memory, without the model (MiB)', ({ baseBytes }) => baseBytes / MIB),
  ]
}

function callsOf(all: readonly CallTimings[]): number {
  return all.reduce((sum, { calls }) => sum + calls, 0)
}

function quantileOfAll(all: readonly CallTimings[], quantile: number): number {
  const histogram = new LatencyHistogram(all.map(({ counts }) => counts))
  return histogram.atMost(Math.max(1, Math.ceil(histogram.n * quantile)))
}

/** Of the rounds' means, as the cost and `latency.mean` take it. */
function meanOf(all: readonly CallTimings[]): number {
  return geometricMeanOf(all.map(({ meanMs }) => meanMs))
}

function cpuOf(all: readonly CallTimings[]): number | null {
  const known = all.filter(({ cpuMsPerCall }) => cpuMsPerCall !== null)
  return known.length === 0
    ? null
    : known.reduce((sum, { cpuMsPerCall, calls }) => sum + (cpuMsPerCall ?? 0) * calls, 0) / Math.max(1, callsOf(known))
}
