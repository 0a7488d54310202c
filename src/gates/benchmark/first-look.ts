import type { PreparedArms } from '../../sources/benchmark/jobs.ts'
import type { ColdMeasurement } from '../../sources/benchmark/measurements.ts'
import { callsNeeded } from '../../stats/quantile-bound.ts'
import type { Deadline } from './deadline.ts'
import { quantileOf } from './latency-keys.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { type Probe, probe } from './probe.ts'
import { type BatchProblem, FEWEST_ROUNDS } from './round.ts'
import { type BenchmarkRunner, COLD_CALLS_MS, limitsOf, sizesOf } from './runner.ts'
import { planSchedule, type Schedule } from './schedule.ts'

export type LookOptions = {
  readonly policy: BenchmarkPolicy
  readonly prepared: PreparedArms['arms']
  readonly runner: BenchmarkRunner
  readonly deadline: Deadline
}

/** What is known before the first round: which calls the models answer at all, about how fast, and what the budget holds. */
export type FirstLook = {
  readonly probes: { readonly baseline: ColdMeasurement | null; readonly candidate: ColdMeasurement }
  readonly problems: readonly BatchProblem[]
  /** Milliseconds of a call of the slowest arm, by batch size. */
  readonly callMs: ReadonlyMap<number, number>
  readonly schedule: Schedule
}

/** The time limit holds for a batch size of a round as a whole, which may take twice as long as planned. */
const STEP_SHARE = 1 / 3

/** Each model alone in a process of its own. @throws MeasurementError when one answers no batch size at all; BudgetOver */
export async function lookAtBoth(options: LookOptions): Promise<FirstLook> {
  const { prepared, policy, deadline } = options
  const looks: { readonly probe: Probe; readonly wallMs: number }[] = []
  const look = async (arm: 'baseline' | 'candidate'): Promise<Probe | null> => {
    const before = deadline.remainingMs
    const found = await probeArm(arm, options)
    if (found !== null) looks.push({ probe: found, wallMs: before - deadline.remainingMs })
    return found
  }
  const candidate = await look('candidate')
  const baseline = await look('baseline')
  if (candidate === null) throw new Error('there is no candidate')
  const callMs = slowestCalls(
    policy,
    looks.map(({ probe: { cold } }) => cold),
  )
  const arms = prepared.baseline === undefined ? 1 : 3
  const wallMs = Math.min(...looks.map((one) => one.wallMs))
  const called = COLD_CALLS_MS * 1.25 + [...callMs.values()].reduce((sum, ms) => sum + ms, 0)
  const createMs = Math.max(...looks.map(({ probe: { cold } }) => cold.createMs))
  const startMs = Math.max(wallMs / 4, wallMs - called) + (arms - 1) * createMs
  const coldMs = policy.memory === null ? 0 : wallMs
  return {
    probes: { baseline: baseline?.cold ?? null, candidate: candidate.cold },
    problems: [...(baseline?.problems ?? []), ...candidate.problems],
    callMs,
    schedule: planSchedule({
      ...{ remainingMs: deadline.remainingMs, arms, callMs, startMs, coldMs, callsWanted: callsWanted(policy) },
      longestMs: limitsOf(policy).timeLimitMs * STEP_SHARE,
    }),
  }
}

async function probeArm(arm: 'baseline' | 'candidate', { policy, prepared, runner, deadline }: LookOptions): Promise<Probe | null> {
  const own = prepared[arm]
  if (own === undefined) return null
  const request = { arm, prepared: own, batchSizes: sizesOf(policy), callsMs: COLD_CALLS_MS, limits: limitsOf(policy) }
  return probe(request, (job, answered) => runner.cold(job, deadline.signal, answered))
}

/** A margin asks each round for its own quantile, a ceiling all of them together for one: with two calls over, to have some room. */
function callsWanted({ latency, confidence }: BenchmarkPolicy): number {
  const wanted = Object.entries(latency).flatMap(([key, { margin, max }]) => {
    const quantile = quantileOf(key)
    if (quantile === null || quantile === 0.5) return []
    const ofAll = max === null ? 0 : callsNeeded(quantile, confidence, 2) / FEWEST_ROUNDS
    return [margin === null ? ofAll : Math.max(ofAll, callsNeeded(quantile, confidence))]
  })
  return Math.max(0, ...wanted)
}

function slowestCalls(policy: BenchmarkPolicy, colds: readonly ColdMeasurement[]): Map<number, number> {
  return new Map(
    sizesOf(policy).flatMap((rows) => {
      const calls = colds.flatMap(({ batches }) => batches.find((batch) => batch.rows === rows)?.callMs ?? [])
      return calls.length === 0 ? [] : [[rows, Math.max(...calls)] as const]
    }),
  )
}
