import type { Check } from '../judge/check.ts'

/** From better (left) to worse (right), in the metric's unit. */
export type Scale = { readonly from: number; readonly to: number }

/** The characters of a plot, for the legend. */
export const PLOT_MARKS = { estimate: '●', range: '─', noChange: '┊', margin: '│', better: '‹', worse: '›' } as const
const EMPTY = '·'

/** Beyond so many margins a plot is cut off: one wild slice would press all others into a corner. */
const MOST_MARGINS = 6

/** One scale for all checks that may be compared by eye: the same metric, differences apart from limits. */
export function scalesOf(checks: readonly Check[]): ReadonlyMap<string, Scale> {
  const keys = new Set(checks.map(scaleKey))
  return new Map([...keys].map((key) => [key, scaleOf(checks.filter((check) => scaleKey(check) === key))]))
}

export function scaleKey({ metric, id, kind }: Check): string {
  return `${metric ?? id} ${kind === 'limit' ? `limit ${id}` : 'difference'}`
}

/** A line of `width` characters, the same width whatever it shows; null where nothing was measured. */
export function plotInterval(check: Check, scale: Scale, width: number): string | null {
  const { harm, harmBounds, margin, kind } = check
  if (harm === null || harmBounds === null) return null
  const column = (value: number) => Math.round(((value - scale.from) / (scale.to - scale.from)) * (width - 1))
  const cells = new Array<string>(width).fill(EMPTY)
  const put = (index: number, mark: string) => {
    if (index >= 0 && index < width) cells[index] = mark
  }
  for (let index = Math.max(0, column(harmBounds.lower)); index <= Math.min(width - 1, column(harmBounds.upper)); index++)
    put(index, PLOT_MARKS.range)
  if (kind !== 'limit') put(column(0), PLOT_MARKS.noChange)
  put(column(margin), PLOT_MARKS.margin)
  put(column(harm), PLOT_MARKS.estimate)
  if (column(harmBounds.upper) >= width) put(width - 1, PLOT_MARKS.worse)
  if (column(harmBounds.lower) < 0) put(0, PLOT_MARKS.better)
  return cells.join('')
}

function scaleOf(checks: readonly Check[]): Scale {
  const margins = checks.map(({ margin }) => margin)
  const most = MOST_MARGINS * Math.max(...margins.map(Math.abs))
  const reach = most > 0 ? most : Number.POSITIVE_INFINITY
  const ends = checks.flatMap(({ harmBounds }) => (harmBounds === null ? [] : [harmBounds.lower, harmBounds.upper]))
  const from = Math.max(-reach, Math.min(0, ...margins, ...ends))
  const to = Math.min(reach, Math.max(0, ...margins, ...ends))
  return from < to ? { from, to } : { from: from - 1, to: to + 1 }
}
