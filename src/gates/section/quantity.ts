import * as z from 'zod'
import type { Parsed } from '../../judge/margin.ts'
import { nearest } from './nearest.ts'

export type { Parsed }

/** What an editor checks; the parser behind it checks more (ranges, what a metric allows). */
export type JsonForm = Readonly<Record<string, unknown>>

/** JSON Schema of what a parser reads, by the schema that stands for "anything" in zod's eyes. */
export const jsonForms = z.registry<{ form: JsonForm; expected: string }>()

/** A value that our own parser reads, so that its message says what was meant; `form` is the same for editors. */
export function quantity<T>(parse: (raw: unknown) => Parsed<T>, form: JsonForm, expected: string) {
  const anything = z.unknown()
  jsonForms.add(anything, { form, expected })
  return anything.transform((raw, context): T => {
    const parsed = parse(raw)
    if (parsed.ok) return parsed.value
    const { expected, remedy } = parsed.problem
    context.issues.push({ code: 'custom', message: expected, params: { remedy: remedy.replaceAll(/\p{Cc}/gu, ' ') }, input: raw })
    return z.NEVER
  })
}

type Reading = {
  readonly units: Readonly<Record<string, number>>
  readonly expected: string
  readonly least: number
  readonly most: number
  /** Named when a number comes without a unit. */
  readonly suggestedUnit: string
}

/** Longer texts are no amounts, and the pattern below would take cubic time over them. */
const LONGEST = 40
const AMOUNT = /^([+-]?(?:\d+\.?\d*|\.\d+))\s*(\S*)$/

/** An amount and one of the units, multiplied out. */
export function readQuantity(raw: unknown, { units, expected, least, most, suggestedUnit }: Reading): Parsed<number> {
  const refuse = (remedy: string): Parsed<number> => ({ ok: false, problem: { found: String(raw), expected, remedy } })
  if (typeof raw === 'number') {
    const meant = suggestedUnit === '%' && raw > 0 && raw <= 1 ? Number((raw * 100).toPrecision(12)) : raw
    return refuse(`Write the unit: did you mean ${meant}${suggestedUnit}?`)
  }
  const match = typeof raw === 'string' && raw.length <= LONGEST ? AMOUNT.exec(raw.trim()) : null
  if (match === null) return refuse(`Write a number and its unit, such as 1${suggestedUnit}.`)
  const [, amount = '', unit = ''] = match
  if (unit === '') return refuse(`Write the unit: did you mean ${amount}${suggestedUnit}?`)
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined
  if (factor === undefined) return refuse(unknownUnit(amount, unit, Object.keys(units)))
  // Fifteen digits keep 99.9% the double 0.999, where 99.9 · 0.01 is its neighbour.
  const value = Number((Number(amount) * factor).toPrecision(15))
  return value >= least && value <= most ? { ok: true, value } : refuse('Choose a value in that range.')
}

function unknownUnit(amount: string, unit: string, units: readonly string[]): string {
  const shorter = units.includes('ms') ? SHORTER[unit] : undefined
  if (shorter !== undefined) return `Did you mean ${Number((Number(amount) * shorter).toPrecision(12))}ms?`
  const near = ALSO_CALLED[unit.toLowerCase()] ?? nearest(unit, units)
  if (near !== undefined && units.includes(near)) return `Did you mean ${amount}${near}?`
  return `The unit is one of ${units.join(', ')}.`
}

/** Units of time below those that are read, in milliseconds. */
const SHORTER: Readonly<Record<string, number>> = { us: 1e-3, µs: 1e-3, μs: 1e-3, ns: 1e-6 }

/** What people write, in lower case, and the unit that they mean. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  hr: 'h',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
  k: 'KiB',
  kb: 'kB',
  m: 'MiB',
  mb: 'MB',
  mib: 'MiB',
  g: 'GiB',
  gb: 'GB',
  gib: 'GiB',
  percent: '%',
  pct: '%',
}
