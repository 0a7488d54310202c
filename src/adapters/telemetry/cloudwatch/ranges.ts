import type { MetricData, Minutes } from './api.ts'
import { minutesIn, minutesOf, noCount, type Span, sumOf } from './counts.ts'
import { nameOf, type Series } from './metric.ts'

/** Counts of an arm by range; `why` they are of no use, or null. */
export type Counts = { readonly counts: readonly number[]; readonly total: number; readonly why: string | null }

type Ranges = { readonly total: Series; readonly ranges: readonly Series[] }

/**
 * CloudWatch keeps a distribution of its own and interpolates within it, so that trimmed counts may be fractions. Ranges that cover everything
 * still sum to the number of samples, which is exact: what does not add up is not judged, and what does is rounded cumulatively, so that
 * no request is counted twice or lost.
 */
export function countRanges({ total, ranges }: Ranges, data: MetricData, span: Span): Counts {
  const samples = minutesIn(data, total, span)
  const parts = ranges.map((series) => minutesIn(data, series, span))
  const why = noCount(samples, total) ?? differenceIn(samples, parts, total, span)
  return { counts: why === null ? roundTogether(parts.map(sumOf), sumOf(samples)) : [], total: sumOf(samples), why }
}

/** A range without a value had no sample, as long as the others have them all. */
function differenceIn(samples: Minutes, parts: readonly Minutes[], total: Series, span: Span): string | null {
  for (const atMs of minutesOf(span)) {
    const known = samples.get(atMs) ?? 0
    const values = parts.map((part) => part.get(atMs) ?? 0)
    const sum = values.reduce((all, value) => all + value, 0)
    const isPossible = values.every((value) => Number.isFinite(value) && value >= 0)
    if (isPossible && Math.abs(sum - known) <= Math.max(LEAST_TOLERANCE, known * TOLERANCE)) continue
    const minute = `${new Date(atMs).toISOString().slice(0, 16)}Z`
    return `in the minute ${minute} the ranges of ${nameOf(total)} sum to ${sum}, of ${known} samples: they have not all arrived, or are published as statistic sets, which have no ranges`
  }
  return null
}

/** Half a request of a minute is rounding; of many a thousandth. */
const LEAST_TOLERANCE = 0.5
const TOLERANCE = 0.001

function roundTogether(values: readonly number[], total: number): number[] {
  const sum = values.reduce((all, value) => all + value, 0)
  let before = 0
  let cumulative = 0
  return values.map((value, index) => {
    cumulative += value
    const upTo = index === values.length - 1 ? total : Math.min(total, Math.round(sum === 0 ? 0 : (cumulative / sum) * total))
    const count = upTo - before
    before = upTo
    return count
  })
}
