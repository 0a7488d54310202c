import * as z from 'zod'
import { margin } from '../../gates/section/margin.ts'
import { type Parsed, quantity, readQuantity } from '../../gates/section/quantity.ts'
import { deferred, key, section } from '../../gates/section/section.ts'
import { share } from '../../gates/section/share.ts'
import { listOf, oneOf, text } from '../../gates/section/values.ts'

const QUERY = 'a query of the telemetry, with `{{arm}}` where the arm’s name goes'

const query = (meaning: string, example: string) => key(text(QUERY).optional(), { meaning, example, unit: 'query', stricter: 'base' })

/** A ceiling: a share of requests for a rate (0.02), milliseconds for a latency, the metric's own unit for a mean. */
export type Ceiling =
  | { readonly kind: 'share'; readonly value: number }
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'plain'; readonly value: number }

const CEILING = 'a ceiling: `2%` of the requests, `500ms`, or a number in the unit of a mean'
const TIME_UNITS = { ms: 1, s: 1000, m: 60_000 }

function parseCeiling(raw: unknown): Parsed<Ceiling> {
  if (typeof raw === 'number' && Number.isFinite(raw)) return { ok: true, value: { kind: 'plain', value: raw } }
  const range = { expected: CEILING, least: 0, suggestedUnit: '%' }
  const asShare = readQuantity(raw, { ...range, units: { '%': 0.01 }, most: 1 })
  if (asShare.ok) return { ok: true, value: { kind: 'share', value: asShare.value } }
  const asTime = readQuantity(raw, { ...range, units: TIME_UNITS, most: Number.POSITIVE_INFINITY, suggestedUnit: 'ms' })
  return asTime.ok ? { ok: true, value: { kind: 'time', milliseconds: asTime.value } } : asTime
}

/** One of three kinds, told apart by the keys that are there: rate, latency, mean. */
export const guardrailSection = deferred(() =>
  section({
    requests: query('Of a rate: all requests.', `'http_requests_total{arm="{{arm}}"}'`),
    failures: query('Of a rate: those of them that failed.', `'http_requests_total{arm="{{arm}}",code=~"5.."}'`),
    histogram: query('Of a latency: cumulative buckets.', `'http_request_seconds_bucket{arm="{{arm}}"}'`),
    quantiles: key(listOf(share({ atLeast: 1, atMost: 99.99 }), 'a list of quantiles such as [50%, 90%, 99%]').optional(), {
      meaning: 'Of a latency: where it is compared; left out: 50%, 90% and 99%.',
      example: '[50%, 99%]',
      unit: 'shares',
      stricter: 'base',
    }),
    unit: key(oneOf('s', 'ms').prefault('s'), {
      meaning: 'Of a latency: what the edges of the buckets count.',
      example: 'ms',
      stricter: 'base',
    }),
    count: query('Of a mean: how many values.', `'answer_tokens_count{arm="{{arm}}"}'`),
    sum: query('Of a mean: their sum.', `'answer_tokens_sum{arm="{{arm}}"}'`),
    'sum-of-squares': query('Of a mean: the sum of their squares.', `'answer_tokens_squares_total{arm="{{arm}}"}'`),
    worse: key(oneOf('higher', 'lower').prefault('higher'), {
      meaning: 'Of a mean: which way is worse.',
      example: 'lower',
      stricter: 'base',
    }),
    margin: key(margin().prefault('25%'), {
      meaning: 'Allowed worsening of the canary against the stable model at the same minutes.',
      example: '{ relative: 25%, absolute: 0.5pp }',
      unit: 'margin',
      stricter: 'smaller',
    }),
    max: key(
      quantity<Ceiling>(
        parseCeiling,
        { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*(%|ms|s|m)$' }] },
        CEILING,
      ).optional(),
      {
        meaning:
          'Ceiling that the canary may not be above, whatever the stable model does; of a latency, at its highest quantile; of a mean, judged after thirty windows with thirty requests of each arm. Nothing is promoted before it was judged.',
        example: '2%',
        unit: 'share, time or number',
        stricter: 'smaller',
      },
    ),
    critical: key(z.boolean({ error: 'true or false' }).prefault(false), {
      meaning: 'No step is left before this guardrail has proven that the canary is not worse; at least one must be.',
      example: 'true',
      stricter: 'base',
    }),
  }),
)

export type WrittenGuardrail = z.output<typeof guardrailSection>
