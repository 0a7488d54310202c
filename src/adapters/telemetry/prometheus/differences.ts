import { type Column, lastBefore, type Timeline } from './timelines.ts'

/** Two consecutive samples of one target. */
type Pair = { readonly from: number; readonly to: number }
type Span = Pair

type CountedSpan = { readonly fromMs: number; readonly toMs: number; readonly windowMs: number }

export type Kept = {
  /** Pairs of samples that count, by target. */
  readonly pairs: ReadonlyMap<string, readonly Pair[]>
  readonly events: readonly string[]
}

/**
 * The pairs of samples of a window that count. Between two samples that span a reset nobody knows what was lost, mostly the very last
 * failures before a crash: such a pair is dropped, and with it whatever the other targets counted at that time.
 */
export function keepPairs(timelines: readonly Timeline[], { fromMs, toMs, windowMs }: CountedSpan): Kept {
  const all = timelines.map((timeline) => ({ timeline, pairs: pairsOf(timeline, { fromMs, toMs, windowMs }) }))
  const events: string[] = []
  const dropped: Span[] = []
  for (const { timeline, pairs } of all) {
    for (const pair of pairs) {
      const why = brokenBy(timeline, pair)
      if (why === null) continue
      dropped.push(pair)
      events.push(`${timeline.target}: ${why} between ${iso(pair.from)} and ${iso(pair.to)}; not counted`)
    }
  }
  const overlaps = (pair: Pair) => dropped.some((span) => pair.from < span.to && pair.to > span.from)
  return { pairs: new Map(all.map(({ timeline, pairs }) => [timeline.target, pairs.filter((pair) => !overlaps(pair))])), events }
}

/** When the earliest pair of a window begins: what it counts may have happened since the last scrape before the window. */
export function beginOf(timelines: readonly Timeline[], { fromMs, windowMs }: Pick<CountedSpan, 'fromMs' | 'windowMs'>): number {
  const before = timelines.flatMap(({ times }) => lastBefore(times, fromMs) ?? []).filter((time) => time > fromMs - windowMs)
  return Math.min(fromMs, ...before)
}

/** A target that had no sample in the window before counts from its first one on: what it counted in between is of another time. */
function pairsOf({ times }: Timeline, { fromMs, toMs, windowMs }: CountedSpan): Pair[] {
  const last = lastBefore(times, fromMs)
  const first = last !== undefined && last > fromMs - windowMs ? last : undefined
  const inside = times.filter((time) => time > fromMs && time <= toMs)
  const points = first === undefined ? inside : [first, ...inside]
  return points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }))
}

function brokenBy({ columns, startedAt }: Timeline, { from, to }: Pair): string | null {
  const [before, after] = [startedAt.get(from), startedAt.get(to)]
  if (before !== undefined && after !== undefined && before !== after) return 'the process was restarted'
  for (const column of columns) {
    const why = brokenColumn(column, from, to)
    if (why !== null) return why
  }
  return null
}

function brokenColumn(column: Column, from: number, to: number): string | null {
  const [before, after] = [column.values.get(from), column.values.get(to)]
  const wrong = [before, after].find((value) => value !== undefined && !isPossible(value, column.kind))
  if (wrong !== undefined) return `${nameOf(column)} is ${wrong}, which is no count`
  if (before !== undefined && after === undefined) return `${nameOf(column)} disappeared`
  if (column.kind !== 'counter' || after === undefined) return null
  if (before === undefined) return wasThereBefore(column, from) ? `${nameOf(column)} was away` : null
  return after < before ? `${nameOf(column)} fell from ${before} to ${after}` : null
}

function isPossible(value: number, kind: Column['kind']): boolean {
  return kind === 'sum' ? Number.isFinite(value) : Number.isSafeInteger(value) && value >= 0
}

function wasThereBefore({ values }: Column, time: number): boolean {
  for (const known of values.keys()) if (known < time) return true
  return false
}

/** What a series counted over the pairs; one that appeared within them began at 0, as client libraries begin. */
export function differenceOf({ values, target }: Column, { pairs }: Kept): number {
  return (pairs.get(target) ?? []).reduce((sum, { from, to }) => sum + (values.get(to) ?? 0) - (values.get(from) ?? 0), 0)
}

function nameOf({ labels }: Column): string {
  const { __name__: metric = 'a series', le, code } = labels
  return le === undefined ? (code === undefined ? metric : `${metric}{code="${code}"}`) : `${metric}{le="${le}"}`
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
