import type { Comparison, Measured } from '../../judge/comparison.ts'
import type { ColdMeasurement } from '../../sources/benchmark/measurements.ts'
import { shifted } from '../../stats/distributions.ts'
import { meanDistribution } from '../../stats/paired-means.ts'
import { batchesOf, compareWithBaseline, comparisonOf, nameOf, type PairedValue, problemOf } from './comparison-parts.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { FEWEST_ROUNDS, type Measurement } from './round.ts'

const MIB = 2 ** 20

export function compareCpu(rows: number, measurement: Measurement, policy: BenchmarkPolicy): Comparison[] {
  const margin = policy.cpu?.margin ?? null
  if (margin === null) return []
  const values = batchesOf(measurement, rows).flatMap(({ arms: { baseline, candidate, control } }): PairedValue[] => {
    const [base, own] = [baseline?.cpuMsPerCall ?? 0, candidate?.cpuMsPerCall ?? 0]
    return base > 0 && own > 0 ? [{ baseline: base, candidate: own, control: control?.cpuMsPerCall ?? null }] : []
  })
  const trouble = problemOf(measurement, rows, true)
  return [compareWithBaseline(nameOf('cpu', 'processor time', rows, policy), values, { margin, unit: 'ms', measurement, trouble })]
}

/** Memory of processes that run one model alone; the largest batch size decides it. */
export function compareMemory(measurement: Measurement, { memory }: BenchmarkPolicy): Comparison[] {
  if (memory === null) return []
  const named = { id: 'memory', metric: 'memory' }
  const cold = measurement.rounds.flatMap((round) => round.cold ?? [])
  const values = cold.flatMap(({ baseline, candidate }): PairedValue[] =>
    baseline === null ? [] : [{ baseline: baseline.peakBytes / MIB, candidate: candidate.peakBytes / MIB, control: null }],
  )
  const trouble = memoryTrouble(measurement)
  const candidates = cold.map(({ candidate }) => candidate)
  return [
    ...(memory.margin === null ? [] : [compareWithBaseline(named, values, { margin: memory.margin, unit: 'MiB', measurement, trouble })]),
    ...(memory.max === null ? [] : [memoryCeiling(candidates, memory.max / MIB, trouble)]),
    ...leak(candidates, trouble),
  ]
}

function memoryTrouble({ tooShort, rounds }: Measurement): Measured | null {
  return tooShort === null ? null : { kind: 'not-enough', n: rounds.length, unit: 'rounds', why: tooShort }
}

function memoryCeiling(cold: readonly ColdMeasurement[], maxMib: number, trouble: Measured | null): Comparison {
  const question = { kind: 'limit', require: 'proof', quantity: { unit: 'MiB', relative: false } } as const
  const measured =
    trouble ??
    valuesOverRounds(
      cold.map(({ peakBytes }) => peakBytes / MIB),
      maxMib,
    )
  return comparisonOf({ id: 'memory.max', metric: 'memory' }, question, 0, measured)
}

/** In KiB a call. A page each call is far above what allocators and garbage collection leave undone. */
const LEAK_KIB = 4
/** Fewer calls say nothing about growth. */
const FEWEST_CALLS_FOR_GROWTH = 20

/** Memory that grows from call to call ends every server; a leak is proven, never presumed. */
function leak(cold: readonly ColdMeasurement[], trouble: Measured | null): Comparison[] {
  const question = { kind: 'limit', require: 'no-harm', quantity: { unit: 'KiB', relative: false } } as const
  const named = { id: 'memory.growth', metric: 'growth of memory a call' }
  const grown = cold.flatMap(({ grownBytes, grownCalls }) =>
    grownCalls >= FEWEST_CALLS_FOR_GROWTH ? [grownBytes / 1024 / grownCalls] : [],
  )
  // Calls that take so long that a process makes only a few of them tell nothing of growth.
  if (trouble === null && grown.length < FEWEST_ROUNDS && cold.length >= FEWEST_ROUNDS) return []
  return [comparisonOf(named, question, 0, trouble ?? valuesOverRounds(grown, LEAK_KIB))]
}

function valuesOverRounds(values: readonly number[], ceiling: number): Measured {
  if (values.length < FEWEST_ROUNDS)
    return { kind: 'not-enough', n: values.length, unit: 'rounds', why: `${values.length} rounds, and it takes ${FEWEST_ROUNDS}` }
  const harm = shifted(meanDistribution(values, 'rounds-t'), -ceiling)
  return { kind: 'measured', harm, baseline: null, candidate: harm.estimate + ceiling, n: values.length, unit: 'rounds' }
}
