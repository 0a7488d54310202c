import { checksOf } from '../../judge/judge.ts'
import type { ColdMeasurement } from '../../sources/benchmark/measurements.ts'
import { compareRounds } from './compare-rounds.ts'
import { compareCostOfCalls } from './cost/compare-cost.ts'
import { BudgetOver } from './deadline.ts'
import { type FirstLook, type LookOptions, lookAtBoth } from './first-look.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { FEWEST_ROUNDS, type Measurement, type Round } from './round.ts'
import { RoundTaker } from './take-rounds.ts'

export type MeasureOptions = LookOptions & {
  /** Recordings for calibration take all rounds. */
  readonly stopEarly: boolean
  onProgress(roundsDone: number, roundsPlanned: number): void
}

export type Measured = {
  readonly measurement: Measurement
  /** The first look at each model, before the rounds. */
  readonly probes: { readonly baseline: ColdMeasurement | null; readonly candidate: ColdMeasurement | null }
  readonly roundsPlanned: number
  readonly stoppedEarly: boolean
}

/**
 * Level of the bounds that end the measurement before its last round: looks that are so strict cost the last one next to nothing of its
 * level (Haybittle 1971; Peto et al. 1976).
 */
const EARLY_CONFIDENCE = 0.999

/** Looks at both models, then takes rounds until everything is decided or the budget is over. @throws MeasurementError */
export async function measureRounds(options: MeasureOptions): Promise<Measured> {
  const look = await untilBudgetIsOver(() => lookAtBoth(options))
  const hasBaseline = options.prepared.baseline !== undefined
  if (look === null) {
    const tooShort = 'the first calls of the models took the whole time; raise `time-budget`'
    return withoutRounds({ rounds: [], hasBaseline, problems: [], secondsPerRound: 0, tooShort }, { baseline: null, candidate: null })
  }
  const { schedule, problems, probes } = look
  if (schedule.kind === 'too-short') {
    const secondsPerRound = schedule.secondsNeeded / FEWEST_ROUNDS
    return withoutRounds({ rounds: [], hasBaseline, problems, secondsPerRound, tooShort: schedule.why }, probes)
  }
  const { rounds, seconds, stoppedEarly } = await takeRounds(options, look, schedule)
  return {
    measurement: measurementOf(rounds, seconds, { hasBaseline, problems }),
    probes,
    roundsPlanned: schedule.rounds,
    stoppedEarly,
  }
}

type Taken = { readonly rounds: readonly Round[]; readonly seconds: number; readonly stoppedEarly: boolean }

async function takeRounds(
  options: MeasureOptions,
  { problems }: FirstLook,
  schedule: Extract<FirstLook['schedule'], { kind: 'scheduled' }>,
): Promise<Taken> {
  const { deadline, policy, prepared, runner } = options
  const taker = new RoundTaker({ policy, prepared, problems, measureMs: schedule.measureMs })
  const about = { hasBaseline: prepared.baseline !== undefined, problems }
  const rounds: Round[] = []
  const startedMs = deadline.remainingMs
  const seconds = () => (startedMs - deadline.remainingMs) / 1000
  let longestMs = 0
  while (rounds.length < schedule.rounds) {
    const before = deadline.remainingMs
    // One that would be ended before its end only takes time.
    if (before < longestMs) break
    const round = await untilBudgetIsOver(() => taker.take(runner, deadline))
    if (round === null) break
    rounds.push(round)
    longestMs = Math.max(longestMs, before - deadline.remainingMs)
    options.onProgress(rounds.length, schedule.rounds)
    if (options.stopEarly && rounds.length < schedule.rounds && isDecided(measurementOf(rounds, seconds(), about), policy))
      return { rounds, seconds: seconds(), stoppedEarly: true }
  }
  return { rounds, seconds: seconds(), stoppedEarly: false }
}

/** What so many rounds tell; calibration cuts recorded ones the same way. */
export function measurementOf(
  rounds: readonly Round[],
  seconds: number,
  about: Pick<Measurement, 'hasBaseline' | 'problems'>,
): Measurement {
  const short = `only ${rounds.length} of the ${FEWEST_ROUNDS} rounds that it takes fitted into the time; raise \`time-budget\``
  const tooShort = rounds.length < FEWEST_ROUNDS ? short : null
  return { ...about, rounds, secondsPerRound: seconds / Math.max(1, rounds.length), tooShort }
}

/** After every second round, when each model was loaded before the other equally often. */
export function isDecided(measurement: Measurement, policy: BenchmarkPolicy): boolean {
  const { rounds } = measurement
  if (rounds.length < FEWEST_ROUNDS || rounds.length % 2 === 1) return false
  const confidence = Math.max(EARLY_CONFIDENCE, policy.confidence)
  // Whatever is judged by these rounds: the cost of calls one after the other too.
  const asked = [...compareRounds(measurement, policy), ...compareCostOfCalls(measurement, policy)]
  const checks = checksOf(asked, { confidence, onInconclusive: 'block', minRows: 0, minRarerClass: 0 })
  return checks.every(({ outcome }) => outcome !== 'inconclusive' && outcome !== 'warn')
}

/** null: the budget ended it. */
async function untilBudgetIsOver<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BudgetOver) return null
    throw error
  }
}

function withoutRounds(measurement: Measurement, probes: Measured['probes']): Measured {
  return { measurement, probes, roundsPlanned: 0, stoppedEarly: false }
}
