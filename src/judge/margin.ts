import type { Metric } from '../metrics/metric.ts'

/** An allowed worsening as the policy writes it, before it is resolved to the metric's unit. */
export type Margin =
  | { readonly kind: 'absolute'; readonly value: number }
  | { readonly kind: 'relative'; readonly share: number }
  | { readonly kind: 'larger'; readonly relative: number; readonly absolute: number }

/** The margin of slices: so many times the metric's own, or a margin for itself. */
export type SliceMargin = { readonly kind: 'multiple'; readonly factor: number } | Margin

/** Why a text is no margin; the policy adds the position and throws. */
export type MarginProblem = { readonly found: string; readonly expected: string; readonly remedy: string }
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: MarginProblem }

type Bounds = Metric['bounds']

/** What a metric's bounds forbid in a margin: the largest possible worsening, and whether shares and points make sense. */
const RANGE: Record<Bounds, { readonly largest: number; readonly percent: boolean; readonly points: boolean }> = {
  'unit-interval': { largest: 1, percent: false, points: true },
  'minus-one-to-one': { largest: 2, percent: false, points: true },
  'non-negative': { largest: Number.POSITIVE_INFINITY, percent: true, points: false },
  unbounded: { largest: Number.POSITIVE_INFINITY, percent: true, points: false },
}

const EXPECTED = 'a margin: 0.005 in the metric’s unit, 5% of the baseline, 0.5pp, or { relative: 25%, absolute: 0.5pp }'
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%|pp|x)?$/i

/**
 * The one margin grammar (design §1).
 *
 * @param raw a number, a text or a mapping, as YAML gave it
 * @param bounds of the metric; left out where the margin is of something else (an error rate, a latency)
 */
export function parseMargin(raw: unknown, bounds?: Bounds): Parsed<Margin> {
  if (isMapping(raw)) return parseLarger(raw, bounds)
  const quantity = parseQuantity(raw)
  if (!quantity.ok) return quantity
  const { amount, unit } = quantity.value
  if (unit === 'x') return refuse(raw, 'Multiples are for slice-margin; did you mean `slice-margin: 2x`?')
  if (unit === '%') {
    if (isShareless(bounds)) return refuse(raw, `Of a metric with a fixed range 5% is ambiguous: ${didYouMean(amount)}`)
    return accept({ kind: 'relative', share: amount / 100 })
  }
  return parseAbsolute(raw, { amount, unit }, bounds)
}

/** @param raw the whole margin, which a refusal quotes */
function parseAbsolute(raw: unknown, { amount, unit }: Quantity, bounds: Bounds | undefined): Parsed<Margin & { kind: 'absolute' }> {
  const range = bounds === undefined ? undefined : RANGE[bounds]
  if (unit === 'pp' && range?.points === false)
    return refuse(raw, `Points (pp) are for rates between 0 and 1; did you mean ${shortest(amount / 100)}?`)
  const value = unit === 'pp' ? amount / 100 : amount
  if (range !== undefined && value > range.largest)
    return refuse(raw, `The metric can fall by ${range.largest} at most; ${didYouMean(amount)}`)
  return accept({ kind: 'absolute', value })
}

/**
 * `2x` of the metric's own margin, or any margin.
 *
 * @param bounds of a metric that it is for; what they forbid in a margin they forbid here
 */
export function parseSliceMargin(raw: unknown, bounds?: Bounds): Parsed<SliceMargin> {
  const quantity = parseQuantity(raw)
  if (quantity.ok && quantity.value.unit === 'x') return accept({ kind: 'multiple', factor: quantity.value.amount })
  const parsed = parseMargin(raw, bounds)
  if (parsed.ok || !quantity.ok || quantity.value.unit !== '') return parsed
  // The x forgotten is as likely as the point.
  return refuse(raw, `${parsed.problem.remedy} So many times the metric’s own margin is ${shortest(quantity.value.amount)}x.`)
}

function isShareless(bounds: Bounds | undefined): boolean {
  return bounds !== undefined && !RANGE[bounds].percent
}

/**
 * The margin in the metric's own unit, ≥ 0.
 *
 * @param baselineValue the baseline's value on the same rows; a relative margin is a share of its size
 */
