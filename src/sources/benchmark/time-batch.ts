import { countLatencies } from './latency-histogram.ts'
import type { BatchTimings, BenchArm, CallTimings } from './measurements.ts'
import { balancedOrders, type Draw } from './turns.ts'

/** One arm ready to be called with one batch size. Whatever the subject is, it times its own call, as near to it as it can. */
export type TimedArm = {
  readonly arm: BenchArm
  /** Latency of one call, in milliseconds. */
  call(): Promise<number>
}

export type TimeBatchOptions = {
  readonly rows: number
  /** Ascending, in (0, 1). */
  readonly quantiles: readonly number[]
  /** Time for the whole of it, warm-up included; twice as long where that holds too few cycles, and the last one is finished. */
  readonly measureMs: number
  readonly draw: Draw
  /** Told before a long turn, so that a death can be put down to an arm; null before short turns of all of them. */
  announce(arm: BenchArm | null): void
}

/**
 * A turn of one arm takes about so long: a small part of a scheduler's time slice, so that the arms that are compared have the same
 * neighbour on the same core. (With turns of 4 ms beside ten busy processes, medians of equal models differed by half.)
 */
const TURN_MS = 0.4
const MOST_CALLS_A_TURN = 500
/** A median of fewer ratios is one neighbour's whim. */
const ENOUGH_CYCLES = 20
/** Telling of shorter turns would take as long as they do. */
const LONG_TURN_MS = 5
/** An arm keeps no more latencies than this, and the round ends: 1.6 MB. */
const MOST_CALLS = 200_000
/** Share of the time that warming up may take, and the least that it does. */
const WARM_UP_SHARE = 0.15
const WINDOW_MS = 8
/** So many short calls are made in any case: the first ones may all have been interrupted. */
const FEW_CALLS = 12
const A_SHORT_CALL_MS = 100
/** Stable: the medians of the last three windows within 10 % (the rule of Triton's perf_analyzer). */
const WINDOWS = 3
const STABLE_WITHIN = 1.1

/** The arms take turns until the time is over: in every cycle each has one, in a random order that is balanced over the cycles. */
export async function timeBatch(arms: readonly TimedArm[], options: TimeBatchOptions): Promise<BatchTimings> {
  const start = performance.now()
  const tracks: Track[] = []
  for (const arm of arms) tracks.push(new Track(arm, await warmUp(arm, (options.measureMs * WARM_UP_SHARE) / arms.length, options)))
  const slowestMs = Math.max(...tracks.map(({ warmed }) => warmed.callMs))
  const callsATurn = Math.max(1, Math.min(MOST_CALLS_A_TURN, Math.round(TURN_MS / Math.max(slowestMs, 1e-6))))
  const orders = balancedOrders(tracks, options.draw)
  const endsAt = start + options.measureMs
  let areLong = slowestMs * callsATurn >= LONG_TURN_MS
  if (!areLong) options.announce(null)
  let calls = 0
  let cycles = 0
  const isOver = () => {
    const now = performance.now()
    return now >= endsAt && (cycles >= ENOUGH_CYCLES || now >= endsAt + options.measureMs)
  }
  do {
    for (const track of orders.next().value) {
      if (areLong) options.announce(track.arm.arm)
      await track.takeTurn(callsATurn)
    }
    calls += callsATurn
    cycles++
    if (areLong && Math.max(...tracks.map(({ fastestMs }) => fastestMs)) * callsATurn < LONG_TURN_MS) {
      areLong = false
      options.announce(null)
    }
  } while (!isOver() && calls + callsATurn <= MOST_CALLS)
  const baseline = tracks.find(({ arm }) => arm.arm === 'baseline')
  const timings = tracks.map((track) => [track.arm.arm, track.timings(options.quantiles, baseline ?? null)] as const)
  return { rows: options.rows, quantilesAsked: options.quantiles, arms: Object.fromEntries(timings) }
}

type Warmed = {
  readonly calls: number
  readonly stable: boolean
  /** The fastest one: what a call takes that nobody interrupts. */
  readonly callMs: number
}

/** Calls until three windows in a row have nearly the same median, or the time for it is over; a dozen calls at least when they are short. */
async function warmUp(arm: TimedArm, limitMs: number, { announce }: TimeBatchOptions): Promise<Warmed> {
  announce(arm.arm)
  const start = performance.now()
  const medians: number[] = []
  let calls = 0
  let callMs = Number.POSITIVE_INFINITY
  do {
    const window: number[] = []
    const began = performance.now()
    do {
      window.push(await arm.call())
    } while (performance.now() - began < WINDOW_MS)
    calls += window.length
    callMs = Math.min(callMs, ...window)
    medians.push(medianOf(window))
    if (isStable(medians)) return { calls, stable: true, callMs }
  } while (performance.now() - start < limitMs || (calls < FEW_CALLS && callMs < A_SHORT_CALL_MS))
  return { calls, stable: false, callMs }
}

function isStable(medians: readonly number[]): boolean {
  const last = medians.slice(-WINDOWS)
  return last.length === WINDOWS && Math.max(...last) <= STABLE_WITHIN * Math.min(...last)
}

/** What is kept of one arm while it is timed. */
class Track {
  readonly arm: TimedArm
  readonly warmed: Warmed
  readonly #latencies: number[] = []
  readonly #turnMedians: number[] = []
  #cpuMicroseconds = 0
  #fastestMs: number

  constructor(arm: TimedArm, warmed: Warmed) {
    this.arm = arm
    this.warmed = warmed
    this.#fastestMs = warmed.callMs
  }

  get fastestMs(): number {
    return this.#fastestMs
  }

  /** The first call after a switch fetches the model back into the caches that the other arm took: it is made, and not counted. */
  async takeTurn(calls: number): Promise<void> {
    if (calls > 1) await this.arm.call()
    const turn = new Array<number>(calls)
    const before = process.cpuUsage()
    for (let call = 0; call < calls; call++) turn[call] = await this.arm.call()
    const { user, system } = process.cpuUsage(before)
    this.#cpuMicroseconds += user + system
    for (const latency of turn) {
      this.#latencies.push(latency)
      if (latency < this.#fastestMs) this.#fastestMs = latency
    }
    this.#turnMedians.push(medianOf(turn))
  }

  timings(quantiles: readonly number[], baseline: Track | null): CallTimings {
    const sorted = Float64Array.from(this.#latencies).sort()
    const calls = sorted.length
    return {
      calls,
      quantiles: quantiles.map((quantile) => sorted[Math.max(0, Math.ceil(calls * quantile) - 1)] ?? 0),
      meanMs: sorted.reduce((sum, latency) => sum + latency, 0) / Math.max(1, calls),
      cpuMsPerCall: this.#cpuMicroseconds / 1000 / Math.max(1, calls),
      logRatioToBaseline: baseline === null ? null : this.#logRatioTo(baseline),
      counts: countLatencies(sorted).map(([bucket, count]) => [bucket, count]),
      warmUp: { calls: this.warmed.calls, stable: this.warmed.stable },
    }
  }

  #logRatioTo(baseline: Track): number {
    return medianOf(this.#turnMedians.map((own, cycle) => Math.log(own / (baseline.#turnMedians[cycle] ?? own))))
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
