import * as z from 'zod'
import { UsageError } from '../../../errors.ts'
import {
  type ByArm,
  type Json,
  type Signal,
  type Telemetry,
  TelemetryError,
  type TelemetryReading,
  type Window,
} from '../../../rollout/ports.ts'
import { checkReading } from './check-reading.ts'
import { CONTRACT, failedAnswer, looseReadAnswer, preflightAnswer } from './schema.ts'

/** How requests reach whoever answers. @throws TelemetryError when nothing that is JSON came back */
export type AskTelemetry = (request: Json) => Promise<unknown>

export type ContractOptions = {
  /** Whom messages name. */
  readonly name: string
  readonly ask: AskTelemetry
  readonly signals: readonly Signal[]
  readonly arms: ByArm<string>
  readonly windowMs: number
}

const json: z.ZodType<Json> = z.json()
const cursorSchema = z.object({ version: z.literal(1), atMs: z.number().nullable(), theirs: json })

/** Counts by docs/contracts/telemetry.md, by whatever way they come. */
export class ContractTelemetry implements Telemetry {
  readonly #options: ContractOptions

  constructor(options: ContractOptions) {
    this.#options = options
  }

  async preflight(): Promise<readonly string[]> {
    return (await this.#ask({ request: 'preflight' }, preflightAnswer)).notes
  }

  async read(given: Json | null): Promise<TelemetryReading> {
    const cursor = given === null ? { version: 1 as const, atMs: null, theirs: null } : this.#parseCursor(given)
    const { windows, cursor: theirs, newestMs } = await this.#ask({ request: 'read', cursor: cursor.theirs }, looseReadAnswer)
    const next = json.safeParse(theirs)
    if (!next.success) throw this.#broken('`cursor` is missing')
    const checked = this.#checkWindows(windows, cursor.atMs, newestMs)
    return { windows: checked, cursor: { version: 1, atMs: checked.at(-1)?.toMs ?? cursor.atMs, theirs: next.data }, newestMs }
  }

  /** What was before helps to plan, and nothing depends on it: a program that has no memory, or does not know the request, tells nothing. */
  async history(most: number): Promise<readonly Window[]> {
    try {
      const { windows, newestMs } = await this.#ask({ request: 'history', windows: most }, looseReadAnswer)
      return this.#checkWindows(windows, null, newestMs).slice(-most)
    } catch (error) {
      if (error instanceof TelemetryError || error instanceof UsageError) return []
      throw error
    }
  }

  /** Windows follow each other and are over: one that came before would be scored twice, one that is still open only in part. */
  #checkWindows(given: z.output<typeof looseReadAnswer>['windows'], afterMs: number | null, newestMs: number | null): Window[] {
    let endMs = afterMs ?? Number.NEGATIVE_INFINITY
    return given.map((window) => {
      const { fromMs, toMs, readings, ...rest } = window
      if (toMs <= fromMs) throw this.#broken(`a window from ${fromMs} to ${toMs}`)
      if (fromMs < endMs) throw this.#broken(`a window from ${fromMs} begins before the end of the one before it, ${endMs}`)
      if (newestMs === null || toMs > newestMs)
        throw this.#broken(`a window to ${toMs} is not over: the newest measurement is of ${newestMs}`)
      endMs = toMs
      const checked = this.#options.signals.map((signal) => [signal.name, checkReading(signal, readings[signal.name])] as const)
      return { ...rest, id: `${fromMs}-${toMs}`, fromMs, toMs, readings: Object.fromEntries(checked) }
    })
  }

  async #ask<Schema extends z.ZodType>(
    body: { readonly request: string; readonly cursor?: Json; readonly windows?: number },
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const { ask, signals, arms, windowMs, name } = this.#options
    const answer = await ask({ contract: CONTRACT, ...body, guardrails: signals, arms, windowMs })
    const failed = failedAnswer.safeParse(answer)
    if (failed.success) throw this.#failure(failed.data)
    const read = schema.safeParse(answer)
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw this.#broken(
      issue === undefined ? `${name} answered something else` : `${issue.path.join('.') || 'the answer'}: ${issue.message}`,
    )
  }

  #failure({ kind, message, retryAfterMs }: z.output<typeof failedAnswer>): Error {
    const { name } = this.#options
    if (kind === 'unavailable') return new TelemetryError(`${name}: ${message}`, { retryAfterMs: retryAfterMs ?? null })
    return new UsageError({
      where: '`guardrails`',
      found: message,
      expected: `queries that ${name} can answer for both arms`,
      remedy: 'Correct the policy.',
    })
  }

  #broken(what: string): TelemetryError {
    return new TelemetryError(`${this.#options.name} broke the contract of docs/contracts/telemetry.md: ${what}`)
  }

  #parseCursor(given: Json): z.output<typeof cursorSchema> {
    const read = cursorSchema.safeParse(given)
    if (read.success) return read.data
    throw new TelemetryError(
      "the journal's place in the metrics is none of this telemetry's: the policy's `telemetry` was changed in mid-rollout",
    )
  }
}
