import type { ByArm } from '../../../rollout/ports.ts'
import type { Series } from './api.ts'
import type { Part, Queries } from './queries.ts'

/** A series on the time line of what was scraped. */
export type Column = {
  readonly target: string
  readonly labels: Series['labels']
  readonly values: ReadonlyMap<number, number>
  readonly kind: Part['kind']
}

/** What one exporter said: all series of one scrape have one timestamp. */
export type Timeline = {
  readonly target: string
  /** Rising, epoch milliseconds. */
  readonly times: readonly number[]
  /** A counter that falls between two of them, or a start time that changes, is a reset of them all. */
  readonly columns: readonly Column[]
  readonly startedAt: ReadonlyMap<number, number>
}

export type LoadedSignal = {
  readonly queries: Queries
  /** By the part's name. */
  readonly columns: ByArm<ReadonlyMap<string, readonly Column[]>>
  /** Why it cannot be judged at all, such as a series that is there twice. */
  readonly broken: string | null
}

export function targetOf(labels: Series['labels']): string {
  return `${labels['job'] ?? ''} ${labels['instance'] ?? ''}`.trim()
}

export function columnsOf(part: Part, series: readonly Series[]): Column[] {
  return series.map(({ labels, samples }) => ({ target: targetOf(labels), labels, values: new Map(samples), kind: part.kind }))
}

export function timelinesOf(columns: readonly Column[], starts: readonly Series[]): ReadonlyMap<string, Timeline> {
  const byTarget = new Map<string, Column[]>()
  for (const column of columns) byTarget.set(column.target, [...(byTarget.get(column.target) ?? []), column])
  const startsOf = new Map(starts.map(({ labels, samples }) => [targetOf(labels), new Map(samples)]))
  return new Map(
    [...byTarget].map(([target, own]) => {
      const times = [...new Set(own.flatMap(({ values }) => [...values.keys()]))].sort((a, b) => a - b)
      return [target, { target, times, columns: own, startedAt: startsOf.get(target) ?? new Map<number, number>() }]
    }),
  )
}

/** Of two scrapers of one target, or two replicas of one Prometheus; the same requests would count twice. */
const SCRAPER_LABELS = ['job', 'replica', 'prometheus', 'prometheus_replica', 'receive_replica', '__replica__']

/** The labels in which two series of the same thing differ; null where there are none. */
export function duplicateIn(series: readonly Series[]): string | null {
  const seen = new Map<string, Series['labels']>()
  for (const { labels } of series) {
    const key = JSON.stringify(
      Object.entries(labels)
        .filter(([name]) => !SCRAPER_LABELS.includes(name))
        .sort(),
    )
    const before = seen.get(key)
    if (before !== undefined) {
      const differing = SCRAPER_LABELS.filter((name) => before[name] !== labels[name])
      return differing.map((name) => `${name} (${before[name] ?? 'none'}, ${labels[name] ?? 'none'})`).join(', ')
    }
    seen.set(key, labels)
  }
  return null
}

/** The last sample at or before a time; undefined where there is none. */
export function lastBefore(times: readonly number[], atMs: number): number | undefined {
  return times.findLast((time) => time <= atMs)
}

export function hasSampleIn(times: readonly number[], afterMs: number, toMs: number): boolean {
  return times.some((time) => time > afterMs && time <= toMs)
}
