import * as z from 'zod'
import { REASON_CODES } from '../judge/reason-codes.ts'
import type { Settings } from './settings.ts'
import { type Event, STATES, type State, TRANSITIONS } from './transitions.ts'

/** The major version of the journal's format: a reader refuses a newer one. */
export const JOURNAL_VERSION = 1

/** Characters of a text, and lines of a list of them. */
export const MAX_TEXT = 4_000
export const MAX_LINES = 1_000
const MAX_LIST = 100_000
const text = z.string().max(MAX_TEXT)
const count = z.number().min(0)
const milliseconds = z.number()
const basisPoints = z.number().min(0).max(10_000)
const byArm = <Value extends z.ZodType>(value: Value) => z.object({ stable: value, canary: value })
const reason = z.enum(REASON_CODES)
const state = z.enum(Object.keys(STATES) as [State, ...State[]])
const event = z.enum(Object.keys(TRANSITIONS) as [Event, ...Event[]])

const reading = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rate'), arms: byArm(z.object({ requests: count, failures: count })) }),
  z.object({
    kind: z.literal('histogram'),
    edges: z.array(z.number()).max(MAX_LIST).readonly(),
    arms: byArm(z.object({ counts: z.array(count).max(MAX_LIST).readonly() })),
  }),
  z.object({ kind: z.literal('mean'), arms: byArm(z.object({ count, sum: z.number(), sumOfSquares: z.number() })) }),
  z.object({ kind: z.literal('not-evaluable'), why: text }),
])

const window = z.object({
  id: text,
  fromMs: milliseconds,
  toMs: milliseconds,
  requests: byArm(count).nullable(),
  readings: z.record(text, reading),
  events: z.array(text).max(MAX_LINES),
})

const armState = z.object({ identity: text.nullable(), ready: z.boolean(), why: text.nullable() })
const targetState = z.object({
  shareBp: basisPoints.nullable(),
  effectiveBp: z.number().nullable(),
  generation: text,
  leaseLeftMs: z.number().nullable(),
  arms: byArm(armState),
  mixed: text.nullable(),
  restartedAtMs: z.number().nullable(),
  swapped: z.boolean().optional(),
})

const answer = z.object({ kind: z.enum(['pending', 'approved', 'refused']), by: text.nullable(), why: text })

/** What a tick saw. A part that could not be read says why; telemetry is null where this round did not ask. */
export const observationsSchema = z.object({
  attended: z.boolean().describe('A job keeps watching.'),
  policySha256: text.describe('Of the rollout section as it stands now.'),
  target: z.union([z.object({ state: targetState }), z.object({ why: text })]),
  identity: byArm(text.nullable()),
  identityWhy: text.nullable(),
  telemetry: z
    .union([
      z.object({ windows: z.array(window).max(MAX_LIST), cursor: z.json(), newestMs: z.number().nullable() }),
      z.object({ why: text }),
    ])
    .nullable(),
  approval: answer.nullable(),
})

const action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-share'), shareBp: basisPoints, leaseMs: z.number().nullable() }),
  z.object({ kind: z.literal('promote'), digest: text }),
])

/** At most so much harm, as a person was shown it; null: not bounded. In the metric's unit. */
const bound = z.object({ id: text, upper: z.number().nullable() })

/** What a person is asked, frozen. The defaults are of a request that holds nothing down: such a one is void. */
const request = z.object({
  id: text,
  rung: z.int().default(-1).describe('The step that stood when it was asked.'),
  fromBp: basisPoints.default(0),
  beforeBp: basisPoints,
  evidenceSha256: text.default('').describe('Of what was judged then.'),
  bounds: z.array(bound).max(1_000).default([]),
  digest: text,
  commit: text.nullable(),
  policySha256: text,
  sentence: text,
  askedAtMs: milliseconds,
  expiresAtMs: milliseconds,
  runId: z.int().positive().nullable().default(null),
})

