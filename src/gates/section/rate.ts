import { type Parsed, quantity, readQuantity } from './quantity.ts'

/** Requests a second in a unit. */
const UNITS = { '/s': 1, '/m': 1 / 60, '/min': 1 / 60, '/h': 1 / 3600 } as const
const LEAST = 0.001
const MOST = 100_000
const EXPECTED = 'a rate with its unit, such as 50/s, 600/min or 9000/h, from 0.001/s to 100000/s'

/** `50/s`, `600/min`: a rate, as requests a second. */
export function rate() {
  return quantity(parseRate, { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*/(s|m|min|h)$' }, EXPECTED)
}

function parseRate(raw: unknown): Parsed<number> {
  return readQuantity(raw, { units: UNITS, expected: EXPECTED, least: LEAST, most: MOST, suggestedUnit: '/s' })
}
