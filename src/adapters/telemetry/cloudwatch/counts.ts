import type { MetricData, Minutes } from './api.ts'
import { MINUTE_MS } from './api.ts'
import { nameOf, type Series } from './metric.ts'

export type Span = { readonly fromMs: number; readonly toMs: number }

/** Values of one series in the minutes of a window. */
export function minutesIn({ minutes }: MetricData, series: Series, { fromMs, toMs }: Span): Minutes {
  const all = minutes.get(nameOf(series)) ?? new Map<number, number>()
  return new Map([...all].filter(([atMs]) => atMs >= fromMs && atMs < toMs))
}

export function minutesOf({ fromMs, toMs }: Span): number[] {
  return Array.from({ length: Math.round((toMs - fromMs) / MINUTE_MS) }, (_, index) => fromMs + index * MINUTE_MS)
}

export function sumOf(minutes: Minutes): number {
  return [...minutes.values()].reduce((sum, value) => sum + value, 0)
}

/** A value that is no whole number of at least 0, in words; null where all are. */
export function noCount(minutes: Minutes, series: Series): string | null {
  const wrong = [...minutes.values()].find((value) => !Number.isSafeInteger(value) || value < 0)
  return wrong === undefined ? null : `${nameOf(series)} is ${wrong}, which is no count`
}

/** A minute that one series has and the other has not, in words: not all of it has arrived, or they do not belong together. */
export function uneven(one: readonly [Series, Minutes], other: readonly [Series, Minutes], span: Span): string | null {
  for (const atMs of minutesOf(span)) {
    if (one[1].has(atMs) === other[1].has(atMs)) continue
    const [has, lacks] = one[1].has(atMs) ? [one, other] : [other, one]
    return `the minute ${new Date(atMs).toISOString().slice(0, 16)}Z has data of ${nameOf(has[0])} and none of ${nameOf(lacks[0])}`
  }
  return null
}
