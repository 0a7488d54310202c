import * as z from 'zod'

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** A name, not an address: docs/passport.md says what it means. The number grows when a reader of before would misread it. */
export const PREDICATE_TYPE = 'urn:sluice:passport:v1'

const text = z.string()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.iso.datetime()
const share = z.number().min(0).max(1)
const count = z.number().min(0)
const logE = z.number()
const byArm = <Value extends z.ZodType>(value: Value) => z.object({ stable: value, canary: value })
const model = z.object({ sha256, reference: text.nullable(), commit: text.nullable() })

const verdict = z.object({
  gate: text,
  verdict: text,
  reasonCode: text.nullable(),
  fileSha256: sha256.nullable().describe('Of the verdict file as the rollout read it; null in journals of before.'),
  policySha256: sha256.nullable().describe('Of the effective policy under which it was judged.'),
  commit: text.nullable().describe('That was judged; null outside a run.'),
  runId: z.int().nullable(),
  finishedAt: time.nullable(),
})

const approval = z.object({
  request: text.describe('Its id.'),
  before: share.describe('The share that was asked for; 1 is the promotion.'),
  decision: z
    .enum(['granted', 'refused', 'expired', 'void', 'open'])
    .describe('granted: the share that was agreed to was read back; void: what it was asked about had changed.'),
  by: text.nullable().describe('The login of who answered.'),
  way: text.nullable().describe('`environment`, `pull-request-review` or `comment`.'),
  runId: z.int().nullable().describe('Of the run that waited for the reviewers, with `environment`.'),
  read: text.nullable().describe('Where the answer was read, just before it was acted on; or why the request ended without one.'),
  askedAt: time,
  expiresAt: time,
  decidedAt: time.nullable(),
  shown: text.describe('The sentence of what was excluded and what was not, as the person saw it.'),
})

const guardrail = z.object({
  name: text,
  critical: z.boolean(),
  excluded: text.describe('In words.'),
  ratio: z.number().nullable().describe('How many times worse this step had to exclude; 1 is the margin itself.'),
  exclusionLogE: logE.nullable(),
  harmLogE: logE,
})

const step = z.object({
  share,
  from: time.describe('The share was read back.'),
  to: time.describe('It was left upwards.'),
  windows: count.describe('Closed metric windows that lie wholly at this share, warm-up left out.'),
  requests: byArm(count).nullable().describe('In them; null where the telemetry cannot tell.'),
  guardrails: z.array(guardrail).describe('As judged when it was left.'),
})

const measured = z.object({ value: z.number().nullable(), lower: z.number().nullable(), upper: z.number().nullable(), requests: count })

const moment = z.object({ at: time, by: text, message: text })

export const predicateSchema = z.object({
  model: text,
  environment: text,
  rollout: text.describe('Its id.'),
  candidate: model,
  previous: model.describe('What it replaced.'),
  started: moment.omit({ message: true }),
  promoted: moment.describe('The stable arm serves it, read back; the message has the proof.'),
  finished: moment.describe('The way back closed: nothing spoke against it until then.'),
  verdicts: z.array(verdict).describe('Of the offline gates, without which the rollout had not started.'),
  approvals: z.array(approval),
  canary: z.object({
    policySha256: sha256.describe('Of the rollout section, as canonical JSON.'),
    falseRollbackRate: share,
    falsePromotionRate: share,
    rollbackAt: logE.describe('ln of the threshold at which harm counts as proven.'),
    exclusionAt: logE.describe('ln of the threshold at which harm counts as excluded.'),
    steps: z.array(step),
    measured: z
      .array(z.object({ guardrail: text, what: text, ...byArm(measured).shape }))
      .describe('Over all steps; 95 %, valid at every look.'),
  }),
  journal: z.object({
    ref: text.describe('Of the repository whose rollout it was; a file where there was no remote.'),
    firstEntry: z.int().min(1),
    lastEntry: z.int().min(1),
    sha256: sha256.describe('Of the last entry’s line, which names the line before by its digest, and so on to the first.'),
  }),
  sluice: text.describe('The version that started the rollout.'),
})

export const statementSchema = z
  .object({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.array(z.object({ name: text.min(1), digest: z.object({ sha256 }) })).length(1),
    predicateType: z.literal(PREDICATE_TYPE),
    predicate: predicateSchema,
  })
  .meta({
    title: 'Sluice passport',
    description: 'Verdicts, approvals and canary evidence of one promoted model, as an in-toto Statement v1.',
  })

export type Passport = z.infer<typeof statementSchema>
export type Approval = z.infer<typeof approval>
export type PassportStep = z.infer<typeof step>

/** docs/passport.schema.json: what a reader may rely on; fields may be added. */
export function renderPassportJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(statementSchema, { io: 'input' }), null, 2)}\n`
}
