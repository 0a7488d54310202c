import { formatCount, formatPercent } from '../../judge/format-number.ts'
import { callsNeeded } from '../../stats/quantile-bound.ts'
import { batchesOf, middleOf } from './comparison-parts.ts'
import { quantileOf, SHOWN_QUANTILES } from './latency-keys.ts'
import type { Measured } from './measure-rounds.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { Round } from './round.ts'

/** How it was measured, in sentences that a reader can hold against it. */
export function benchmarkNotes({ measurement, roundsPlanned, stoppedEarly }: Measured, policy: BenchmarkPolicy): string[] {
  const { rounds, problems } = measurement
  return [
    ...(rounds.length === 0 ? [] : [roundsNote(rounds, roundsPlanned, stoppedEarly), overheadNote(rounds), ...machineNotes(rounds)]),
    ...policy.batchSizes.flatMap((rows) => [...warmUpNotes(rows, measurement), ...refusedNotes(rows, measurement, policy)]),
    ...problems.map(({ rows, error }) => `Calls of ${rows} ${rows === 1 ? 'row' : 'rows'}: ${error.message}.`),
  ]
}

function roundsNote(rounds: readonly Round[], planned: number, stoppedEarly: boolean): string {
  const first = (arm: string) => rounds.filter(({ timing }) => timing.loadingOrder[0] === arm).length
  const order =
    rounds[0]?.timing.loadingOrder.length === 1
      ? ''
      : `; loaded first were the baseline in ${first('baseline')}, the candidate in ${first('candidate')}, the baseline’s second session in ${first('control')}`
  const end = stoppedEarly ? `, ended before the planned ${planned} because everything was decided` : ''
  return `Rounds: ${rounds.length}, each in a fresh process${order}${end}.`
}

function overheadNote(rounds: readonly Round[]): string {
  const microseconds = (of: (round: Round) => number) => `${Number((middleOf(rounds.map(of)) * 1000).toPrecision(2))} µs`
  const clock = microseconds(({ timing }) => timing.overhead.clockMs)
  const wrapper = microseconds(({ timing }) => timing.overhead.wrapperMs)
  const native = rounds.every(({ timing }) => timing.overhead.nativeCallTimed)
    ? 'Timed is the native call alone'
    : 'The native call could not be timed alone, so that latencies contain a turn of the event loop'
  return `${native}: reading the clock adds ${clock} to it, ${wrapper} of JavaScript around it are not counted.`
}

function machineNotes(rounds: readonly Round[]): string[] {
  const steal = rounds.flatMap(({ timing }) => timing.machine.stealShare ?? [])
  const most = Math.max(0, ...steal)
  const [machine] = rounds.map(({ timing }) => timing.machine)
  if (machine === undefined) return []
  const threads = `${machine.threads} ${machine.threads === 1 ? 'thread' : 'threads'}`
  const pinned = machine.pinnedTo === null ? 'not held to any CPU' : `held to the idlest of ${machine.allowedCpus} CPUs in each round`
  return [
    `Both models ran with ${threads}, without spinning, ${pinned}.`,
    ...(most < STEAL_WORTH_SAYING ? [] : [`The hypervisor gave up to ${formatPercent(most)} of a round’s time to others.`]),
    ...(machine.cpuLimit === null ? [] : [`The control group allows ${Number(machine.cpuLimit.toPrecision(3))} cores.`]),
  ]
}

const STEAL_WORTH_SAYING = 0.01

function warmUpNotes(rows: number, measurement: Measured['measurement']): string[] {
  const batches = batchesOf(measurement, rows)
  const unstable = batches.filter(({ arms }) => Object.values(arms).some((timings) => timings?.warmUp.stable === false)).length
  return unstable === 0
    ? []
    : [`Warm-up with ${rows} ${rows === 1 ? 'row' : 'rows'} did not become stable in ${unstable} of ${batches.length} rounds.`]
}

/** What is not printed, and why: a quantile of too few calls is the largest of them under another name. */
function refusedNotes(rows: number, measurement: Measured['measurement'], { confidence }: BenchmarkPolicy): string[] {
  const calls = batchesOf(measurement, rows).reduce((sum, { arms }) => sum + (arms.candidate?.calls ?? 0), 0)
  if (calls === 0) return []
  const refused = SHOWN_QUANTILES.filter((key) => callsNeeded(quantileOf(key) ?? 0.5, confidence) > calls)
  const needs = refused.map((key) => `${key} (${formatCount(callsNeeded(quantileOf(key) ?? 0.5, confidence))} calls)`)
  return needs.length === 0
    ? []
    : [
        `Not shown for ${rows} ${rows === 1 ? 'row' : 'rows'} a call, because ${formatCount(calls)} calls do not support it: ${needs.join(', ')}.`,
      ]
}
