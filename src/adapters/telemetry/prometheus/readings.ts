import { ARMS, type Arm, type ByArm, byArm, type HistogramCounts, type RateCounts, type Reading } from '../../../rollout/ports.ts'
import { possibleReading } from '../../../rollout/possible-reading.ts'
import type { ClosedSpan } from './closing.ts'
import { differenceOf, type Kept, keepPairs } from './differences.ts'
import type { Column, LoadedSignal, Timeline } from './timelines.ts'

export type Counted = {
  readonly reading: Reading
  /** For the check of the split. */
  readonly requests: ByArm<number> | null
  readonly events: readonly string[]
  /** Of HAProxy's identity: answers of this window whose sessions end in the next. */
  readonly carry: ByArm<number>
}

export const NO_CARRY: ByArm<number> = { stable: 0, canary: 0 }

/** What a signal counted in a window, in both arms; anything that is not there is not evaluable, never zero. */
export function countSignal(
  signal: LoadedSignal,
  timelines: ReadonlyMap<string, Timeline>,
  span: ClosedSpan,
  carry: ByArm<number>,
): Counted {
  const unusable = (why: string, events: readonly string[] = []): Counted => ({
    reading: { kind: 'not-evaluable', why },
    requests: null,
    events,
    carry: NO_CARRY,
  })
  if (signal.broken !== null) return unusable(signal.broken)
  const own = timelinesOfSignal(signal, timelines)
  const kept = keepPairs(own, span)
  for (const arm of ARMS) {
    const why = missingOf(signal, arm, kept, span)
    if (why !== null) return unusable(why, kept.events)
  }
  const counted = countArms(signal, kept, carry)
  const reading = possibleReading(counted.reading)
  return reading.kind === 'not-evaluable' ? unusable(reading.why, kept.events) : { ...counted, reading, events: kept.events }
}

function timelinesOfSignal({ columns }: LoadedSignal, timelines: ReadonlyMap<string, Timeline>): Timeline[] {
  const targets = new Set(ARMS.flatMap((arm) => [...columns[arm].values()].flat().map(({ target }) => target)))
  return [...targets].flatMap((target) => timelines.get(target) ?? [])
}

/** A part whose targets have nothing that counts in this window: down, gone, restarted all the time, or never there. */
function missingOf(signal: LoadedSignal, arm: Arm, kept: Kept, span: ClosedSpan): string | null {
  for (const part of signal.queries.parts) {
    const columns = signal.columns[arm].get(part.name) ?? []
    if (columns.length === 0 && isZeroFailures(signal, arm, part.name)) continue
    const targets = [...new Set(columns.map(({ target }) => target))]
    if (targets.some((target) => (kept.pairs.get(target) ?? []).length > 0)) continue
    const which = `${part.selectors[arm]} (${arm})`
    const gone = targets.filter((target) => span.missing.includes(target))
    return gone.length > 0 ? `no samples of ${gone.join(', ')} for ${which}` : `no samples of ${which} that count`
  }
  return null
}

/** Many client libraries create the series of an error at the first one: it counts as 0 where its exporter is known to be scraped. */
export function isZeroFailures({ queries, columns }: LoadedSignal, arm: Arm, part: string): boolean {
  if (queries.kind !== 'rate' || part !== 'failures') return false
  const [requests, failures] = queries.parts
  const asked = columns[arm].get('requests') ?? []
  if (asked.length === 0) return false
  if (requests?.metric === failures?.metric) return true
  const jobs = new Set(ARMS.flatMap((each) => columns[each].get('failures') ?? []).map(({ labels }) => labels['job']))
  return asked.every(({ labels }) => jobs.has(labels['job']))
}

