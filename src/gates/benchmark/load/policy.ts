import * as z from 'zod'
import { duration } from '../../section/duration.ts'
import { margin } from '../../section/margin.ts'
import { rate } from '../../section/rate.ts'
import { deferred, key, section } from '../../section/section.ts'
import { mapOf, wholeNumber } from '../../section/values.ts'

const limits = deferred(() =>
  section({
    margin: key(margin().optional(), {
      meaning: 'Allowed worsening against the baseline at `rate`: a share of its value, or milliseconds.',
      example: '10%',
      unit: 'margin',
      stricter: 'smaller',
    }),
    max: key(duration({ atLeast: '0.001ms' }).optional(), {
      meaning: 'Ceiling, which must be proven to hold at `rate`. The highest rate is searched for that keeps the first one given.',
      example: '20ms',
      unit: 'time',
      stricter: 'smaller',
    }),
  }),
)

const PERCENTILE = 'a percentile such as p50 or p99.9'

export const loadSection = deferred(() =>
  section({
    rate: key(rate(), {
      meaning: 'Requests a second, sent at random times that do not wait for answers (a Poisson process).',
      example: '50/s',
      unit: 'rate',
      stricter: 'base',
    }),
    duration: key(duration({ atLeast: '6s', atMost: '2h' }).prefault('30s'), {
      meaning:
        'How long each model is under load at `rate`, all rounds together; the search for the highest rate takes about as long again.',
      example: '30s',
      unit: 'time',
      stricter: 'base',
    }),
    instances: key(wholeNumber({ atLeast: 1, atMost: 64 }).prefault(1), {
      meaning:
        'Copies of the model that share the requests, each in a thread with a session of its own; for an endpoint, those that serve there.',
      example: '2',
      stricter: 'base',
    }),
    'rows-per-request': key(wholeNumber({ atLeast: 1, atMost: 100_000 }).prefault(1), {
      meaning: 'Rows of one request.',
      example: '1',
      unit: 'rows',
      stricter: 'base',
    }),
    latency: key(
      mapOf(
        z.string().regex(/^p[1-9]\d?(\.\d{1,3})?$/, { error: PERCENTILE }),
        limits,
        'a mapping of percentiles to their limits',
      ).prefault({
        p50: {},
      }),
      { meaning: 'From the time at which a request was meant to be sent to its answer, by percentile.', example: '{ p99: { max: 20ms } }' },
    ),
  }),
)

export type LoadPolicy = z.output<typeof loadSection>
