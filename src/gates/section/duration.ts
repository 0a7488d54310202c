import type { Parsed } from './quantity.ts'
import { quantity, readQuantity } from './quantity.ts'

/** Milliseconds in a unit. */
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const PATTERN = '^\\d+(\\.\\d+)?(ms|s|m|h|d)$'

/** `90s`, `10m`, `6h`, `1d`, `250ms`: a time, as milliseconds. */
export function duration(limits: { readonly atLeast: string; readonly atMost?: string }) {
  const range = limits.atMost === undefined ? `at least ${limits.atLeast}` : `from ${limits.atLeast} to ${limits.atMost}`
  const expected = `a time with its unit, such as 90s, 10m, 6h or 1d, ${range}`
  const least = milliseconds(limits.atLeast)
  const most = limits.atMost === undefined ? Number.POSITIVE_INFINITY : milliseconds(limits.atMost)
  return quantity((raw) => parseDuration(raw, expected, least, most), { type: 'string', pattern: PATTERN }, expected)
}

function parseDuration(raw: unknown, expected: string, least: number, most: number): Parsed<number> {
  return readQuantity(raw, { units: UNITS, expected, least, most, suggestedUnit: 's' })
}

function milliseconds(text: string): number {
  const parsed = parseDuration(text, 'a time', 0, Number.POSITIVE_INFINITY)
  if (!parsed.ok) throw new TypeError(`${text} is no time`)
  return parsed.value
}
