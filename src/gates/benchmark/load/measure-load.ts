import { MeasurementError } from '../../../errors.ts'
import { formatShortTime } from '../../../judge/format-number.ts'
import { REASONS } from '../../../judge/reason-codes.ts'
import type { LoadJob, LoadTarget } from '../../../sources/benchmark/load/job.ts'
import { PATIENCE_MS } from '../../../sources/benchmark/load/job.ts'
import type { LoadMeasurement } from '../../../sources/benchmark/load/measurements.ts'
import { balancedOrders, drawFrom } from '../../../sources/benchmark/turns.ts'
import type { Limits } from '../../../sources/scored-rows.ts'
import { FEWEST_ROUNDS } from '../round.ts'
import { poissonArrivals } from './arrivals.ts'
import { highestRatesByRound } from './capacity.ts'
import { firstRates, type HighestRate, highestRate, nextRates } from './highest-rate.ts'
import { type LoadArm, type LoadLimit, type LoadMeasured, type LoadRound, loadLimitOf, windowLatency } from './load-round.ts'
import type { LoadPolicy } from './policy.ts'

/** Drives one arm in a process of its own. */
export type LoadRunner = (job: LoadJob, signal: AbortSignal) => Promise<LoadMeasurement>

export type MeasureLoadOptions = {
  readonly load: LoadPolicy
  readonly targets: { readonly baseline?: LoadTarget; readonly candidate: LoadTarget }
  readonly run: LoadRunner
  readonly seed: number
  readonly limits: Limits
  readonly signal: AbortSignal
  /** Processes that have ended, each an arm's part of a round, and how many there are at most. */
  onProgress(done: number, planned: number): void
}

/** Rates that one round looks at beside the declared one. */
const RATES_A_ROUND = 5
/** Rounds whose search left the grid tell no rate: a few more are taken. */
const MOST_ROUNDS = 10
/** But none once each arm took so many times `duration`: windows above what a server can do end late. */
const MOST_DURATIONS = 3

/**
 * Rounds of load: the arms after each other in balanced order, with the very same schedule of requests, each in a fresh process. The
 * search for the highest rate goes on from round to round, so that every round can tell one of its own.
 */
export async function measureLoad(options: MeasureLoadOptions): Promise<LoadMeasured> {
  const { load, targets } = options
  const arms: readonly LoadArm[] = targets.baseline === undefined ? ['candidate'] : ['baseline', 'candidate']
  const limit = loadLimitOf(load)
  const draw = drawFrom(options.seed)
  const orders = balancedOrders(arms, draw)
  const drive = new ArmDriver(options, draw, arms.length * (limit === null ? FEWEST_ROUNDS + 1 : MOST_ROUNDS + 2))
  const rates = new Map<LoadArm, readonly number[]>()
  const rounds: LoadRound[] = []
  const start = performance.now()
  const aloneMs = limit !== null || targets.candidate.kind === 'local' ? await lookAtEach(arms, drive) : new Map<LoadArm, number>()
  if (limit !== null) await firstLook(aloneMs, drive, limit, rates)
  const mostMs = MOST_DURATIONS * load.duration * arms.length
  const isLate = () => rounds.length >= FEWEST_ROUNDS && performance.now() - start > mostMs
  while (rounds.length < MOST_ROUNDS && !isEnough(rounds, limit, arms) && !isLate()) {
    const round = await takeRound(orders.next().value, drive, { rates, declares: rounds.length < FEWEST_ROUNDS, seed: draw(2 ** 30) })
    rounds.push(round)
    if (limit !== null) refine(rounds, limit, rates)
  }
  const secondsPerRound = (performance.now() - start) / 1000 / Math.max(1, rounds.length)
  return { rounds, hasBaseline: targets.baseline !== undefined, rows: drive.rows, secondsPerRound }
}

function isEnough(rounds: readonly LoadRound[], limit: LoadLimit | null, arms: readonly LoadArm[]): boolean {
  if (rounds.length < FEWEST_ROUNDS) return false
  return (
    limit === null ||
    highestRatesByRound(rounds, limit).filter((found) => arms.every((arm) => found[arm] !== undefined)).length >= FEWEST_ROUNDS
  )
}

/** One request after the other. @throws MeasurementError OVERLOADED when the candidate's instances cannot serve the declared rate at all */
async function lookAtEach(arms: readonly LoadArm[], drive: ArmDriver): Promise<Map<LoadArm, number>> {
  const aloneMs = new Map<LoadArm, number>()
  for (const arm of arms) {
    const look = await drive.alone(arm)
    if (arm === 'candidate') drive.refuseHopeless(look)
    aloneMs.set(arm, look.aloneMs)
  }
  return aloneMs
}

