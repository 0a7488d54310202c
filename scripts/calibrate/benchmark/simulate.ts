import { compareRounds } from '../../../src/gates/benchmark/compare-rounds.ts'
import { isDecided, measurementOf } from '../../../src/gates/benchmark/measure-rounds.ts'
import { type BenchmarkPolicy, benchmarkSection } from '../../../src/gates/benchmark/policy.ts'
import type { Round } from '../../../src/gates/benchmark/round.ts'
import { judge } from '../../../src/judge/judge.ts'
import type { VerdictWord } from '../../../src/judge/verdict.ts'
import type { CallTimings } from '../../../src/sources/benchmark/measurements.ts'
import { medianOf } from '../../../src/sources/benchmark/time-batch.ts'
import { drawFrom } from '../../../src/sources/benchmark/turns.ts'
import type { Rate } from '../rate.ts'
import { CELLS, QUESTIONS } from './cells.ts'
import type { RecordedRun, Recordings } from './recordings.ts'

export const RESAMPLES = 2_000

export type BenchmarkRow = {
  readonly truth: string
  readonly margin: string
  readonly promise: string
  readonly recordedRuns: number
  readonly recordedRounds: number
  /** Of the machine while they were recorded: median over the runs. */
  readonly loadAverage: number
  /** Geometric mean over all recorded rounds. */
  readonly ratio: number
  readonly failed: Rate
  readonly passed: Rate
  readonly inconclusive: Rate
  /** Of the whole measurement, until it was decided or over. */
  readonly medianSeconds: number
  readonly longestSeconds: number
}

/** Every question that has recordings, each judged anew as often as said. */
export function simulate(recordings: Recordings, resamples: number): BenchmarkRow[] {
  return QUESTIONS.flatMap(({ cell, margin, promise }, index) => {
    const runs = recordings[cell] ?? []
    if (runs.length === 0) return []
    const policy = benchmarkSection.parse({ latency: { p50: { margin } } })
    const draw = drawFrom(index + 1)
    const answers = Array.from({ length: resamples }, () => answerOf(resampled(runs, draw), policy))
    const rate = (word: VerdictWord): Rate => ({ count: answers.filter(({ verdict }) => verdict === word).length, repeats: resamples })
    const seconds = answers.map((answer) => answer.seconds).sort((a, b) => a - b)
    const logs = runs.flatMap(({ rounds }) => rounds.map(([candidate]) => candidate))
    return [
      {
        truth: CELLS.find(({ name }) => name === cell)?.truth ?? cell,
        margin,
        promise,
        recordedRuns: runs.length,
        recordedRounds: logs.length,
        loadAverage: medianOf(runs.map(({ loadAverage }) => loadAverage)),
        ratio: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length),
        failed: rate('fail'),
        passed: rate('pass'),
        inconclusive: { count: answers.filter(({ verdict }) => verdict !== 'fail' && verdict !== 'pass').length, repeats: resamples },
        medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? 0,
        longestSeconds: seconds.at(-1) ?? 0,
      },
    ]
  })
}

type Resampled = { readonly rounds: readonly Round[]; readonly beforeSeconds: number; readonly secondsARound: number }

/** Whole rounds, with replacement, out of one recorded run: what the rounds of a run share stays shared. */
function resampled(runs: readonly RecordedRun[], draw: (below: number) => number): Resampled {
  const run = runs[draw(runs.length)]
  if (run === undefined) throw new Error('no recorded run')
  const rounds = run.rounds.flatMap(() => run.rounds.slice(draw(run.rounds.length)).slice(0, 1))
  return {
    rounds: rounds.map(roundOf),
    beforeSeconds: run.beforeSeconds,
    secondsARound: run.roundsSeconds / Math.max(1, run.rounds.length),
  }
}

/** As the gate does it: a strict look after every second round, the last one at the policy's confidence. */
function answerOf({ rounds, beforeSeconds, secondsARound }: Resampled, policy: BenchmarkPolicy) {
  const about = { hasBaseline: true, problems: [] }
  const taken = (count: number) => measurementOf(rounds.slice(0, count), count * secondsARound, about)
  let count = 0
  while (count < rounds.length && !(count > 0 && count < rounds.length && isDecided(taken(count), policy))) count++
  const options = { confidence: policy.confidence, onInconclusive: policy.onInconclusive, minRows: 0, minRarerClass: 0 }
  const { verdict } = judge(compareRounds(taken(count), policy), options)
  return { verdict, seconds: beforeSeconds + count * secondsARound }
}

function roundOf([candidate, control, baselineMs]: readonly [number, number, number]): Round {
  const timings = (log: number): CallTimings => ({
    calls: 1,
    quantiles: [baselineMs * Math.exp(log)],
    meanMs: baselineMs * Math.exp(log),
    cpuMsPerCall: null,
    logRatioToBaseline: log,
    counts: [],
    warmUp: { calls: 0, stable: true },
  })
  return {
    cold: null,
    timing: {
      loadingOrder: ['baseline', 'candidate', 'control'],
      batches: [
        { rows: 1, quantilesAsked: [0.5], arms: { baseline: timings(0), candidate: timings(candidate), control: timings(control) } },
      ],
      machine: {
        cpu: '',
        features: [],
        allowedCpus: 1,
        pinnedTo: null,
        threads: 1,
        stealShare: null,
        cpuLimit: null,
        memoryLimitBytes: null,
      },
      overhead: { clockMs: 0, wrapperMs: 0, nativeCallTimed: true },
    },
  }
}
