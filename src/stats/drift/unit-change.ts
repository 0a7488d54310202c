import { type Bins, binnedQuantile, total } from './counts.ts'
import { kolmogorovSmirnov } from './distances.ts'

/** x becomes factor · x + offset. */
export type UnitTransform = { readonly name: string; readonly factor: number; readonly offset: number }
export type UnitChange = {
  readonly transform: UnitTransform
  /** Of the current rows: 1 for all. */
  readonly share: number
  /** Of the quantiles, in the reference and in the current data, that show it; of a change in some rows the rows beyond the old range. */
  readonly rows: number
}

const FACTORS: readonly (readonly [factor: number, times: string, over: string])[] = [
  [10, '×10', '÷10'],
  [24, '×24 (days to hours)', '÷24 (hours to days)'],
  [60, '×60 (hours to minutes, or minutes to seconds)', '÷60 (minutes to hours, or seconds to minutes)'],
  [100, '×100 (shares to percent, or a currency to its cents)', '÷100 (percent to shares, or cents to the currency)'],
  [1000, '×1000 (kilo to plain, or plain to milli)', '÷1000 (plain to kilo, or milli to plain)'],
  [3600, '×3600 (hours to seconds)', '÷3600 (seconds to hours)'],
  [1_000_000, '×1,000,000', '÷1,000,000'],
]

export const TRANSFORMS: readonly UnitTransform[] = [
  ...FACTORS.flatMap(([factor, times, over]) => [
    { name: times, factor, offset: 0 },
    { name: over, factor: 1 / factor, offset: 0 },
  ]),
  { name: '°C to °F', factor: 1.8, offset: 32 },
  { name: '°F to °C', factor: 1 / 1.8, offset: -32 / 1.8 },
]

/** Fewer values than this have no quantiles to speak of. */
const LEAST_VALUES = 50
const COMPARED_QUANTILES = [0.2, 0.35, 0.5, 0.65, 0.8]
/** How far a quantile may lie from its image, in shares of the interquartile range of the image. */
const NEAR_ON_AVERAGE = 0.12
const NEAR_AT_MOST = 0.25

/** The transform that carries the reference's quantiles to the current ones, in all rows or in some; null where there is none. */
export function recognizeUnitChange(bins: Bins): UnitChange | null {
  return changeOfAll(bins) ?? changeOfSome(bins)
}

/** Zeros stay zeros when the unit changes, and 92 % of zeros would hide the rest: a factor is read off the other values. */
function changeOfAll(bins: Bins): UnitChange | null {
  const fits = TRANSFORMS.flatMap((transform) => {
    const compared = transform.offset === 0 ? withoutZeros(bins) : bins
    const rows = total(compared.current)
    if (total(compared.reference) < LEAST_VALUES || rows < LEAST_VALUES || isUnmoved(compared)) return []
    const error = errorOfQuantiles(compared, transform)
    return error.mean <= NEAR_ON_AVERAGE && error.largest <= NEAR_AT_MOST ? [{ transform, error: error.mean, rows }] : []
  })
  const best = fits.sort((a, b) => a.error - b.error)[0]
  return best === undefined ? null : { transform: best.transform, share: 1, rows: best.rows }
}

function errorOfQuantiles(bins: Bins, { factor, offset }: UnitTransform): { mean: number; largest: number } {
  const image = (p: number) => factor * binnedQuantile(bins.values, bins.reference, p) + offset
  // A factor of one value (IQR 0) is measured against the value itself.
  const scale = Math.max(image(0.75) - image(0.25), 0.25 * Math.abs(image(0.5) - offset), Number.MIN_VALUE)
  const errors = COMPARED_QUANTILES.map((p) => Math.abs(binnedQuantile(bins.values, bins.current, p) - image(p)) / scale)
  return { mean: errors.reduce((sum, error) => sum + error, 0) / errors.length, largest: Math.max(...errors) }
}

/** The identity explains the quantiles as well: constant columns and columns without spread. */
function isUnmoved(bins: Bins): boolean {
  return errorOfQuantiles(bins, { name: 'unchanged', factor: 1, offset: 0 }).mean <= NEAR_ON_AVERAGE
}

