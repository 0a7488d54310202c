import { checksOf } from '../../judge/judge.ts'
import type { ColdJob, InputsJob, PreparedArms, RoundJob } from '../../sources/benchmark/jobs.ts'
import type { BenchArm, ColdMeasurement, RoundMeasurement } from '../../sources/benchmark/measurements.ts'
import { balancedOrders, drawFrom } from '../../sources/benchmark/turns.ts'
import { compareRounds } from './compare-rounds.ts'
import { BudgetOver, type Deadline } from './deadline.ts'
import { quantilesAsked } from './latency-keys.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { type Probe, probe } from './probe.ts'
import { FEWEST_ROUNDS, type Measurement, type Round } from './round.ts'
import { planSchedule, type Schedule } from './schedule.ts'

/** Runs native work, each call in a process of its own. */
export type BenchmarkRunner = {
  prepare(job: InputsJob, signal: AbortSignal): Promise<PreparedArms>
  cold(job: ColdJob, signal: AbortSignal, answered: (batch: { readonly rows: number }) => void): Promise<ColdMeasurement>
  round(job: RoundJob, signal: AbortSignal): Promise<RoundMeasurement>
}

export type MeasureOptions = {
  readonly policy: BenchmarkPolicy
  readonly prepared: PreparedArms['arms']
  readonly runner: BenchmarkRunner
  readonly deadline: Deadline
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

/** For how long a model is called alone in its process. */
const COLD_CALLS_MS = 200
/** A model may not hang the whole budget away: the other one is to be looked at too. */
const LIMIT_SHARE = 0.4
/**
 * Level of the bounds that end the measurement before its last round: looks that are so strict cost the last one next to nothing of its
 * level (Haybittle 1971; Peto et al. 1976).
 */
const EARLY_CONFIDENCE = 0.999

/** Looks at both models, then takes rounds until everything is decided or the budget is over. @throws MeasurementError */
export async function measureRounds(options: MeasureOptions): Promise<Measured> {
  const rounds: Round[] = []
  const first = await untilBudgetIsOver(() => probeBoth(options))
  if (first === null) return nothing(options, 'the first calls of the models took the whole `time-budget`; raise it')
  const { baseline, candidate } = first
  const problems = [...(baseline?.problems ?? []), ...candidate.problems]
  const probes = { baseline: baseline?.cold ?? null, candidate: candidate.cold }
  const about = { hasBaseline: baseline !== null, problems }
  const schedule = planSchedule(estimatesOf(options, first))
  if (schedule.kind === 'too-short') {
    const measurement = { ...about, rounds, secondsPerRound: schedule.secondsNeeded / FEWEST_ROUNDS, tooShort: schedule.why }
    return { measurement, probes, roundsPlanned: 0, stoppedEarly: false }
  }
  const startedMs = options.deadline.remainingMs
  const measured = (): Measurement => {
    const secondsPerRound = (startedMs - options.deadline.remainingMs) / 1000 / Math.max(1, rounds.length)
    const why = `only ${rounds.length} of the ${FEWEST_ROUNDS} rounds that it takes fitted into \`time-budget\`; raise it`
    return { ...about, rounds, secondsPerRound, tooShort: rounds.length < FEWEST_ROUNDS ? why : null }
  }
  const planner = new RoundPlanner(options, schedule, problems)
  let stoppedEarly = false
  let longestMs = 0
  while (rounds.length < schedule.rounds && !stoppedEarly) {
    const before = options.deadline.remainingMs
    if (before < longestMs) break
    const round = await untilBudgetIsOver(() => takeRound(planner, options))
    if (round === null) break
    rounds.push(round)
    longestMs = Math.max(longestMs, before - options.deadline.remainingMs)
    options.onProgress(rounds.length, schedule.rounds)
    stoppedEarly = options.stopEarly && rounds.length < schedule.rounds && isDecided(measured(), options.policy)
  }
  return { measurement: measured(), probes, roundsPlanned: schedule.rounds, stoppedEarly }
}

type Probes = { readonly baseline: Probe | null; readonly candidate: Probe; readonly wallsMs: readonly number[] }

async function probeBoth({ policy, prepared, runner, deadline }: MeasureOptions): Promise<Probes> {
  const wallsMs: number[] = []
  const look = async (arm: 'baseline' | 'candidate') => {
    const own = prepared[arm]
    if (own === undefined) return null
    const request = { arm, prepared: own, batchSizes: sortedSizes(policy), callsMs: COLD_CALLS_MS, limits: limitsOf(policy) }
    const before = deadline.remainingMs
    const found = await probe(request, (job, answered) => runner.cold(job, deadline.signal, answered))
    wallsMs.push(before - deadline.remainingMs)
    return found
  }
  const candidate = await look('candidate')
  const baseline = await look('baseline')
  if (candidate === null) throw new Error('there is no candidate')
  return { baseline, candidate, wallsMs }
}

function estimatesOf({ policy, deadline }: MeasureOptions, { baseline, candidate, wallsMs }: Probes): Parameters<typeof planSchedule>[0] {
  const colds = [candidate.cold, ...(baseline === null ? [] : [baseline.cold])]
  const callMs = new Map(
    sortedSizes(policy).flatMap((rows) => {
      const calls = colds.flatMap(({ batches }) => batches.find((batch) => batch.rows === rows)?.callMs ?? [])
      return calls.length === 0 ? [] : [[rows, Math.max(...calls)] as const]
    }),
  )
  const arms = baseline === null ? 1 : 3
  const wall = Math.min(...wallsMs)
  const called = COLD_CALLS_MS * 1.25 + [...callMs.values()].reduce((sum, ms) => sum + ms, 0)
  const createMs = Math.max(...colds.map((cold) => cold.createMs))
  const startMs = Math.max(wall / 4, wall - called) + (arms - 1) * createMs
  return { remainingMs: deadline.remainingMs, arms, callMs, startMs, coldMs: policy.memory === null ? 0 : wall }
}

/** What every round is asked for, and in which order. */
class RoundPlanner {
  readonly #options: MeasureOptions
  readonly #measureMs: number
  readonly #problems: Measurement['problems']
  readonly #draw
  readonly #loading
  readonly #alone

  constructor(options: MeasureOptions, { measureMs }: Extract<Schedule, { kind: 'scheduled' }>, problems: Measurement['problems']) {
    this.#options = options
    this.#measureMs = measureMs
    this.#problems = problems
    this.#draw = drawFrom(options.policy.seed)
    const arms: readonly BenchArm[] = options.prepared.baseline === undefined ? ['candidate'] : ['baseline', 'candidate', 'control']
    this.#loading = balancedOrders(arms, this.#draw)
    this.#alone = balancedOrders<'baseline' | 'candidate'>(
      options.prepared.baseline === undefined ? ['candidate'] : ['baseline', 'candidate'],
      this.#draw,
    )
  }

  next(): { readonly job: RoundJob; readonly alone: readonly ('baseline' | 'candidate')[] } {
    const { policy, prepared } = this.#options
    const loadingOrder = this.#loading.next().value
    const answers = (arm: BenchArm, rows: number) =>
      !this.#problems.some((problem) => problem.rows === rows && problem.arm === (arm === 'candidate' ? 'candidate' : 'baseline'))
    const batches = shuffledSizes(policy, this.#draw)
      .map((rows) => ({ rows, arms: loadingOrder.filter((arm) => answers(arm, rows)), measureMs: this.#measureMs }))
      .filter(({ arms }) => arms.includes('candidate'))
    const job = {
      ...({ kind: 'benchmark-round', loadingOrder, prepared, batches, seed: this.#draw(2 ** 31 - 1) } as const),
      quantiles: quantilesAsked(policy),
      limits: limitsOf(policy),
    }
    return { job, alone: this.#alone.next().value }
  }
}

async function takeRound(planner: RoundPlanner, { policy, prepared, runner, deadline }: MeasureOptions): Promise<Round> {
  const { job, alone } = planner.next()
  const timing = await runner.round(job, deadline.signal)
  if (policy.memory === null) return { timing, cold: null }
  const cold = new Map<string, ColdMeasurement>()
  for (const arm of alone) {
    const own = prepared[arm]
    const sizes = job.batches.filter(({ arms }) => arms.includes(arm)).map(({ rows }) => rows)
    if (own === undefined || sizes.length === 0) continue
    const batchSizes = sizes.sort((a, b) => a - b)
    cold.set(
      arm,
      await runner.cold(
        { kind: 'benchmark-cold', arm, prepared: own, batchSizes, callsMs: COLD_CALLS_MS, limits: job.limits },
        deadline.signal,
        () => {},
      ),
    )
  }
  const candidate = cold.get('candidate')
  return { timing, cold: candidate === undefined ? null : { candidate, baseline: cold.get('baseline') ?? null } }
}

/** After every second round, when each model was loaded before the other equally often. */
function isDecided(measurement: Measurement, policy: BenchmarkPolicy): boolean {
  const { rounds } = measurement
  if (rounds.length < FEWEST_ROUNDS || rounds.length % 2 === 1) return false
  const options = {
    confidence: Math.max(EARLY_CONFIDENCE, policy.confidence),
    onInconclusive: 'block',
    minRows: 0,
    minRarerClass: 0,
  } as const
  return checksOf(compareRounds(measurement, policy), options).every(({ outcome }) => outcome !== 'inconclusive' && outcome !== 'warn')
}

function limitsOf({ timeLimit, timeBudget, memoryLimit }: BenchmarkPolicy): RoundJob['limits'] {
  return { batchRows: 1, timeLimitMs: Math.min(timeLimit, timeBudget * LIMIT_SHARE), memoryLimitBytes: memoryLimit }
}

function sortedSizes({ batchSizes }: BenchmarkPolicy): number[] {
  return [...new Set(batchSizes)].sort((a, b) => a - b)
}

function shuffledSizes(policy: BenchmarkPolicy, draw: (below: number) => number): number[] {
  return sortedSizes(policy)
    .map((rows) => ({ rows, key: draw(2 ** 30) }))
    .sort((a, b) => a.key - b.key)
    .map(({ rows }) => rows)
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

function nothing({ prepared }: MeasureOptions, tooShort: string): Measured {
  const measurement = { rounds: [], hasBaseline: prepared.baseline !== undefined, problems: [], secondsPerRound: 0, tooShort }
  return { measurement, probes: { baseline: null, candidate: null }, roundsPlanned: 0, stoppedEarly: false }
}
