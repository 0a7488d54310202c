import * as z from 'zod'
import type { Limits } from '../../sources/scored-rows.ts'
import { duration } from '../section/duration.ts'
import { margin, marginOrAuto } from '../section/margin.ts'
import { deferred, key, section } from '../section/section.ts'
import { share } from '../section/share.ts'
import { size } from '../section/size.ts'
import { listOf, mapOf, oneOf, text, wholeNumber } from '../section/values.ts'
import { RULE_IDS } from './rules/registry.ts'

const distance = (preset: string, example: string) =>
  key(marginOrAuto().prefault(preset), {
    meaning: "Allowed distance between the two distributions; `auto`: what the reference's own chunks show.",
    example,
    unit: 'margin',
    stricter: 'smaller',
  })

const numeric = deferred(() =>
  section({
    measure: key(oneOf('ks', 'wasserstein', 'js', 'psi').prefault('ks'), {
      meaning:
        'How distance is measured: Kolmogorov–Smirnov, Wasserstein over the interquartile range, Jensen–Shannon, population stability index.',
      example: 'wasserstein',
      stricter: 'base',
    }),
    margin: distance('0.1', '0.1'),
  }),
)

const categorical = deferred(() =>
  section({
    measure: key(oneOf('tvd', 'js', 'psi').prefault('tvd'), {
      meaning: 'How distance is measured: total variation, Jensen–Shannon, population stability index.',
      example: 'js',
      stricter: 'base',
    }),
    margin: distance('0.1', '0.1'),
  }),
)

const drift = deferred(() =>
  section({
    numeric: key(numeric.prefault({}), { meaning: 'Of columns with numbers.', example: '{ measure: ks, margin: 0.1 }' }),
    categorical: key(categorical.prefault({}), { meaning: 'Of columns with categories.', example: '{ measure: tvd, margin: 0.1 }' }),
    nulls: key(margin().prefault('2pp'), {
      meaning: 'Allowed rise of the share of nulls, of NaN and of infinities.',
      example: '2pp',
      unit: 'points',
      stricter: 'smaller',
    }),
    'min-rows': key(wholeNumber({ atLeast: 1, atMost: 1_000_000_000 }).prefault(2000), {
      meaning: 'With fewer rows drift is listed as not judged.',
      example: '2000',
      unit: 'rows',
      stricter: 'base',
    }),
    pairs: key(margin().optional(), {
      meaning: 'Allowed change of how two columns go together; left out, such changes are reported and not judged.',
      example: '0.1',
      unit: 'margin',
      stricter: 'smaller',
    }),
    predictions: key(oneOf('judged', 'none').prefault('judged'), {
      meaning: "Whether the candidate model answers both data sets, and its answers' distributions are compared.",
      example: 'none',
      stricter: ['none', 'judged'],
    }),
    freshness: key(duration({ atLeast: '1s' }).optional(), {
      meaning: 'Greatest age of the newest row by `data.time`; left out, it is compared with the reference only.',
      example: '7d',
      unit: 'time',
      stricter: 'smaller',
    }),
  }),
)

/** A pattern rather than a choice: a message that lists every rule helps nobody. */
function ruleName() {
  return z.string({ error: RULE_NAME }).regex(new RegExp(`^(${RULE_IDS.join('|')})$`), { error: RULE_NAME })
}

const RULE_NAME = 'the name of a rule in docs/rules.md, such as COLUMN_REMOVED'
const DAY = 'a day, such as 2027-01-31'

const waiver = deferred(() =>
  z.strictObject(
    {
      rule: ruleName(),
      subject: text('the column, tensor or package').optional(),
      reason: text('why'),
      by: text('who answers for it, such as "@risk-team"'),
      expires: z.string({ error: DAY }).regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: DAY }),
      digest: z
        .string()
        .regex(/^(sha256:)?[0-9a-f]{8,64}$/, { error: 'the first 8 or more digits of the SHA-256 of the changed file' })
        .optional(),
    },
    { error: 'a mapping of rule, subject, reason, by, expires and digest' },
  ),
)

const consumer = deferred(() =>
  z.strictObject(
    {
      name: text('who reads the answers'),
      owner: text('who is told, such as "@payments"'),
      expects: z.strictObject(
        {
          output: text("the model's output"),
          dtype: text('an element type of ONNX, such as float').optional(),
          range: z.tuple([z.number(), z.number()], { error: 'the least and the largest value' }).optional(),
        },
        { error: 'a mapping of output, dtype and range' },
      ),
    },
    { error: 'a mapping of name, owner and expects' },
  ),
)

export const diffSection = deferred(() =>
  section({
    drift: key(drift.prefault({}), { meaning: 'Change of distributions.', example: '{ nulls: 2pp }' }),
    rules: key(
      mapOf(
        ruleName(),
        key(oneOf('ignore', 'warn', 'fail'), {
          meaning: 'What the rule does: `ignore` lists what it finds.',
          example: 'warn',
          stricter: ['ignore', 'warn', 'fail'],
        }),
        'a mapping of rules to ignore, warn or fail',
      ).prefault({}),
      { meaning: 'What a rule does when it finds something, instead of what docs/rules.md says.', example: '{ TYPE_WIDENED: warn }' },
    ),
    waivers: key(listOf(waiver, 'a list of waivers', 0).prefault([]), {
      meaning:
        'Findings that somebody has accepted until a day; they stay in the report. `digest` binds a waiver to the bytes of the changed file.',
      example: '[{ rule: COLUMN_REMOVED, subject: fnlwgt, reason: unused, by: "@risk-team", expires: 2027-01-31 }]',
      stricter: 'common',
    }),
    consumers: key(listOf(consumer, 'a list of consumers', 0).prefault([]), {
      meaning: "Who reads the model's answers, and what they rely on: a change that breaks it names them.",
      example: '[{ name: checkout, owner: "@payments", expects: { output: probabilities, dtype: float, range: [0, 1] } }]',
      stricter: 'base',
    }),
    confidence: key(share({ atLeast: 50, atMost: 99.999 }).prefault('95%'), {
      meaning: 'Confidence of each one-sided bound.',
      example: '99%',
      unit: 'share',
      stricter: 'larger',
    }),
    'time-limit': key(duration({ atLeast: '1s', atMost: '1d' }).prefault('10m'), {
      meaning: 'Longest time of one step of reading the data.',
      example: '30m',
      unit: 'time',
      stricter: 'smaller',
    }),
    'memory-limit': key(size({ atLeast: '128MiB' }).prefault('4GiB'), {
      meaning: 'Most memory of the process that reads the data.',
      example: '12GiB',
      unit: 'size',
      stricter: 'smaller',
    }),
  }),
)

export type DiffPolicy = z.output<typeof diffSection>
export type Waiver = DiffPolicy['waivers'][number]
export type Consumer = DiffPolicy['consumers'][number]

export function limitsOf({ timeLimit, memoryLimit }: DiffPolicy): Limits {
  return { batchRows: 4096, timeLimitMs: timeLimit, memoryLimitBytes: memoryLimit }
}
