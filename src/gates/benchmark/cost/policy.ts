import type * as z from 'zod'
import { margin } from '../../section/margin.ts'
import { nearest } from '../../section/nearest.ts'
import { quantity } from '../../section/quantity.ts'
import { rate } from '../../section/rate.ts'
import { deferred, key, section } from '../../section/section.ts'
import { share } from '../../section/share.ts'
import { plainNumber } from '../../section/values.ts'
import { INSTANCE_PRICES, type InstanceName, isInstanceName } from './instance-prices.ts'

const NAMES = Object.keys(INSTANCE_PRICES.usdPerHour)
const KNOWN = `an instance whose price is known (${NAMES.join(', ')})`

function instance() {
  return quantity<InstanceName>(
    (raw) => {
      if (typeof raw === 'string' && isInstanceName(raw)) return { ok: true, value: raw }
      const near = nearest(String(raw), NAMES)
      const remedy = near === undefined ? 'Give `price-per-hour` instead.' : `Did you mean \`${near}\`? For others give \`price-per-hour\`.`
      return { ok: false, problem: { found: String(raw), expected: KNOWN, remedy } }
    },
    { type: 'string', enum: NAMES },
    KNOWN,
  )
}

const price = (what: string) => plainNumber(`${what} above 0`).positive({ error: `${what} above 0` })

export const costSection = deferred(() =>
  section({
    'price-per-hour': key(price('a price').optional(), {
      meaning: 'Of the machine that serves.',
      example: '0.085',
      unit: 'USD',
      stricter: 'base',
    }),
    instance: key(instance().optional(), {
      meaning: `The machine that serves, whose price Sluice knows (${INSTANCE_PRICES.source}, ${INSTANCE_PRICES.asOf}); \`price-per-hour\` wins.`,
      example: 'c7g.large',
      unit: 'name',
      stricter: 'base',
    }),
    utilisation: key(share({ atLeast: 1, atMost: 100 }).prefault('60%'), {
      meaning: 'Share of the highest rate that is used in production.',
      example: '60%',
      unit: 'share',
      stricter: 'base',
    }),
    margin: key(margin().optional(), {
      meaning: 'Allowed rise of the cost of a million predictions: a share of the baseline’s, or USD.',
      example: '5%',
      unit: 'margin',
      stricter: 'smaller',
    }),
    max: key(price('a cost').optional(), {
      meaning: 'Ceiling of the cost of a million predictions.',
      example: '0.5',
      unit: 'USD',
      stricter: 'smaller',
    }),
  }),
)

export const trafficSection = deferred(() =>
  section({
    average: key(rate(), { meaning: 'Predictions a second over a month.', example: '40/s', unit: 'rate', stricter: 'base' }),
    peak: key(rate(), { meaning: 'Predictions a second when there are most.', example: '300/s', unit: 'rate', stricter: 'base' }),
  }),
)

export type CostPolicy = z.output<typeof costSection>
export type TrafficPolicy = z.output<typeof trafficSection>

/** null when the policy names neither a price nor an instance. */
export function priceUsdPerHourOf({ pricePerHour, instance: name }: CostPolicy): number | null {
  return pricePerHour ?? (name === null ? null : INSTANCE_PRICES.usdPerHour[name])
}