export function resolveMargin(margin: Margin, baselineValue: number): number {
  switch (margin.kind) {
    case 'absolute':
      return margin.value
    case 'relative':
      return margin.share * Math.abs(baselineValue)
    case 'larger':
      return Math.max(margin.relative * Math.abs(baselineValue), margin.absolute)
  }
}

/** @param overall the metric's own margin, which a multiple multiplies */
export function resolveSliceMargin(slice: SliceMargin, overall: Margin, baselineValue: number): number {
  return slice.kind === 'multiple' ? slice.factor * resolveMargin(overall, baselineValue) : resolveMargin(slice, baselineValue)
}

/** As the policy would write it. */
export function formatMargin(margin: SliceMargin): string {
  switch (margin.kind) {
    case 'absolute':
      return shortest(margin.value)
    case 'relative':
      return `${shortest(margin.share * 100)}%`
    case 'multiple':
      return `${shortest(margin.factor)}x`
    case 'larger':
      return `{ relative: ${shortest(margin.relative * 100)}%, absolute: ${shortest(margin.absolute)} }`
  }
}

function parseLarger(raw: Readonly<Record<string, unknown>>, bounds: Bounds | undefined): Parsed<Margin> {
  const unknown = Object.keys(raw).filter((key) => key !== 'relative' && key !== 'absolute')
  if (unknown.length > 0) return refuse(raw, `Only relative and absolute belong here, not ${unknown.join(', ')}.`)
  const relative = parseQuantity(raw['relative'])
  if (!relative.ok) return relative
  if (isShareless(bounds))
    return refuse(raw, 'A metric with a fixed range takes no share of the baseline; write `absolute` alone, such as 0.005.')
  if (relative.value.unit !== '%')
    return refuse(raw, `relative carries a percent sign; did you mean ${shortest(relative.value.amount * 100)}%?`)
  const absolute = parseQuantity(raw['absolute'])
  if (!absolute.ok) return absolute
  const { amount, unit } = absolute.value
  if (unit === '%' || unit === 'x') return refuse(raw, `absolute is a number or points; did you mean ${shortest(amount)}pp?`)
  const value = parseAbsolute(raw, { amount, unit }, bounds)
  return value.ok ? accept({ kind: 'larger', relative: relative.value.amount / 100, absolute: value.value.value }) : value
}

type Quantity = { readonly amount: number; readonly unit: '' | '%' | 'pp' | 'x' }

function parseQuantity(raw: unknown): Parsed<Quantity> {
  if (typeof raw !== 'number' && typeof raw !== 'string') return refuse(raw, 'Write a number with or without a unit.')
  const text = String(raw).trim()
  const match = NUMBER.exec(text)
  if (match === null) {
    return refuse(
      raw,
      /^[+-]?\d+,\d+/.test(text) ? `Decimals take a point: ${text.replace(',', '.')}.` : 'Write a number with or without a unit.',
    )
  }
  const amount = Number(match[1])
  if (!Number.isFinite(amount)) return refuse(raw, 'Write a finite number.')
  if (amount < 0) return refuse(raw, 'A margin is an allowed worsening, whatever the metric’s direction: write it without the minus sign.')
  const unit = match[2]?.toLowerCase()
  return accept({ amount, unit: unit === '%' || unit === 'pp' || unit === 'x' ? unit : '' })
}

/** Percent or hundredths were written where a share of 1 was meant: 5 and 5% both become 0.05 or 5pp. */
function didYouMean(amount: number): string {
  return `did you mean ${shortest(amount / 100)} or ${shortest(amount)}pp?`
}

function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

function refuse(raw: unknown, remedy: string): { readonly ok: false; readonly problem: MarginProblem } {
  const found = raw === undefined ? 'nothing' : typeof raw === 'number' ? String(raw) : (JSON.stringify(raw) ?? String(raw))
  return { ok: false, problem: { found, expected: EXPECTED, remedy } }
}

/** Without the digits that binary fractions add: 0.07 · 100 is 7, not 7.000000000000001. */
function shortest(value: number): string {
  return String(Number(value.toPrecision(12)))
}

function isMapping(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}
