import { z } from 'zod'
import { REASON_CODES } from './reason-codes.ts'

/** Verdict files cross trust zones (design §9): every text that is not a closed word has a cap, in characters. */
const MAX_TEXT = 4_000
const MAX_CONSUMERS = 100
export const text = z.string().max(MAX_TEXT)
export const reasonCode = z.enum(REASON_CODES).describe('One of docs/reason-codes.md.')

const unit = z
  .enum(['rows', 'queries', 'groups', 'rounds', 'calls', 'requests', 'seconds of load'])
  .describe(
    'What n counts: rows, whole queries (ranking), whole groups of dependent rows, rounds or calls of a benchmark, live requests of the canary.',
  )

/** What a rule of docs/rules.md found; its name is the check's `id`, the column or tensor its `slice`. */
const rule = z.object({
  evidence: text.describe('What the message rests on: types, numbers, values.'),
  against: text.nullable().describe('Which of several references it was compared with.'),
  consumers: z.array(text).max(MAX_CONSUMERS).describe('Who is broken by it, with their owners.'),
})

/** Somebody accepted the finding until a day: it stays in the report and no longer decides. */
const waiver = z.object({ reason: text, by: text, expires: text })

/** One question answered (design §6), with what the report needs besides; what is not in design §6 may be left out by another writer. */
export const checkSchema = z.object({
  id: text.describe('roc_auc, roc_auc.min, roc_auc.improve-by, roc_auc.anchor'),
  metric: text.optional(),
  slice: text.nullable().describe('null is overall, else the group: sex=Female'),
  data: z
    .enum(['evaluation', 'evaluation-changed'])
    .default('evaluation')
    .describe('The base commit’s evaluation data, or the changed one.'),
  kind: z
    .enum(['relative', 'limit', 'improve-by', 'anchor', 'rule'])
    .default('relative')
    .describe('Against the baseline, a floor or ceiling, the last release, or a rule that found something (nothing is measured).'),
  require: z.enum(['proof', 'no-harm']),
  outcome: z.enum(['pass', 'warn', 'fail', 'inconclusive', 'error', 'not-judged', 'not-applicable']),
  blocking: z.boolean(),
  reasonCode: reasonCode.optional(),
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  difference: z.number().nullable().describe('candidate − baseline, in the metric’s direction; null for a limit'),
  higherIsBetter: z.boolean(),
  harm: z.number().nullable().describe('Worsening in the metric’s unit: positive is worse, whatever the direction; null when not measured'),
  harmBounds: z
    .object({ lower: z.number(), upper: z.number(), confidence: z.number().gt(0).lt(1), sides: z.literal('one-sided each') })
    .nullable(),
  margin: z.number().describe('Allowed worsening; negative for improve-by: the demanded gain'),
  pValue: z.number().min(0).max(1).nullable().describe('Of H0 "harm ≤ margin"'),
  adjustedP: z.number().min(0).max(1).nullable().describe('Holm over the gate’s no-harm checks; a proof check keeps its pValue'),
  n: z.int().min(0).nullable(),
  unit: unit.default('rows'),
  method: text.nullable(),
  standardError: z.number().min(0).nullable().default(null),
  detectableHarm: z.number().nullable().describe('True harm that this check would have failed with 80 % power'),
  rowsToDecide: z
    .int()
    .nullable()
    .describe('Units at which an equal model would be decided with 80 % power; null where n is enough or none is'),
  secondsToDecide: z.number().min(0).nullable().default(null).describe('The same as time, of what is measured by time.'),
  noiseFloor: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe('Largest difference of the baseline from itself that this machine does not exclude, in the metric’s unit.'),
  quantity: z
    .object({ unit: z.string().max(20), relative: z.boolean() })
    .optional()
    .describe('How amounts are written: the unit of the values, and whether differences are shares of the baseline.'),
  notExcluded: z.number().nullable().default(null).describe('Largest harm that the data do not exclude, where that is beyond the margin'),
  message: text,
  rule: rule.optional(),
  waived: waiver.optional(),
})

export type Check = z.infer<typeof checkSchema>
export type Outcome = Check['outcome']
export type Waived = NonNullable<Check['waived']>
