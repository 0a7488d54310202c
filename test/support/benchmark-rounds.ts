import type { BenchmarkPolicy } from '../../src/gates/benchmark/policy.ts'
import { benchmarkSection } from '../../src/gates/benchmark/policy.ts'
import type { Measurement, Round } from '../../src/gates/benchmark/round.ts'
import { countLatencies } from '../../src/sources/benchmark/latency-histogram.ts'
import type { CallTimings, ColdMeasurement, MachineFacts } from '../../src/sources/benchmark/measurements.ts'

export const QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999]

export const MACHINE: MachineFacts = {
  cpu: 'a processor',
  features: ['avx2'],
  allowedCpus: 2,
  pinnedTo: [1],
  threads: 1,
  stealShare: 0,
  cpuLimit: null,
  memoryLimitBytes: null,
}

export function policyOf(written: Record<string, unknown>): BenchmarkPolicy {
  return benchmarkSection.parse(written)
}

export type RoundSpec = {
  /** Median latency over the baseline's 1 ms. */
  readonly ratio: number
  readonly controlRatio?: number
  readonly calls?: number
  readonly rows?: number
  readonly machine?: Partial<MachineFacts>
  readonly memoryMib?: readonly [baseline: number, candidate: number]
  readonly grownKib?: number
}

const MIB = 2 ** 20

/** A round whose calls spread evenly ±10 % around the arm's median. */
export function roundOf(spec: RoundSpec): Round {
  const { ratio, controlRatio = 1, calls = 400, rows = 1, machine = {}, memoryMib, grownKib = 0 } = spec
  const timing = {
    loadingOrder: ['baseline', 'candidate', 'control'] as const,
    batches: [
      {
        rows,
        quantilesAsked: QUANTILES,
        arms: { baseline: timings(1, calls), candidate: timings(ratio, calls), control: timings(controlRatio, calls) },
      },
    ],
    machine: { ...MACHINE, ...machine },
    overhead: { clockMs: 5e-5, wrapperMs: 3e-3, nativeCallTimed: true },
  }
  if (memoryMib === undefined) return { timing, cold: null }
  const [baseline, candidate] = memoryMib
  return { timing, cold: { baseline: coldOf(baseline, 0), candidate: coldOf(candidate, grownKib) } }
}

function timings(median: number, calls: number): CallTimings {
  const latencies = Array.from({ length: calls }, (_, index) => median * (0.9 + (0.2 * (index + 0.5)) / calls))
  return {
    calls,
    quantiles: QUANTILES.map((quantile) => latencies[Math.ceil(calls * quantile) - 1] ?? 0),
    meanMs: median,
    cpuMsPerCall: median * 0.9,
    logRatioToBaseline: Math.log(median),
    counts: countLatencies(latencies).map(([bucket, count]) => [bucket, count]),
    warmUp: { calls: 30, stable: true },
  }
}

function coldOf(peakMib: number, grownKib: number): ColdMeasurement {
  return {
    createMs: 20,
    firstCallMs: 2,
    baseBytes: 80 * MIB,
    steadyBytes: peakMib * MIB,
    peakBytes: peakMib * MIB,
    grownBytes: Math.round(grownKib * 1024 * 1000),
    grownCalls: 1000,
    batches: [{ rows: 1, callMs: 1 }],
    machine: MACHINE,
    onnxruntime: '1.30.0',
  }
}

export function measurementOf(rounds: readonly Round[], changes: Partial<Measurement> = {}): Measurement {
  return { rounds, hasBaseline: true, problems: [], secondsPerRound: 3, tooShort: null, ...changes }
}
