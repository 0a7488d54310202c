import { quantity, readQuantity } from './quantity.ts'

const PATTERN = '^\\d+(\\.\\d+)?%$'

/**
 * `5%`: a part of one, as a fraction (0.05). A bare number is refused: nobody can tell whether 0.5 means a half or half a percent.
 *
 * @param limits in percent, both allowed
 */
export function share(limits: { readonly atLeast: number; readonly atMost: number }) {
  const expected = `a share with a percent sign, from ${limits.atLeast}% to ${limits.atMost}%`
  const least = limits.atLeast / 100
  const most = limits.atMost / 100
  const units = { '%': 0.01 }
  return quantity(
    (raw) => readQuantity(raw, { units, expected, least, most, suggestedUnit: '%' }),
    { type: 'string', pattern: PATTERN },
    expected,
  )
}