/** From the time of one request alone to about the right rate, in one pass over the whole range. */
async function firstLook(
  aloneMs: ReadonlyMap<LoadArm, number>,
  drive: ArmDriver,
  limit: LoadLimit,
  rates: Map<LoadArm, readonly number[]>,
): Promise<void> {
  for (const [arm, ms] of aloneMs) {
    const { windows } = await drive.windows(arm, firstRates(Math.max(ms, 1e-3), drive.instances), 0)
    const curve = windows.map((window) => ({ rate: window.rate, latencyMs: windowLatency(window, limit.quantile) }))
    rates.set(arm, nextRates(highestRate(curve, limit.maxMs)))
  }
}

type RoundPlan = { readonly rates: ReadonlyMap<LoadArm, readonly number[]>; readonly declares: boolean; readonly seed: number }

async function takeRound(order: readonly LoadArm[], drive: ArmDriver, { rates, declares, seed }: RoundPlan): Promise<LoadRound> {
  const declared: Partial<Record<LoadArm, LoadMeasurement['windows'][number]>> = {}
  const curve: Partial<Record<LoadArm, LoadMeasurement['windows']>> = {}
  for (const arm of order) {
    const { windows } = await drive.windows(arm, rates.get(arm) ?? [], seed, declares)
    const [first, ...others] = windows
    if (declares && first !== undefined) declared[arm] = first
    curve[arm] = declares ? others : windows
  }
  return { declared, curve }
}

/** The next round looks around the middle of what the rounds so far have told. */
function refine(rounds: readonly LoadRound[], limit: LoadLimit, rates: Map<LoadArm, readonly number[]>): void {
  for (const arm of rates.keys()) {
    const found = rounds.flatMap(({ curve }): HighestRate[] => {
      const windows = curve[arm] ?? []
      if (windows.length === 0) return []
      return [
        highestRate(
          windows.map((window) => ({ rate: window.rate, latencyMs: windowLatency(window, limit.quantile) })),
          limit.maxMs,
        ),
      ]
    })
    const last = found.at(-1)
    if (last === undefined) continue
    const sorted = found.map(({ rate }) => rate).sort((a, b) => a - b)
    const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? last.rate
    rates.set(arm, nextRates(last.kind === 'found' ? { kind: 'found', rate: middle } : last))
  }
}

/** Makes the schedules and asks for one arm's windows. */
class ArmDriver {
  readonly instances: number
  /** Of one request, as each arm was really sent. */
  readonly rows: Partial<Record<LoadArm, number>> = {}
  readonly #options: MeasureLoadOptions
  readonly #draw: (below: number) => number
  readonly #planned: number
  #done = 0

  /** @param planned processes at most: with the looks before the rounds */
  constructor(options: MeasureLoadOptions, draw: (below: number) => number, planned: number) {
    this.#options = options
    this.#planned = planned
    this.#draw = draw
    this.instances = options.load.instances
  }

  alone(arm: LoadArm): Promise<LoadMeasurement> {
    return this.#run(arm, [])
  }

  /** Of instances here it is known how often they are called at most: minutes of load would say the same. */
  refuseHopeless({ fastestMs }: LoadMeasurement): void {
    const { load, targets } = this.#options
    const most = (load.instances * 1000) / fastestMs
    if (targets.candidate.kind !== 'local' || load.rate < most) return
    const who = load.instances === 1 ? 'one instance serves' : `${load.instances} instances serve`
    const why = `at ${formatShortTime(fastestMs)} a call ${who} at most ${Number(most.toPrecision(2))}/s of the ${load.rate}/s asked`
    throw new MeasurementError('OVERLOADED', `${targets.candidate.label}: ${why}`, REASONS.OVERLOADED.remedy)
  }

  /** @param seed of the schedule at the declared rate, the same for both arms of a round */
  windows(arm: LoadArm, rates: readonly number[], seed: number, declares = false): Promise<LoadMeasurement> {
    const { rate, duration } = this.#options.load
    const declaredMs = duration / FEWEST_ROUNDS
    const windowMs = declaredMs / RATES_A_ROUND
    const declared = declares ? [{ rate, arrivals: poissonArrivals(rate, declaredMs, drawFrom(seed)) }] : []
    const curve = rates.map((each) => ({ rate: each, arrivals: poissonArrivals(each, windowMs, this.#draw) }))
    return this.#run(arm, [...declared, ...curve])
  }

  async #run(arm: LoadArm, windows: LoadJob['windows']): Promise<LoadMeasurement> {
    const { load, targets, limits, run, signal, onProgress } = this.#options
    const target = targets[arm]
    if (target === undefined) throw new Error(`no ${arm} to put under load`)
    const timeLimitMs = limits.timeLimitMs + load.duration / FEWEST_ROUNDS + PATIENCE_MS
    const job = { kind: 'benchmark-load', arm, target, rows: load.rowsPerRequest, windows, limits: { ...limits, timeLimitMs } } as const
    const measurement = await run(job, signal)
    this.rows[arm] = measurement.rows
    onProgress(++this.#done, this.#planned)
    return measurement
  }
}
