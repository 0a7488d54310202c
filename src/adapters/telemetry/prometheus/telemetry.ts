import type { PrometheusTelemetryPolicy } from '../../../rollout/policy/telemetry/prometheus.ts'
import {
  type ByArm,
  type Json,
  type Signal,
  type Telemetry,
  TelemetryError,
  type TelemetryReading,
  type Window,
} from '../../../rollout/ports.ts'
import type { PrometheusApi } from './api.ts'
import { type ClosedSpan, nextClosed } from './closing.ts'
import { type Cursor, parseCursor, renderCursor } from './cursor.ts'
import { beginOf } from './differences.ts'
import { type Loaded, loadSignals } from './load-signals.ts'
import { checkSignals } from './preflight.ts'
import { type Queries, queriesOf, requestQueries, SPLIT } from './queries.ts'
import { countSignal, NO_CARRY } from './readings.ts'

/** Before the cursor enough is read to find the last sample at it, and who was scraped then. */
const LOOK_BACK_WINDOWS = 3
/** A journal entry holds the windows that a decision used: whoever comes later than that reads on at the next tick. */
const MOST_WINDOWS = 1000

/**
 * Exact counts per closed window, from raw samples: what was counted between two samples is known to the request, whereas `increase()` guesses,
 * and fades when its target dies. Only the samples' own times matter, never this machine's.
 */
export class PrometheusTelemetry implements Telemetry {
  readonly #api: PrometheusApi
  readonly #policy: PrometheusTelemetryPolicy
  readonly #queries: readonly Queries[]

  /** @param arms what `{{arm}}` stands for; @throws UsageError for a query that is not a bare series selector */
  constructor(api: PrometheusApi, policy: PrometheusTelemetryPolicy, signals: readonly Signal[], arms: ByArm<string> = policy.arms) {
    this.#api = api
    this.#policy = policy
    const queries = signals.map((signal) => queriesOf(signal, arms))
    const split = requestQueries(policy.requests, queries, arms)
    this.#queries = split === null ? queries : [...queries, split]
  }

  async preflight(): Promise<readonly string[]> {
    const { window } = this.#policy
    const toMs = await this.#api.nowMs()
    return checkSignals(await this.#load(toMs - LOOK_BACK_WINDOWS * window, toMs), window)
  }

  async read(given: Json | null): Promise<TelemetryReading> {
    const cursor = given === null ? null : parseCursor(given)
    const nowMs = await this.#api.nowMs()
    const fromMs = Math.min(cursor?.atMs ?? nowMs, nowMs) - LOOK_BACK_WINDOWS * this.#policy.window
    const loaded = await this.#load(fromMs, nowMs)
    const newestMs = newestOf(loaded)
    if (cursor !== null) return { ...this.#closedWindows(loaded, cursor), newestMs }
    if (newestMs === null) throw new TelemetryError('Prometheus has no samples of any guardrail yet')
    return { windows: [], cursor: renderCursor({ atMs: newestMs, carry: {} }), newestMs }
  }

  async history(windows: number): Promise<readonly Window[]> {
    const atMs = (await this.#api.nowMs()) - windows * this.#policy.window
    return (await this.read(renderCursor({ atMs, carry: {} }))).windows
  }

  #load(fromMs: number, toMs: number): Promise<Loaded> {
    return loadSignals(this.#api, this.#queries, this.#policy.startTime, { fromMs, toMs })
  }

  #closedWindows(loaded: Loaded, cursor: Cursor): Pick<TelemetryReading, 'windows' | 'cursor'> {
    const timelines = [...loaded.timelines.values()]
    const windows: Window[] = []
    let next = cursor
    while (windows.length < MOST_WINDOWS) {
      const span = nextClosed(timelines, next.atMs, this.#policy.window)
      if (span === null) break
      const { window, carry } = countWindow(loaded, span, next)
      windows.push(window)
      next = { atMs: span.toMs, carry }
    }
    return { windows, cursor: renderCursor(next) }
  }
}

function countWindow({ signals, timelines }: Loaded, span: ClosedSpan, before: Cursor): { window: Window; carry: Cursor['carry'] } {
  const counted = signals.map((signal) => {
    const { name } = signal.queries
    return [name, countSignal(signal, timelines, span, before.carry[name] ?? NO_CARRY)] as const
  })
  const { fromMs, toMs, isGap, missing } = span
  const gap = isGap ? [`no samples of anything for a while: one window of ${(toMs - fromMs) / 1000} s`] : []
  const gone = missing.map((target) => `no samples of ${target}`)
  const window = {
    id: `${fromMs}-${toMs}`,
    fromMs: beginOf([...timelines.values()], span),
    toMs,
    requests: counted.find(([name]) => name === SPLIT)?.[1].requests ?? null,
    readings: Object.fromEntries(counted.flatMap(([name, { reading }]) => (name === SPLIT ? [] : [[name, reading] as const]))),
    events: [...new Set([...gap, ...gone, ...counted.flatMap(([, { events }]) => events)])],
  }
  const carried = counted.filter(([, { carry }]) => carry.stable !== 0 || carry.canary !== 0)
  return { window, carry: Object.fromEntries(carried.map(([name, { carry }]) => [name, carry])) }
}

function newestOf({ timelines }: Loaded): number | null {
  const newest = [...timelines.values()].flatMap(({ times }) => times.at(-1) ?? [])
  return newest.length === 0 ? null : Math.max(...newest)
}
