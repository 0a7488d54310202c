import { z } from 'zod'
import { reasonCode, text } from './check.ts'

const MAX_MOMENTS = 5_000
const share = z.number().min(0).max(1)

/** What one guardrail said when something was decided; e-values as natural logarithms. */
const guardrail = z.object({
  name: text,
  critical: z.boolean(),
  rollback: z.number(),
  exclusion: z.number().nullable(),
  ratio: z.number().nullable().describe('How many times worse this step must exclude; 1 is the margin itself.'),
  sentence: text,
})

const moment = z.object({
  at: z.iso.datetime(),
  by: text.describe('Who decided: a run, or a person.'),
  what: text.describe('An event of docs/operations.md, or a person’s command.'),
  state: text.describe('The state that it led to.'),
  share: share.nullable().describe('Of the canary, as read back then; null where it was not.'),
  reasonCode: reasonCode.nullable(),
  message: text,
  rollback: z.number().nullable().describe('ln of the merged e-value against all guardrails; rolls back at `rollbackAt`.'),
  guardrails: z.array(guardrail).max(100),
})

const measured = z.object({
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  requests: z.number(),
})

/** Both arms of one guardrail since the evidence was begun; intervals hold at every look (95 %). */
const arms = z.object({
  name: text,
  what: text.describe('`share of failures`, `mean`, `requests slower than 0.1 (p99)`'),
  stable: measured,
  canary: measured,
})

/** What somebody is asked, or the request that ended last. */
const asked = z.object({
  id: text,
  what: text.describe('`25 % → 50 % of the traffic`'),
  sentence: text.describe('What is excluded and what is not, by itself.'),
  expiresAt: z.iso.datetime(),
  how: text.nullable().describe('The words or the place by which one answers; null where it has ended.'),
  standing: text.nullable().describe('Why an answer does not count, or how it ended; null: nobody has answered.'),
})

/** Of a rollout: where it is and how it came there. */
export const rolloutPart = z.object({
  id: text,
  state: text,
  share,
  step: z.int().min(0),
  steps: z.array(share).max(1_000),
  startedAt: z.iso.datetime(),
  environment: text,
  rollbackAt: z.number().describe('ln of the threshold of rolling back.'),
  exclusionAt: z.number().describe('ln of the threshold at which harm is excluded.'),
  windows: z.int().min(0),
  writtenAt: z.iso.datetime().optional().describe('When the journal was last written: later windows are in no number here.'),
  timeline: z.array(moment).max(MAX_MOMENTS),
  arms: z.array(arms).max(1_000),
  asked: asked.nullable().default(null).describe('The open request; null: nobody is asked.'),
  ended: asked.nullable().default(null).describe('The newest request that has ended.'),
})

export type RolloutPart = z.infer<typeof rolloutPart>
export type AskedPart = z.infer<typeof asked>
export type Moment = z.infer<typeof moment>
export type MeasuredArms = z.infer<typeof arms>
