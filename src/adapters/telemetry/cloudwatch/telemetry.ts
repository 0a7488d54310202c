import { z } from 'zod'
import type { CloudwatchTelemetryPolicy } from '../../../rollout/policy/telemetry/cloudwatch.ts'
import {
  type ByArm,
  type Json,
  type Signal,
  type Telemetry,
  TelemetryError,
  type TelemetryReading,
  type Window,
} from '../../../rollout/ports.ts'
import { type CloudWatchApi, type MetricData, MINUTE_MS } from './api.ts'
import { checkMetrics } from './preflight.ts'
import { type Question, questionOf, type Split, seriesIn, splitOf } from './questions.ts'
import { readingOf, requestsOf } from './readings.ts'

/** Asked beyond this machine's own time, which may be behind; what is closed is decided by the time of CloudWatch's answer. */
const AHEAD_MS = 5 * MINUTE_MS
/** What is looked at before the first window, to see that there is something to be seen. */
const LOOK_BACK_MS = 15 * MINUTE_MS
/** A journal entry holds the windows that a decision used: whoever comes later than that reads on at the next tick. */
const MOST_WINDOWS = 500

const cursorSchema = z.object({ version: z.literal(1), kind: z.literal('cloudwatch'), atMs: z.int().min(0) })

export type CloudwatchOptions = {
  readonly api: CloudWatchApi
  /** This machine's clock, epoch milliseconds: only the range that is asked depends on it. */
  nowMs(): number
}

/** Counts per closed window, from sums by the minute; docs/telemetry/cloudwatch.md says which of them are exact. */
export class CloudwatchTelemetry implements Telemetry {
  readonly #options: CloudwatchOptions
  readonly #policy: CloudwatchTelemetryPolicy
  readonly #questions: readonly Question[]
  readonly #split: Split | null

  /** @throws UsageError for a query that is no metric */
  constructor(
    options: CloudwatchOptions,
    policy: CloudwatchTelemetryPolicy,
    signals: readonly Signal[],
    arms: ByArm<string> = policy.arms,
  ) {
    this.#options = options
    this.#policy = policy
    this.#questions = signals.map((signal) => questionOf(signal, policy, arms))
    this.#split = splitOf(policy.requests, this.#questions, arms)
  }

  async preflight(): Promise<readonly string[]> {
    const toMs = this.#options.nowMs()
    const data = await this.#ask(floor(toMs) - PREFLIGHT_MS, toMs)
    const span = { fromMs: floor(toMs) - PREFLIGHT_MS, toMs: floor(data.nowMs - this.#policy.delay) }
    return checkMetrics(this.#questions, { data, span, sparse: this.#policy.sparse })
  }

  async read(given: Json | null): Promise<TelemetryReading> {
    if (given === null) return this.#begin()
    return this.#readFrom(parseCursor(given))
  }

  async history(windows: number): Promise<readonly Window[]> {
    const { window, delay } = this.#policy
    return (await this.#readFrom(floor(this.#options.nowMs() - delay) - windows * window)).windows
  }

  async #begin(): Promise<TelemetryReading> {
    const nowMs = this.#options.nowMs()
    const data = await this.#ask(floor(nowMs) - LOOK_BACK_MS, nowMs)
    const newestMs = newestIn(data)
    if (newestMs === null)
      throw new TelemetryError(`CloudWatch has no data of any guardrail in the last ${LOOK_BACK_MS / MINUTE_MS} minutes`)
    return { windows: [], cursor: renderCursor(floor(data.nowMs - this.#policy.delay)), newestMs }
  }

  async #readFrom(atMs: number): Promise<TelemetryReading> {
    const { window, delay, sparse } = this.#policy
    const mostMs = atMs + MOST_WINDOWS * window
    const data = await this.#ask(atMs, Math.min(mostMs, Math.max(this.#options.nowMs(), atMs)))
    const windows: Window[] = []
    for (let fromMs = atMs; fromMs + window <= Math.min(mostMs, data.nowMs - delay); fromMs += window) {
      const span = { fromMs, toMs: fromMs + window }
      const counting = { data, span, sparse }
      windows.push({
        id: `${span.fromMs}-${span.toMs}`,
        ...span,
        requests: this.#split === null ? null : requestsOf(this.#split, counting),
        readings: Object.fromEntries(this.#questions.map((question) => [question.name, readingOf(question, counting)])),
        events: [],
      })
    }
    return { windows, cursor: renderCursor(windows.at(-1)?.toMs ?? atMs), newestMs: newestIn(data) }
  }

  #ask(fromMs: number, toMs: number): Promise<MetricData> {
    return this.#options.api.read(seriesIn(this.#questions, this.#split), fromMs, floor(toMs) + AHEAD_MS)
  }
}

const PREFLIGHT_MS = 60 * MINUTE_MS

function floor(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS
}

/** The end of the newest minute with a value. */
function newestIn({ minutes }: MetricData): number | null {
  const all = [...minutes.values()].flatMap((one) => [...one.keys()])
  return all.length === 0 ? null : all.reduce((a, b) => Math.max(a, b)) + MINUTE_MS
}

function renderCursor(atMs: number): Json {
  return { version: 1, kind: 'cloudwatch', atMs }
}

function parseCursor(given: Json): number {
  const read = cursorSchema.safeParse(given)
  if (read.success && read.data.atMs % MINUTE_MS === 0) return read.data.atMs
  throw new TelemetryError(
    "the journal's place in the metrics is none of CloudWatch's: the policy's `telemetry` was changed in mid-rollout",
  )
}