function countArms(signal: LoadedSignal, kept: Kept, carry: ByArm<number>): Omit<Counted, 'events'> {
  const of = (arm: Arm, part: string) => signal.columns[arm].get(part) ?? []
  const sum = (arm: Arm, part: string) => sumOf(of(arm, part), kept)
  switch (signal.queries.kind) {
    case 'requests': {
      const requests = byArm((arm) => sum(arm, 'requests'))
      return { reading: { kind: 'rate', arms: byArm((arm) => ({ requests: requests[arm], failures: 0 })) }, requests, carry: NO_CARRY }
    }
    case 'rate': {
      const arms = byArm((arm) => ({ requests: sum(arm, 'requests'), failures: sum(arm, 'failures') }))
      return { reading: { kind: 'rate', arms }, requests: byArm((arm) => arms[arm].requests), carry: NO_CARRY }
    }
    case 'haproxy': {
      const counted = byArm((arm) =>
        identityOf({
          attempts: sum(arm, 'attempts') - sum(arm, 'open'),
          stillOpen: lastOf(of(arm, 'open'), kept),
          answers: of(arm, 'answers'),
          kept,
          carry: carry[arm],
        }),
      )
      const arms = byArm((arm) => counted[arm].counts)
      return { reading: { kind: 'rate', arms }, requests: byArm((arm) => arms[arm].requests), carry: byArm((arm) => counted[arm].carry) }
    }
    case 'histogram':
      return histogramOf(byArm((arm) => bucketsOf(of(arm, 'histogram'), kept)))
    case 'mean': {
      const arms = byArm((arm) => ({ count: sum(arm, 'count'), sum: sum(arm, 'sum'), sumOfSquares: sum(arm, 'sum-of-squares') }))
      return { reading: { kind: 'mean', arms }, requests: null, carry: NO_CARRY }
    }
  }
}

function sumOf(columns: readonly Column[], kept: Kept): number {
  return columns.reduce((total, column) => total + differenceOf(column, kept), 0)
}

type Identity = {
  readonly attempts: number
  readonly stillOpen: number
  readonly answers: readonly Column[]
  readonly kept: Kept
  readonly carry: number
}

/**
 * What did not come back: attempts that ended without an answer below 500. A refused connection, a hanging and a closing server are in no
 * counter of errors. An answer counts when its headers arrive and an attempt when its body ends, so answers may be ahead of attempts: what they
 * are ahead is taken off the next window, but never more than there are sessions still open.
 */
function identityOf({ attempts, stillOpen, answers, kept, carry }: Identity): { counts: RateCounts; carry: number } {
  const answersOf = (codes: readonly string[]) =>
    sumOf(
      answers.filter(({ labels }) => codes.includes(labels['code'] ?? '')),
      kept,
    )
  const good = answersOf(GOOD)
  const failed = answersOf(['5xx'])
  const unanswered = attempts - good + carry
  const failures = Math.max(failed, unanswered, 0)
  return { counts: { requests: good + failures, failures }, carry: Math.max(unanswered - failures, -stillOpen) }
}

/** Of a gauge, at the end of the window. */
function lastOf(columns: readonly Column[], { pairs }: Kept): number {
  return columns.reduce((sum, { target, values }) => sum + (values.get(pairs.get(target)?.at(-1)?.to ?? Number.NaN) ?? 0), 0)
}

const GOOD = ['1xx', '2xx', '3xx', '4xx']

/** Cumulative counts by edge; sums over the targets of an arm. */
function bucketsOf(columns: readonly Column[], kept: Kept): ReadonlyMap<number, number> {
  const buckets = new Map<number, number>()
  for (const column of columns) {
    const { le = '' } = column.labels
    // As a number: `1` and `1.0` are the same edge.
    const edge = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le === '' ? Number.NaN : le)
    buckets.set(edge, (buckets.get(edge) ?? 0) + differenceOf(column, kept))
  }
  return buckets
}

function histogramOf(buckets: ByArm<ReadonlyMap<number, number>>): Omit<Counted, 'events'> {
  const unusable = (why: string) => ({ reading: { kind: 'not-evaluable', why } as const, requests: null, carry: NO_CARRY })
  const edges = [...buckets.stable.keys()].sort((a, b) => a - b)
  if (edges.some(Number.isNaN)) return unusable('a bucket without a number as `le`')
  if (edges.at(-1) !== Number.POSITIVE_INFINITY) return unusable('no bucket `le="+Inf"`')
  if (buckets.canary.size !== edges.length || edges.some((edge) => !buckets.canary.has(edge)))
    return unusable('the arms have different buckets')
  const arms = { stable: apart(edges, buckets.stable), canary: apart(edges, buckets.canary) }
  const wrong = ARMS.find((arm) => arms[arm].counts.some((count) => count < 0))
  if (wrong !== undefined) return unusable(`buckets of the ${wrong} arm fall with rising \`le\``)
  return { reading: { kind: 'histogram', edges: edges.slice(0, -1), arms }, requests: null, carry: NO_CARRY }
}

function apart(edges: readonly number[], cumulative: ReadonlyMap<number, number>): HistogramCounts {
  const totals = edges.map((edge) => cumulative.get(edge) ?? 0)
  return { counts: totals.map((total, index) => total - (totals[index - 1] ?? 0)) }
}