/** The range within which all but one in a thousand of the reference's values lie on either side. */
const USUAL = [0.001, 0.999] as const
/** Rows beyond it, by chance fewer than one time in a million (five standard errors). */
const STANDARD_ERRORS = 5
const LEAST_BEYOND = 14
/** At least such a share of the values must leave the old range by the transform, else their number says nothing. */
const LEAST_LEAVING = 0.3
/** Some of the rows beyond the range are plain outliers, which fit no transform. */
const TOLERATED = 0.12

/** Rows beyond the usual range that lie just where the transform carries the reference's values. */
function changeOfSome(bins: Bins): UnitChange | null {
  const [low, high] = USUAL.map((p) => binnedQuantile(bins.values, bins.reference, p))
  const [n, m] = [total(bins.reference), total(bins.current)]
  if (low === undefined || high === undefined || n < LEAST_VALUES || m < LEAST_VALUES) return null
  const beyond = (value: number) => value < low || value > high
  const found = select(bins.values, bins.current, beyond)
  const usual = select(bins.values, bins.reference, beyond)
  const share = (found.rows + usual.rows) / (n + m)
  const excess = found.rows / m - usual.rows / n
  if (found.rows < LEAST_BEYOND || excess < STANDARD_ERRORS * Math.sqrt(share * (1 - share) * (1 / n + 1 / m))) return null
  const fits = TRANSFORMS.flatMap((transform) => {
    const images = Float64Array.from(bins.values, (value) => transform.factor * value + transform.offset)
    const expected = select(images, bins.reference, beyond)
    if (expected.rows < LEAST_LEAVING * n) return []
    const distance = distanceOf(expected, found)
    const noise = 1.63 * Math.sqrt(1 / expected.rows + 1 / found.rows)
    const changed = Math.min(1, excess / (expected.rows / n - usual.rows / n))
    if (distance > TOLERATED + noise || !restUnmoved(bins, images, changed)) return []
    return [{ transform, distance, share: changed, rows: found.rows }]
  })
  const best = fits.sort((a, b) => a.distance - b.distance)[0]
  return best === undefined ? null : { transform: best.transform, share: best.share, rows: best.rows }
}

/** The other rows must be as they were: a population that moved as a whole also leaves its old range. */
function restUnmoved(bins: Bins, images: Float64Array, share: number): boolean {
  const [n, m] = [total(bins.reference), total(bins.current)]
  const parts = Array.from(bins.values, (value, i) => [
    { value, count: (1 - share) * (bins.reference[i] ?? 0) },
    { value: images[i] ?? 0, count: share * (bins.reference[i] ?? 0) },
  ]).flat()
  parts.sort((a, b) => a.value - b.value)
  const mixture = select(
    parts.map(({ value }) => value),
    parts.map(({ count }) => count),
    () => true,
  )
  return (
    distanceOf(
      mixture,
      select(bins.values, bins.current, () => true),
    ) <=
    TOLERATED_REST + 1.63 * Math.sqrt(1 / n + 1 / m)
  )
}

const TOLERATED_REST = 0.03

type Selection = { readonly values: readonly number[]; readonly counts: readonly number[]; readonly rows: number }

function select(values: ArrayLike<number>, counts: ArrayLike<number>, isWanted: (value: number) => boolean): Selection {
  const kept = { values: [] as number[], counts: [] as number[], rows: 0 }
  for (let i = 0; i < values.length; i++) {
    const [value, count] = [values[i] ?? 0, counts[i] ?? 0]
    if (count === 0 || !isWanted(value)) continue
    kept.values.push(value)
    kept.counts.push(count)
    kept.rows += count
  }
  return kept
}

function withoutZeros(bins: Bins): Bins {
  const zero = Array.from(bins.values).indexOf(0)
  if (zero === -1) return bins
  const without = (counts: ArrayLike<number>) => Array.from(counts, (count, i) => (i === zero ? 0 : count))
  return { values: bins.values, reference: without(bins.reference), current: without(bins.current) }
}

/** Kolmogorov and Smirnov's D of two selections with different values. */
function distanceOf(one: Selection, other: Selection): number {
  const reference: number[] = []
  const current: number[] = []
  let [i, j] = [0, 0]
  while (i < one.values.length || j < other.values.length) {
    const value = Math.min(one.values[i] ?? Infinity, other.values[j] ?? Infinity)
    let [before, after] = [0, 0]
    while (one.values[i] === value) before += one.counts[i++] ?? 0
    while (other.values[j] === value) after += other.counts[j++] ?? 0
    reference.push(before)
    current.push(after)
  }
  return kolmogorovSmirnov({ reference, current })
}
