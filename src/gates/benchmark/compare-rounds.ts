import { MeasurementError } from '../../errors.ts'
import type { Comparison } from '../../judge/comparison.ts'
import type { RoundMeasurement } from '../../sources/benchmark/measurements.ts'
import { compareLatency } from './compare-latency.ts'
import { compareCpu, compareMemory } from './compare-usage.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { Measurement } from './round.ts'

/**
 * The rounds as the judge's questions: one for each limit of the policy and batch size. The round is the unit of whatever is compared
 * with the baseline; ceilings of percentiles count calls.
 *
 * @throws MeasurementError MACHINE_CHANGED when the rounds ran on different processors
 */
export function compareRounds(measurement: Measurement, policy: BenchmarkPolicy): Comparison[] {
  refuseOtherMachines(measurement.rounds.map(({ timing }) => timing))
  return [
    ...policy.batchSizes.flatMap((rows) => [...compareLatency(rows, measurement, policy), ...compareCpu(rows, measurement, policy)]),
    ...compareMemory(measurement, policy),
  ]
}

/** Times of different processors say nothing about models, and int8 kernels differ with the instructions. */
export function refuseOtherMachines(rounds: readonly Pick<RoundMeasurement, 'machine'>[]): void {
  const [first, ...others] = rounds.map(({ machine: { cpu, features } }) => `${cpu} (${[...features].sort().join(', ')})`)
  const other = others.find((machine) => machine !== first)
  if (other === undefined) return
  throw new MeasurementError(
    'MACHINE_CHANGED',
    `One round ran on ${first}, another on ${other}`,
    'Run all of it on one machine: a runner that moves between processors cannot be measured on.',
  )
}
