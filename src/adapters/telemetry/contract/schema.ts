import * as z from 'zod'

/** Of the contract; whoever answers does so in the version that was asked in. */
export const CONTRACT = 1

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const time = z.number().min(0).describe("By the telemetry's own clock, epoch milliseconds.")
const byArm = <Schema extends z.ZodType>(schema: Schema) => z.object({ stable: schema, canary: schema })

const signal = z.discriminatedUnion('kind', [
  z.object({ name: z.string(), kind: z.literal('rate'), requests: z.string(), failures: z.string() }),
  z.object({ name: z.string(), kind: z.literal('histogram'), histogram: z.string() }),
  z.object({ name: z.string(), kind: z.literal('mean'), count: z.string(), sum: z.string(), sumOfSquares: z.string() }),
])

const asked = {
  contract: z.literal(CONTRACT),
  guardrails: z
    .array(signal)
    .describe("The policy's guardrails with their queries, in whatever language the telemetry reads; `{{arm}}` is left in."),
  arms: byArm(z.string()).describe('What `{{arm}}` stands for.'),
  windowMs: z.int().min(1),
}

export const telemetryRequest = z.discriminatedUnion('request', [
  z.object({ request: z.literal('preflight'), ...asked }).describe('Are the metrics of all guardrails there, in both arms?'),
  z
    .object({
      request: z.literal('read'),
      ...asked,
      cursor: z.unknown().describe('What the last answer gave; null at the first: answer no windows then.'),
    })
    .describe('The windows that closed since the cursor.'),
  z
    .object({ request: z.literal('history'), ...asked, windows: z.int().min(1).describe('So many at most.') })
    .describe('The newest windows that have closed, from before any cursor. Whoever keeps none answers with none, or with an error.'),
])

export const rate = z.object({ kind: z.literal('rate'), arms: byArm(z.object({ requests: count, failures: count })) })
export const histogram = z.object({
  kind: z.literal('histogram'),
  edges: z.array(z.number()).min(1).max(500).describe('Rising upper edges, without infinity.'),
  arms: byArm(z.object({ counts: z.array(count).describe('Not cumulative; one more than edges: the last counts what is beyond them.') })),
})
export const mean = z.object({
  kind: z.literal('mean'),
  arms: byArm(z.object({ count, sum: z.number(), sumOfSquares: z.number().min(0) })),
})
export const notEvaluable = z.object({ kind: z.literal('not-evaluable'), why: z.string().min(1).max(1000) })
const reading = z.discriminatedUnion('kind', [rate, histogram, mean, notEvaluable])

const windowShape = {
  fromMs: time,
  toMs: time,
  requests: byArm(count).nullable().describe('All requests of each arm; null when they cannot be told.'),
  events: z.array(z.string().max(1000)).max(100).default([]).describe('What people should know of it: restarts, gaps.'),
}

const answer = { ok: z.literal(true), cursor: z.unknown(), newestMs: time.nullable().describe('Of the newest measurement.') }
const readings = <Schema extends z.ZodType>(schema: Schema) => z.record(z.string(), schema).describe("By the guardrail's name.")

/** As it is published. */
const readAnswer = z.object({ ...answer, windows: z.array(z.object({ ...windowShape, readings: readings(reading) })) })
/** As it is read: one wrong reading is not evaluable, and spoils no other. */
export const looseReadAnswer = z.object({
  ...answer,
  windows: z.array(z.object({ ...windowShape, readings: readings(z.unknown()) })).max(10_000),
})

export const preflightAnswer = z.object({ ok: z.literal(true), notes: z.array(z.string().max(1000)).max(100).default([]) })
export const failedAnswer = z.object({
  ok: z.literal(false),
  kind: z.enum(['unavailable', 'wrong-query']).describe('`wrong-query`: the policy must be corrected.'),
  message: z.string().min(1).max(2000),
  retryAfterMs: z.number().min(0).nullable().optional(),
})

/** JSON Schema (2020-12) of all documents, by name. */
export function renderTelemetryContractSchema(): string {
  const documents = { request: telemetryRequest, read: readAnswer, preflight: preflightAnswer, failed: failedAnswer }
  const $defs = Object.fromEntries(
    Object.entries(documents).map(([name, schema]) => {
      const { $schema: _, ...definition } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
      return [name, definition]
    }),
  )
  const title = `What Sluice asks of a telemetry, and what it answers (version ${CONTRACT})`
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, $defs }, null, 2)}\n`
}
