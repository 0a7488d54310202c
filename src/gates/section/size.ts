import type { Parsed } from './quantity.ts'
import { quantity, readQuantity } from './quantity.ts'

/** Bytes in a unit: decimal (SI) and binary (IEC 80000-13). */
const UNITS = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const

const PATTERN = '^\\d+(\\.\\d+)?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$'

/** `64MiB`, `2GB`: an amount of memory or storage, as whole bytes. */
export function size(limits: { readonly atLeast: string }) {
  const expected = `a size with its unit, such as 64MiB or 2GB, at least ${limits.atLeast}`
  const least = bytes(limits.atLeast)
  return quantity((raw) => parseSize(raw, expected, least), { type: 'string', pattern: PATTERN }, expected)
}

function parseSize(raw: unknown, expected: string, least: number): Parsed<number> {
  const parsed = readQuantity(raw, { units: UNITS, expected, least, most: Number.MAX_SAFE_INTEGER, suggestedUnit: 'MiB' })
  return parsed.ok ? { ok: true, value: Math.round(parsed.value) } : parsed
}

function bytes(text: string): number {
  const parsed = parseSize(text, 'a size', 0)
  if (!parsed.ok) throw new TypeError(`${text} is no size`)
  return parsed.value
}
