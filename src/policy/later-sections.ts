import * as z from 'zod'
import { duration } from '../gates/section/duration.ts'
import { margin } from '../gates/section/margin.ts'
import { key, section } from '../gates/section/section.ts'
import { listOf, mapOf, plainNumber, wholeNumber } from '../gates/section/values.ts'

/*
 * benchmark: its keys are checked so that a policy can be written whole; nothing reads them yet. The gate brings its own section's
 * schema, which replaces the one here.
 */

const allowed = (meaning: string, example: string) => key(margin().optional(), { meaning, example, unit: 'margin', stricter: 'smaller' })

const latency = section({
  margin: allowed('Allowed worsening against the baseline.', '5%'),
  max: key(duration({ atLeast: '0.001ms' }).optional(), { meaning: 'Ceiling.', example: '8ms', unit: 'time', stricter: 'smaller' }),
})

export const benchmarkSection = section({
  'batch-sizes': key(listOf(wholeNumber({ atLeast: 1, atMost: 1_000_000 }), 'a list of whole numbers').optional(), {
    meaning: 'Rows of one request.',
    example: '[1, 32]',
    unit: 'rows',
    stricter: 'base',
  }),
  latency: key(
    mapOf(
      z.string().regex(/^(mean|p\d{1,2}(\.\d+)?)$/, { error: 'mean, or a percentile such as p50 or p99.9' }),
      latency,
      'a mapping of percentiles (p50, p99) to their limits',
    ).optional(),
    { meaning: 'By percentile.', example: '{ p50: { margin: 5% }, p99: { max: 8ms } }' },
  ),
  memory: key(section({ margin: allowed('Allowed rise of the resident memory.', '10%') }).optional(), {
    meaning: 'Memory of the process.',
    example: '{ margin: 10% }',
  }),
  cost: key(
    section({
      'price-per-hour': key(plainNumber('a price above 0').positive({ error: 'a price above 0' }).optional(), {
        meaning: 'Of the machine that serves.',
        example: '0.085',
        unit: 'USD',
        stricter: 'base',
      }),
      margin: allowed('Allowed rise of the cost per prediction.', '5%'),
    }).optional(),
    { meaning: 'Cost of a million predictions.', example: '{ price-per-hour: 0.085, margin: 5% }' },
  ),
  'time-budget': key(duration({ atLeast: '1s', atMost: '6h' }).optional(), {
    meaning: 'Longest time of the whole measurement.',
    example: '60s',
    unit: 'time',
    stricter: 'base',
  }),
})
