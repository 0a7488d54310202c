import * as z from 'zod'
import { duration } from '../../../gates/section/duration.ts'
import { deferred, key, section } from '../../../gates/section/section.ts'
import { listOf, oneOf, text } from '../../../gates/section/values.ts'
import { awsRegion, awsUrl } from '../aws.ts'
import { armNames } from './keys.ts'

/** Whoever looks for 25 % finds it between 200 ms and 300 ms only where an edge lies between; more edges ask for more metrics, which cost. */
const EDGES = ['5ms', '10ms', '20ms', '30ms', '50ms', '75ms', '100ms', '150ms', '200ms', '300ms', '500ms', '750ms', '1s', '2s', '5s', '10s']

/** `telemetry: { kind: cloudwatch, … }`: counts per minute; docs/telemetry/cloudwatch.md has the language of its queries. */
export const cloudwatchTelemetry = deferred(() =>
  section({
    kind: key(z.literal('cloudwatch', { error: '`cloudwatch`' }), {
      meaning: 'CloudWatch, by GetMetricData; docs/telemetry/cloudwatch.md.',
      example: 'cloudwatch',
      stricter: 'base',
    }),
    region: awsRegion(),
    window: key(duration({ atLeast: '1m', atMost: '1h' }).prefault('1m'), {
      meaning: 'Length of a window; whole minutes.',
      example: '1m',
      unit: 'time',
      stricter: 'base',
    }),
    delay: key(duration({ atLeast: '0s', atMost: '30m' }).prefault('2m'), {
      meaning: 'How long after its end a window closes: what arrives later is never counted.',
      example: '3m',
      unit: 'time',
      stricter: 'base',
    }),
    arms: armNames(),
    requests: key(text('a metric with `{{arm}}`').optional(), {
      meaning: 'All requests of an arm, for the check of the split; left out: those of the first rate guardrail.',
      example: '"AWS/SageMaker:Invocations{EndpointName=fraud,VariantName={{arm}}}"',
      unit: 'query',
      stricter: 'base',
    }),
    sparse: key(z.boolean({ error: 'true or false' }).prefault(false), {
      meaning:
        'Failures are published only when there are some, as load balancers do: a minute with requests and without failures has none.',
      example: 'true',
      stricter: 'base',
    }),
    edges: key(listOf(duration({ atLeast: '1ms', atMost: '1h' }), 'a list of rising times such as [50ms, 100ms, 200ms]').prefault(EDGES), {
      meaning: 'Of latencies: the times between which requests are counted.',
      example: '[50ms, 100ms, 200ms, 500ms]',
      unit: 'times',
      stricter: 'base',
    }),
    'latency-unit': key(oneOf('us', 'ms', 's').prefault('us'), {
      meaning: 'The unit in which latency metrics are published; those of SageMaker are in microseconds.',
      example: 'ms',
      stricter: 'base',
    }),
    url: awsUrl('CloudWatch'),
    timeout: key(duration({ atLeast: '100ms', atMost: '5m' }).prefault('20s'), {
      meaning: 'Longest time of one answer.',
      example: '20s',
      unit: 'time',
      stricter: 'base',
    }),
  }),
)

export type CloudwatchTelemetryPolicy = z.output<typeof cloudwatchTelemetry>
