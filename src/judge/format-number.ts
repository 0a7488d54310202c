/** Below this a fixed-point number would be mostly zeros. */
const SMALLEST_FIXED = 1e-7
const MAX_DECIMALS = 8

/** What a number is read against: its standard error, and the margin that it is compared with. */
export type Resolution = { readonly standardError: number | null; readonly margin: number }

/**
 * Decimals that a reader can use: the first significant digit of the standard error, and never fewer than tell the compared
 * numbers from the margin. With an error of 0.0018, 0.0182 is read as 0.018.
 *
 * @param compared numbers that stand beside the margin in the text (bounds, the estimate)
 */
export function usefulDecimals({ standardError, margin }: Resolution, compared: readonly number[] = []): number {
  const grain = standardError !== null && standardError > 0 ? standardError : (largest([margin, ...compared]) ?? 1) / 100
  let decimals = Math.max(decimalsOf(grain), ownDecimals(margin))
  while (decimals < MAX_DECIMALS && compared.some((value) => value !== margin && value.toFixed(decimals) === margin.toFixed(decimals)))
    decimals++
  return Math.min(decimals, MAX_DECIMALS)
}

/** `12,400.5`, `0.018`, `−0.003` with a true minus sign. Zero carries no sign. */
export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : value < 0 ? '−infinity' : 'not a number'
  const size = Math.abs(value)
  if (size > 0 && size < SMALLEST_FIXED) return sign(value) + size.toExponential(1)
  const fixed = size.toFixed(decimals)
  const [whole = '0', fraction] = fixed.split('.')
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`
  return Number(fixed) === 0 ? text : sign(value) + text
}

/** A number for itself, in its shortest form: by default a margin or limit as the policy wrote it, free of binary noise. */
export function formatPlain(value: number, digits = 6): string {
  const short = Number(value.toPrecision(digits))
  return Math.abs(short) > 0 && Math.abs(short) < SMALLEST_FIXED ? formatNumber(short, 0) : formatNumber(short, ownDecimals(short, digits))
}

/** Counts of rows that were worked out, not counted: three significant digits are all that they deserve. */
export function formatAbout(count: number): string {
  return grouped(String(Math.ceil(Number(count.toPrecision(3)))))
}

export function formatCount(count: number): string {
  return grouped(String(count))
}

/** A time that was worked out: `40 s`, `3 min`, `2 h`. */
export function formatTime(seconds: number): string {
  if (seconds < 100) return `${Math.max(1, Math.ceil(seconds))} s`
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}

/** A time that was measured or set: `90 s`, `15 min`, `2.5 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Number((seconds / 3600).toFixed(1))} h`
}

/** The time of a call or a request: `85 µs`, `1.5 ms`, `2 s`. */
export function formatShortTime(milliseconds: number): string {
  if (milliseconds < 1) return `${Number((milliseconds * 1000).toPrecision(2))} µs`
  return milliseconds < 1000 ? `${Number(milliseconds.toPrecision(2))} ms` : `${Number((milliseconds / 1000).toPrecision(2))} s`
}

/** A moment, ISO 8601, in UTC to the minute: `2026-11-28 14:03`. */
export function formatMinute(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}

export function formatP(p: number): string {
  if (p < 0.0001) return '< 0.0001'
  return p > 0.99 ? '> 0.99' : `${Number(p.toPrecision(2))}`
}

export function formatPercent(share: number): string {
  const percent = share * 100
  return `${percent > 0 && percent < 1 ? Number(percent.toPrecision(2)) : Number(percent.toFixed(1))} %`
}

function decimalsOf(grain: number): number {
  if (!(grain > 0) || !Number.isFinite(grain)) return 0
  return Math.min(MAX_DECIMALS, Math.max(0, -Math.floor(Math.log10(grain))))
}

/** Decimals of the shortest form: 2 for 0.05. Digits are limited because a margin of `5%` of the baseline has them without end. */
function ownDecimals(value: number, digits = 3): number {
  const text = String(Number(Math.abs(value).toPrecision(digits)))
  const [mantissa = '', exponent = '0'] = text.split('e')
  const fraction = mantissa.split('.')[1]?.length ?? 0
  return Math.min(MAX_DECIMALS, Math.max(0, fraction - Number(exponent)))
}

function largest(values: readonly number[]): number | undefined {
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  return sizes.length === 0 ? undefined : Math.max(...sizes)
}

function sign(value: number): string {
  return value < 0 ? '−' : ''
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}
