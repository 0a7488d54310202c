import { ARMS, type Arm, type ByArm, byArm } from '../../../rollout/ports.ts'
import type { PrometheusApi, Series } from './api.ts'
import type { Part, Queries } from './queries.ts'
import { type Column, columnsOf, duplicateIn, type LoadedSignal, type Timeline, targetOf, timelinesOf } from './timelines.ts'

export type Loaded = { readonly signals: readonly LoadedSignal[]; readonly timelines: ReadonlyMap<string, Timeline> }

type Range = { readonly fromMs: number; readonly toMs: number }
type PartSeries = { readonly part: Part; readonly series: ByArm<readonly Series[]> }

/** Both are what exporters say of their own process. */
const START_TIMES = 'process_start_time_seconds|haproxy_process_start_time_seconds'

/** Raw samples of all signals, each selector asked once, and the start times of whatever was scraped. */
export async function loadSignals(
  api: PrometheusApi,
  all: readonly Queries[],
  startTime: string | null,
  { fromMs, toMs }: Range,
): Promise<Loaded> {
  const asked = new Map<string, Promise<readonly Series[]>>()
  const samples = (selector: string) => {
    const known = asked.get(selector) ?? api.samples(selector, fromMs, toMs)
    asked.set(selector, known)
    return known
  }
  const loaded: LoadedSignal[] = []
  for (const queries of all) {
    const parts: PartSeries[] = []
    for (const part of queries.parts) {
      parts.push({ part, series: { stable: await samples(part.selectors.stable), canary: await samples(part.selectors.canary) } })
    }
    loaded.push(signalOf(queries, parts))
  }
  const signals = withSharedSamples(loaded)
  const columns = distinct(signals)
  const targets = [...new Set(columns.map(({ target }) => target))]
  const starts = columns.length === 0 ? [] : await samples(startTime ?? startSelector(columns))
  return {
    signals,
    timelines: timelinesOf(
      columns,
      starts.filter(({ labels }) => targets.includes(targetOf(labels))),
    ),
  }
}

function signalOf(queries: Queries, parts: readonly PartSeries[]): LoadedSignal {
  const columns = (arm: Arm) => new Map(parts.map(({ part, series }) => [part.name, columnsOf(part, series[arm])]))
  return { queries, columns: byArm(columns), broken: brokenBy(parts) }
}

function brokenBy(parts: readonly PartSeries[]): string | null {
  for (const { part, series } of parts) {
    for (const arm of ARMS) {
      const duplicate = duplicateIn(series[arm])
      if (duplicate !== null)
        return `${part.selectors[arm]} is there twice, with different ${duplicate}: the same requests would count twice`
    }
    const stable = new Set(series.stable.map(({ labels }) => keyOf(labels)))
    if (series.canary.some(({ labels }) => stable.has(keyOf(labels)))) return `${part.selectors.canary} names series of the stable arm too`
  }
  return null
}

/**
 * Two queries may name one series, and a scrape may arrive between their answers, or a store give each another part: every sample counts for
 * both. A value that they do not agree on is none.
 */
function withSharedSamples(signals: readonly LoadedSignal[]): LoadedSignal[] {
  const shared = new Map<string, Map<number, number>>()
  const share = (column: Column): Column => {
    const key = keyOf(column.labels)
    const values = shared.get(key) ?? new Map<number, number>()
    shared.set(key, values)
    for (const [atMs, value] of column.values) {
      const known = values.get(atMs)
      values.set(atMs, known === undefined || Object.is(known, value) ? value : Number.NaN)
    }
    return { ...column, values }
  }
  return signals.map((signal) => ({
    ...signal,
    columns: byArm((arm) => new Map([...signal.columns[arm]].map(([name, columns]) => [name, columns.map(share)]))),
  }))
}

/** A series that two signals ask for stands once on its time line. */
function distinct(signals: readonly LoadedSignal[]): Column[] {
  const all = signals.flatMap(({ columns }) => ARMS.flatMap((arm) => [...columns[arm].values()].flat()))
  return [...new Map(all.map((column) => [keyOf(column.labels), column])).values()]
}

function keyOf(labels: Series['labels']): string {
  return JSON.stringify(Object.entries(labels).sort())
}

function startSelector(columns: readonly Column[]): string {
  const instances = [...new Set(columns.map(({ labels }) => labels['instance'] ?? ''))].map(escaped)
  return `{__name__=~"${START_TIMES}",instance=~"${instances.join('|')}"}`
}

/** For a regular expression within a quoted label value. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
}
