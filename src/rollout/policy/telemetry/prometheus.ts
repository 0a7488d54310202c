import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { text } from '../../../gates/section/values.ts'
import { armNames, tokenVariable, webAddress, windowLength } from './keys.ts'

/** `telemetry: { kind: prometheus, … }`: exact counts of raw samples; the guardrails' queries are bare series selectors. */
export const prometheusTelemetry = deferred(() =>
  section({
    kind: key(z.literal('prometheus', { error: '`prometheus`' }), {
      meaning: 'Prometheus, or anything with its HTTP API.',
      example: 'prometheus',
      stricter: 'base',
    }),
    url: key(webAddress(), { meaning: 'Its address, without `/api/v1`.', example: 'https://prometheus.example.com', stricter: 'base' }),
    window: windowLength(),
    arms: armNames(),
    requests: key(text('a series selector with `{{arm}}`').optional(), {
      meaning: 'All requests of an arm, for the check of the split; left out: those of the first rate guardrail.',
      example: `'http_requests_total{arm="{{arm}}"}'`,
      unit: 'query',
      stricter: 'base',
    }),
    'start-time': key(text('a series selector').optional(), {
      meaning:
        'When the processes that are scraped started: a change is a reset of their counters. Left out: `process_start_time_seconds` and `haproxy_process_start_time_seconds`.',
      example: 'process_start_time_seconds',
      unit: 'query',
      stricter: 'base',
    }),
    'token-variable': tokenVariable(),
    timeout: key(duration({ atLeast: '100ms', atMost: '5m' }).prefault('20s'), {
      meaning: 'Longest time of one answer.',
      example: '20s',
      unit: 'time',
      stricter: 'base',
    }),
  }),
)

export type PrometheusTelemetryPolicy = z.output<typeof prometheusTelemetry>
