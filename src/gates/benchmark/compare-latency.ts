import type { Comparison, Measured } from '../../judge/comparison.ts'
import { formatCount } from '../../judge/format-number.ts'
import { LatencyHistogram } from '../../sources/benchmark/latency-histogram.ts'
import type { BatchTimings } from '../../sources/benchmark/measurements.ts'
import { shifted } from '../../stats/distributions.ts'
import { meanDistribution } from '../../stats/paired-means.ts'
import { callsNeeded, quantileDistribution } from '../../stats/quantile-bound.ts'
import { budgetThatWouldDo, mostRounds, mostWithinBudget } from './budget.ts'
import { batchesOf, compareWithBaseline, comparisonOf, geometricMeanOf, nameOf, type PairedValue, problemOf } from './comparison-parts.ts'
import { latencyIn, quantileOf } from './latency-keys.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { FEWEST_ROUNDS, type Measurement } from './round.ts'

/** All that the policy asks of latency at one batch size. */
export function compareLatency(rows: number, measurement: Measurement, policy: BenchmarkPolicy): Comparison[] {
  return Object.entries(policy.latency).flatMap(([key, { margin, max }]) => {
    const named = nameOf(`latency.${key}`, `latency ${key}`, rows, policy)
    const relative = margin === null ? [] : [relativeLatency(named, key, rows, { margin, measurement, policy })]
    const ceiling =
      max === null ? [] : [latencyCeiling({ ...named, id: `${named.id}.max` }, key, rows, { maxMs: max, measurement, policy })]
    return [...relative, ...ceiling]
  })
}

type Named = Pick<Comparison, 'id' | 'metric'>
type Asked<More> = More & { readonly measurement: Measurement; readonly policy: BenchmarkPolicy }

function relativeLatency(
  named: Named,
  key: string,
  rows: number,
  asked: Asked<{ readonly margin: NonNullable<BenchmarkPolicy['latency'][string]['margin']> }>,
): Comparison {
  const { margin, measurement, policy } = asked
  const batches = batchesOf(measurement, rows)
  const trouble = problemOf(measurement, rows, true) ?? unsupportedInRounds(key, batches, measurement, policy)
  return compareWithBaseline(
    named,
    batches.flatMap((batch) => pairedLatency(batch, key)),
    { margin, unit: 'ms', measurement, trouble, ...(key === 'mean' ? { centre: geometricMeanOf } : {}) },
  )
}

function pairedLatency(batch: BatchTimings, key: string): PairedValue[] {
  const baseline = latencyIn(batch, 'baseline', key)
  const candidate = latencyIn(batch, 'candidate', key)
  if (baseline === null || candidate === null) return []
  const value = { baseline, candidate, control: latencyIn(batch, 'control', key) }
  // Of medians, neighbours in time were compared already: a busy spell that hits both hides in neither.
  if (key !== 'p50') return [value]
  const logRatio = batch.arms.candidate?.logRatioToBaseline
  const controlLogRatio = batch.arms.control?.logRatioToBaseline
  return [{ ...value, ...(logRatio == null ? {} : { logRatio }), ...(controlLogRatio == null ? {} : { controlLogRatio }) }]
}

/** Each round states the quantile for itself, so each needs the calls for it. */
function unsupportedInRounds(
  key: string,
  batches: readonly BatchTimings[],
  { secondsPerRound, rounds }: Measurement,
  { confidence }: BenchmarkPolicy,
): Measured | null {
  const quantile = quantileOf(key)
  if (quantile === null || quantile === 0.5) return null
  const needed = callsNeeded(quantile, confidence)
  const fewest = Math.min(...batches.flatMap(({ arms }) => [arms.baseline?.calls ?? 0, arms.candidate?.calls ?? 0]))
  if (batches.length === 0 || fewest >= needed) return null
  const seconds = (secondsPerRound * Math.max(FEWEST_ROUNDS, rounds.length) * needed) / Math.max(1, fewest)
  const why = `${key} takes at least ${formatCount(needed)} calls a round, and there were ${formatCount(fewest)}; ${budgetThatWouldDo(seconds)}`
  return { kind: 'not-enough', n: fewest, unit: 'calls', why }
}

function latencyCeiling(
  named: Named,
  key: string,
  rows: number,
  { maxMs, measurement, policy }: Asked<{ readonly maxMs: number }>,
): Comparison {
  const question = { kind: 'limit', require: 'proof', quantity: { unit: 'ms', relative: false } } as const
  const batches = batchesOf(measurement, rows)
  const measured = problemOf(measurement, rows, false) ?? ceilingMeasured(key, batches, maxMs, { measurement, policy })
  return comparisonOf(named, question, 0, measured)
}

function ceilingMeasured(key: string, batches: readonly BatchTimings[], maxMs: number, { measurement, policy }: Asked<unknown>): Measured {
  const quantile = quantileOf(key)
  const candidates = batches.flatMap(({ arms }) => arms.candidate ?? [])
  const seconds = measurement.secondsPerRound * candidates.length
  if (candidates.length < FEWEST_ROUNDS)
    return { kind: 'not-enough', n: candidates.length, unit: 'rounds', why: `${candidates.length} rounds, and it takes ${FEWEST_ROUNDS}` }
  if (quantile === null) {
    const harm = shifted(
      meanDistribution(
        candidates.map(({ meanMs }) => meanMs),
        'rounds-t',
      ),
      -maxMs,
    )
    return {
      kind: 'measured',
      harm,
      baseline: null,
      candidate: harm.estimate + maxMs,
      n: candidates.length,
      unit: 'rounds',
      secondsPerUnit: measurement.secondsPerRound,
      most: mostRounds(measurement.secondsPerRound),
    }
  }
  const calls = new LatencyHistogram(candidates.map(({ counts }) => counts))
  const needed = callsNeeded(quantile, policy.confidence)
  if (calls.n < needed) {
    const why = `${key} takes at least ${formatCount(needed)} calls, and there were ${formatCount(calls.n)}; ${budgetThatWouldDo((seconds * needed) / Math.max(1, calls.n))}`
    return { kind: 'not-enough', n: calls.n, unit: 'calls', why }
  }
  const harm = shifted(quantileDistribution(calls, quantile), -maxMs)
  return {
    kind: 'measured',
    harm,
    baseline: null,
    candidate: harm.estimate + maxMs,
    n: calls.n,
    unit: 'calls',
    secondsPerUnit: seconds / calls.n,
    most: mostWithinBudget(seconds / calls.n),
  }
}
