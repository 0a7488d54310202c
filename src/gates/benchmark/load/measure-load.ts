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
  onProgress(roundsDone: number, roundsPlanned: number): void
}

/** Rates that one round looks at beside the declared one. */
const RATES_A_ROUND = 5
/** Rounds whose search left the grid tell no rate: a few more are taken. */
const MOST_ROUNDS = 10

/**
 * Rounds of load: the arms after each other in balanced order, with the very same schedule of requests, each in a fresh process. The
 * search for the highest rate goes on from round to round, so that every round can tell one of its own.
 */
export async function measureLoad(options: MeasureLoadOptions): Promise<LoadMeasured> {
  const { load, targets, onProgress } = options
  const arms: readonly LoadArm[] = targets.baseline === undefined ? ['candidate'] : ['baseline', 'candidate']
  const limit = loadLimitOf(load)
  const draw = drawFrom(options.seed)
  const orders = balancedOrders(arms, draw)
  const drive = new ArmDriver(options, draw)
  const rates = new Map<LoadArm, readonly number[]>()
  const rounds: LoadRound[] = []
  const start = performance.now()
  if (limit !== null) await firstLook(arms, drive, limit, rates)
  while (rounds.length < MOST_ROUNDS && !isEnough(rounds, limit, arms)) {
    const round = await takeRound(orders.next().value, drive, { rates, declares: rounds.length < FEWEST_ROUNDS, seed: draw(2 ** 30) })
    rounds.push(round)
    if (limit !== null) refine(rounds, limit, rates)
    onProgress(Math.min(rounds.length, FEWEST_ROUNDS), FEWEST_ROUNDS)
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

/** From the time of one request alone to about the right rate, in one pass over the whole range. */
async function firstLook(
  arms: readonly LoadArm[],
  drive: ArmDriver,
  limit: LoadLimit,
  rates: Map<LoadArm, readonly number[]>,
): Promise<void> {
  for (const arm of arms) {
    const { aloneMs } = await drive.alone(arm)
    const { windows } = await drive.windows(arm, firstRates(Math.max(aloneMs, 1e-3), drive.instances), 0)
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

  constructor(options: MeasureLoadOptions, draw: (below: number) => number) {
    this.#options = options
    this.#draw = draw
    this.instances = options.load.instances
  }

  alone(arm: LoadArm): Promise<LoadMeasurement> {
    return this.#run(arm, [])
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
    const { load, targets, limits, run, signal } = this.#options
    const target = targets[arm]
    if (target === undefined) throw new Error(`no ${arm} to put under load`)
    const timeLimitMs = limits.timeLimitMs + load.duration / FEWEST_ROUNDS + PATIENCE_MS
    const job = { kind: 'benchmark-load', arm, target, rows: load.rowsPerRequest, windows, limits: { ...limits, timeLimitMs } } as const
    const measurement = await run(job, signal)
    this.rows[arm] = measurement.rows
    return measurement
  }
}
