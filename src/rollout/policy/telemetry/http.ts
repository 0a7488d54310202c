import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { armNames, tokenVariable, webAddress, windowLength } from './keys.ts'

/** `telemetry: { kind: http, … }`: any service that speaks docs/contracts/telemetry.md. */
export const httpTelemetry = deferred(() =>
  section({
    kind: key(z.literal('http', { error: '`http`' }), {
      meaning: 'A service of your own that speaks docs/contracts/telemetry.md.',
      example: 'http',
      stricter: 'base',
    }),
    url: key(webAddress(), {
      meaning: 'Requests are posted here as JSON.',
      example: 'https://metrics.example.com/sluice',
      stricter: 'base',
    }),
    window: windowLength(),
    arms: armNames(),
    'token-variable': tokenVariable(),
    timeout: key(duration({ atLeast: '100ms', atMost: '5m' }).prefault('20s'), {
      meaning: 'Longest time of one answer.',
      example: '20s',
      unit: 'time',
      stricter: 'base',
    }),
  }),
)

export type HttpTelemetryPolicy = z.output<typeof httpTelemetry>
