import type { Comparison } from '../../judge/comparison.ts'
import type { Figure } from '../../judge/figure.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { capacitiesOfCalls, capacitiesUnderLoad, compareCost } from './cost/compare-cost.ts'
import { reportCost } from './cost/report-cost.ts'
import { asMeasurement, compareLoad } from './load/compare-load.ts'
import { failureNotes, withFailure } from './load/load-failure.ts'
import type { LoadMeasured } from './load/load-round.ts'
import { type LoadRunner, type MeasureLoadOptions, measureLoad } from './load/measure-load.ts'
import type { LoadPolicy } from './load/policy.ts'
import { loadCurve, loadNotes, reportedLoad } from './load/report-load.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { Measurement } from './round.ts'
import { hasLimits } from './served-policy.ts'

/** What load and cost add to a benchmark. */
export type LoadAndCost = {
  readonly comparisons: readonly Comparison[]
  readonly reported: Verdict['reported']
  readonly figures: readonly Figure[]
  readonly notes: readonly string[]
}

export type LoadRequest = {
  readonly benchmark: BenchmarkPolicy
  readonly targets: MeasureLoadOptions['targets']
  readonly run: LoadRunner
  readonly signal: AbortSignal
  onProgress?(roundsDone: number, roundsPlanned: number): void
}

/** Load has a time of its own (`load.duration`), after that of the rounds. null: the policy asks for none. */
export async function loadOf({ benchmark, targets, run, signal, onProgress }: LoadRequest): Promise<LoadMeasured | null> {
  const { load, seed, timeLimit, memoryLimit } = benchmark
  if (load === null) return null
  const limits = { batchRows: 1, timeLimitMs: timeLimit, memoryLimitBytes: memoryLimit }
  return measureLoad({ load, targets, run, seed, limits, signal, onProgress: onProgress ?? (() => {}) })
}

/** @param measurement the rounds of calls; null for an endpoint, which has none */
export function loadAndCost(benchmark: BenchmarkPolicy, measurement: Measurement | null, loaded: LoadMeasured | null): LoadAndCost {
  const { load, confidence } = benchmark
  const ofLoad =
    load === null || loaded === null
      ? NOTHING
      : {
          comparisons: compareLoad(loaded, { load, confidence }).map((one) => withFailure(inSecondsOfLoad(one, loaded, load), loaded)),
          reported: reportedLoad(loaded, load, confidence),
          figures: loadCurve(loaded, load),
          notes: [...loadNotes(loaded, load), ...unjudgedNotes(load), ...failureNotes(loaded)],
        }
  const ofCost = costOf(benchmark, measurement, loaded)
  return {
    comparisons: [...ofLoad.comparisons, ...ofCost.comparisons],
    reported: [...ofLoad.reported, ...ofCost.reported],
    figures: [...ofLoad.figures, ...ofCost.figures],
    notes: [...ofLoad.notes, ...ofCost.notes],
  }
}

function costOf(
  { cost, traffic, load, batchSizes, confidence }: BenchmarkPolicy,
  measurement: Measurement | null,
  loaded: LoadMeasured | null,
): LoadAndCost {
  if (cost === null) return NOTHING
  const underLoad = loaded === null || load === null ? null : capacitiesUnderLoad(loaded, load)
  const capacities = underLoad ?? (measurement === null ? null : capacitiesOfCalls(measurement, batchSizes))
  if (capacities === null) return NOTHING
  const rounds = underLoad === null || loaded === null ? measurement : asMeasurement(loaded)
  if (rounds === null) return NOTHING
  const compared = compareCost({ cost, load: underLoad === null ? null : load, measurement: rounds, capacities })
  const comparisons =
    loaded === null || load === null || underLoad === null
      ? compared
      : compared.map((one) => withFailure(inSecondsOfLoad(one, loaded, load), loaded))
  const { reported, figures, notes } = reportCost(capacities, cost, traffic, confidence)
  return { comparisons, reported: [...reported], figures, notes }
}

/** A load that is only told beside other limits: nobody shall take it for one that was judged. */
function unjudgedNotes({ latency }: LoadPolicy): string[] {
  if (hasLimits(latency)) return []
  return ['No latency under load was judged, because `load.latency` has no limit: add `margin` or `max` there, or remove `load`.']
}

/** Under load there are as many rounds whatever one gives it: what a check would need is told as the `load.duration` that one can set. */
function inSecondsOfLoad(comparison: Comparison, { rounds, secondsPerRound }: LoadMeasured, { duration }: LoadPolicy): Comparison {
  const { measured } = comparison
  if (measured.kind !== 'measured' || measured.unit !== 'rounds') return comparison
  const n = Math.round(duration / 1000)
  return {
    ...comparison,
    measured: {
      ...measured,
      n,
      unit: 'seconds of load',
      secondsPerUnit: (secondsPerRound * rounds.length) / n,
      most: LONGEST_LOAD_SECONDS,
    },
  }
}

/** `load.duration` is at most 2 h. */
const LONGEST_LOAD_SECONDS = 7_200

const NOTHING: LoadAndCost = { comparisons: [], reported: [], figures: [], notes: [] }
