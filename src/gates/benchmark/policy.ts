import * as z from 'zod'
import { duration } from '../section/duration.ts'
import { margin } from '../section/margin.ts'
import { deferred, key, section } from '../section/section.ts'
import { share } from '../section/share.ts'
import { size } from '../section/size.ts'
import { listOf, mapOf, oneOf, text, wholeNumber } from '../section/values.ts'
import { LONGEST_BUDGET } from './budget.ts'
import { costSection, trafficSection } from './cost/policy.ts'
import { loadSection } from './load/policy.ts'

const allowed = (meaning: string, example: string) => key(margin().optional(), { meaning, example, unit: 'margin', stricter: 'smaller' })

const latency = deferred(() =>
  section({
    margin: allowed('Allowed worsening against the baseline: a share of its value, or milliseconds.', '5%'),
    max: key(duration({ atLeast: '0.001ms' }).optional(), {
      meaning: 'Ceiling, which must be proven to hold: of a percentile by counting the calls that took longer.',
      example: '8ms',
      unit: 'time',
      stricter: 'smaller',
    }),
  }),
)

const memory = deferred(() =>
  section({
    margin: allowed('Allowed rise against the baseline: a share of its value, or MiB.', '10%'),
    max: key(size({ atLeast: '1MiB' }).optional(), { meaning: 'Ceiling.', example: '512MiB', unit: 'size', stricter: 'smaller' }),
  }),
)

export const benchmarkSection = deferred(() =>
  section({
    'batch-sizes': key(listOf(wholeNumber({ atLeast: 1, atMost: 1_000_000 }), 'a list of whole numbers').prefault([1]), {
      meaning: 'Rows of one call; everything is measured for each size.',
      example: '[1, 32]',
      unit: 'rows',
      stricter: 'base',
    }),
    latency: key(
      mapOf(
        z.string().regex(/^(mean|p[1-9]\d?(\.\d{1,3})?)$/, { error: 'mean, or a percentile such as p50 or p99.9' }),
        latency,
        'a mapping of percentiles (p50, p99) to their limits',
      ).prefault({ p50: { margin: '5%' } }),
      {
        meaning:
          'Time of one call, by percentile or as the mean; of an endpoint, which is judged under load alone, that of a request at `load.rate`.',
        example: '{ p50: { margin: 5% }, p99: { max: 8ms } }',
      },
    ),
    memory: key(memory.optional(), {
      meaning: 'Most resident memory of a process that runs the model alone, its runtime included.',
      example: '{ margin: 10% }',
    }),
    cpu: key(section({ margin: allowed('Allowed rise against the baseline: a share of its value, or milliseconds.', '5%') }).optional(), {
      meaning: 'Processor time of one call, all threads: steadier than its duration among noisy neighbours.',
      example: '{ margin: 5% }',
    }),
    load: key(loadSection.optional(), {
      meaning: 'Requests that come at random, as users send them, and the highest rate that keeps the limit.',
      example: '{ rate: 50/s, duration: 30s, latency: { p99: { max: 20ms } } }',
    }),
    cost: key(costSection.optional(), { meaning: 'Cost of a million predictions.', example: '{ price-per-hour: 0.085, margin: 5% }' }),
    traffic: key(trafficSection.optional(), {
      meaning: 'What the model is to answer: machines and money a month are worked out from it.',
      example: '{ average: 40/s, peak: 300/s }',
    }),
    'time-budget': key(duration({ atLeast: '1s', atMost: LONGEST_BUDGET }).prefault('60s'), {
      meaning: 'Longest time of the whole measurement, of 400 rounds at most; it ends earlier when everything is decided.',
      example: '60s',
      unit: 'time',
      stricter: 'base',
    }),
    confidence: key(share({ atLeast: 50, atMost: 99.999 }).prefault('95%'), {
      meaning: 'Confidence of each one-sided bound.',
      example: '99%',
      unit: 'share',
      stricter: 'larger',
    }),
    'on-inconclusive': key(oneOf('block', 'warn').prefault('block'), {
      meaning: 'Whether a check that cannot tell, on a noisy runner for instance, blocks.',
      example: 'warn',
      stricter: ['warn', 'block'],
    }),
    threads: key(wholeNumber({ atLeast: 1, atMost: 1024 }).prefault(1), {
      meaning: "Threads of the runtime's pool, the same for both models; they are held to as many CPUs where the platform lets one.",
      example: '4',
      stricter: 'base',
    }),
    inputs: key(oneOf('auto', 'data', 'made').prefault('auto'), {
      meaning:
        'What the models are called with: rows of the evaluation `data`, numbers `made` to fit the inputs, or `auto`: rows where their columns fit.',
      example: 'made',
      stricter: 'base',
    }),
    dimensions: key(
      mapOf(
        text("the name of a dimension in the model's inputs"),
        wholeNumber({ atLeast: 1, atMost: 1_000_000 }),
        'a mapping of dimensions to sizes',
      ).prefault({}),
      {
        meaning: 'Sizes of dimensions that the model leaves open, for inputs that are made.',
        example: '{ sequence: 128 }',
        stricter: 'base',
      },
    ),
    'time-limit': key(duration({ atLeast: '1s', atMost: '1d' }).prefault('60s'), {
      meaning:
        'Longest time for loading a model and for one call; beyond it the model is stopped and the gate is an error. Never more than 40 % of `time-budget`.',
      example: '10s',
      unit: 'time',
      stricter: 'smaller',
    }),
    'memory-limit': key(size({ atLeast: '128MiB' }).prefault('4GiB'), {
      meaning: 'Most memory of a process that runs the models.',
      example: '12GiB',
      unit: 'size',
      stricter: 'smaller',
    }),
    seed: key(wholeNumber({ atLeast: 0, atMost: 2_147_483_647 }).prefault(1), {
      meaning: 'Of the orders in which the models are loaded and called.',
      example: '7',
      stricter: 'base',
    }),
  }),
)

export type BenchmarkPolicy = z.output<typeof benchmarkSection>