/** The end of a request: a yes that was used, a no, its time, or whatever else it was bound to. */
const closed = z.object({
  id: text,
  outcome: z.enum(['granted', 'refused', 'expired', 'void']),
  by: text.nullable().describe('Who answered, where somebody did.'),
  why: text,
})

const judged = z.object({
  guardrails: z.array(
    z.object({
      name: text,
      critical: z.boolean(),
      rollback: z.number(),
      exclusion: z.number().nullable(),
      ratio: z.number().nullable(),
      sentence: text,
    }),
  ),
  rollback: z.number().describe('ln of the merged e-value'),
  rollbackAt: z.number().describe('ln of its threshold'),
  exclusionAt: z.number(),
  windows: z.number().describe('evaluable windows so far'),
})

export const stepSchema = z.object({
  event: event.nullable().describe('null: a checkpoint'),
  from: state,
  to: state,
  rung: z.number(),
  standsBp: basisPoints.nullable().describe('The share read back; null where it was not.'),
  reason: reason.nullable(),
  sticky: z.boolean(),
  message: text,
  action: action.nullable(),
  request: request.nullable(),
  closes: closed.optional().describe('The request that ends with it.'),
  judged: judged.nullable(),
})

const file = z.object({ digest: text, reference: text.nullable(), commit: text.nullable() })

/** What a passport says of an offline verdict; journals of before do not have it. */
const verdictFile = z.object({
  sha256: text.describe('Of the file.'),
  reasonCode: text,
  policySha256: text,
  commit: text.nullable(),
  runId: z.int().nullable(),
  finishedAt: text,
})

const startBody = z.object({
  kind: z.literal('start'),
  candidate: file,
  previous: file,
  settings: z.custom<Settings>((value) => typeof value === 'object' && value !== null),
  policySha256: text,
  verdicts: z
    .array(z.object({ gate: text, verdict: text, sha256: text.describe('Of the model that it judged.'), file: verdictFile.optional() }))
    .max(100),
  notes: z.array(text).max(MAX_LINES),
  sluice: text,
})

const stepBody = z.object({ kind: z.literal('step'), observations: observationsSchema, step: stepSchema })

/** What a person (or a second candidate) asks for; it takes effect with this entry. */
const commandBody = z.object({
  kind: z.literal('command'),
  command: z.enum(['abort', 'rollback', 'hold', 'resume', 'replace', 'revert', 'queue', 'claim']),
  why: text,
  claim: z
    .object({ request: text, runId: z.int().positive() })
    .optional()
    .describe('Of a claim: the run of GitHub that waits for this request, so that its reviewers answer it. The first one counts.'),
  to: file.nullable().describe('Of a revert the model to go back to, of a queue the candidate that waits.'),
})

export const entrySchema = z.object({
  v: z.literal(JOURNAL_VERSION),
  seq: z.int().min(0),
  at: milliseconds,
  by: text,
  rollout: text,
  prev: text.nullable().describe('SHA-256 of the line before'),
  body: z.discriminatedUnion('kind', [startBody, stepBody, commandBody]),
})

export type Entry = z.infer<typeof entrySchema>
export type StartBody = z.infer<typeof startBody>
export type CommandBody = z.infer<typeof commandBody>
export type Observations = z.infer<typeof observationsSchema>
export type Step = z.infer<typeof stepSchema>
export type Action = z.infer<typeof action>
export type Judged = z.infer<typeof judged>
export type Request = z.infer<typeof request>
export type Bound = z.infer<typeof bound>
export type Closed = z.infer<typeof closed>
export type ModelFile = z.infer<typeof file>
export type SeenWindow = z.infer<typeof window>
export type SeenTarget = z.infer<typeof targetState>

/** The windows that an observation brought; none where the telemetry was not asked, or could not be read. */
export function windowsOf({ telemetry }: Pick<Observations, 'telemetry'>): readonly SeenWindow[] {
  return telemetry !== null && 'windows' in telemetry ? telemetry.windows : []
}
