import type { Figure } from '../../../judge/figure.ts'
import { formatCount, formatShortTime } from '../../../judge/format-number.ts'
import type { Verdict } from '../../../judge/verdict.ts'
import { callsNeeded } from '../../../stats/quantile-bound.ts'
import { geometricMeanOf, middleOf } from '../comparison-parts.ts'
import { quantileOf, SHOWN_QUANTILES } from '../latency-keys.ts'
import { highestRatesByRound } from './capacity.ts'
import { declaredWindows, type LoadArm, type LoadMeasured, loadLimitOf, requestsOf, windowLatency } from './load-round.ts'
import type { LoadPolicy } from './policy.ts'

type Reported = Verdict['reported'][number]

/** Numbers for the reader: latency at the declared rate as far as the requests support it, and the highest rate. */
export function reportedLoad(measured: LoadMeasured, load: LoadPolicy, confidence: number): Reported[] {
  const [baseline, candidate] = [requestsOf(declaredWindows(measured, 'baseline')), requestsOf(declaredWindows(measured, 'candidate'))]
  const requests = Math.min(...[baseline, candidate].map(({ n }) => n).filter((n) => n > 0))
  if (!Number.isFinite(requests)) return highestRates(measured, load)
  const shown = SHOWN_QUANTILES.filter((key) => callsNeeded(quantileOf(key) ?? 0.5, confidence) <= requests)
  const value = (calls: typeof baseline, key: string) => {
    const ms = calls.n === 0 ? null : calls.atMost(Math.max(1, Math.ceil(calls.n * (quantileOf(key) ?? 0.5))))
    return ms === null || !Number.isFinite(ms) ? null : ms
  }
  const latencies = shown.map((key) => ({
    metric: `latency ${key} at ${load.rate}/s (ms)`,
    slice: null,
    baseline: value(baseline, key),
    candidate: value(candidate, key),
    missing: 'not answered',
    why: `of ${formatCount(requests)} requests or more, from the time each was meant to be sent`,
  }))
  return [...latencies, ...highestRates(measured, load)]
}

function highestRates({ rounds, hasBaseline }: LoadMeasured, load: LoadPolicy): Reported[] {
  const limit = loadLimitOf(load)
  if (limit === null) return []
  // The rounds that the cost is worked out from, in the same way: those in which both models told.
  const found = highestRatesByRound(rounds, limit).filter(
    (round) => round.candidate !== undefined && (!hasBaseline || round.baseline !== undefined),
  )
  const centre = (arm: LoadArm) => {
    const rates = found.flatMap((round) => round[arm] ?? [])
    return rates.length === 0 ? null : geometricMeanOf(rates)
  }
  if (found.length === 0) return []
  const metric = `highest rate with ${limit.key} ≤ ${limit.maxMs} ms (requests/s)`
  const why = `mean of the ${found.length} of ${rounds.length} rounds that told it`
  return [{ metric, slice: null, baseline: centre('baseline'), candidate: centre('candidate'), why }]
}

/** Points that a reader can tell apart. */
const MOST_POINTS = 60
/** Above so many times the limit a queue grows without end, and would press the rest of the curve flat. */
const SHOWN_OVER_LIMIT = 4

/** Windows whose rates differ by less than this tell of one rate: rounds look at rates of their own. */
const SAME_RATE = 1.1

/** Middle latency of the windows of about one rate, by rate. */
function middleCurve(windows: readonly (readonly [rate: number, ms: number])[]): [number, number][] {
  const groups: (readonly [number, number])[][] = []
  for (const window of [...windows].sort(([a], [b]) => a - b)) {
    const group = groups.at(-1)
    if (group?.[0] === undefined || window[0] > group[0][0] * SAME_RATE) groups.push([window])
    else group.push(window)
  }
  return groups.map((group) => [geometricMeanOf(group.map(([rate]) => rate)), middleOf(group.map(([, ms]) => ms))])
}

/** The load curve: latency by rate, and the limit. */
export function loadCurve({ rounds }: LoadMeasured, load: LoadPolicy): Figure[] {
  const limit = loadLimitOf(load)
  if (limit === null) return []
  const series = (['baseline', 'candidate'] as const).flatMap((arm) => {
    const windows = rounds
      .flatMap(({ curve, declared }) => [...(curve[arm] ?? []), ...(declared[arm] === undefined ? [] : [declared[arm]])])
      .map((window): [number, number] => [window.rate, windowLatency(window, limit.quantile)])
    const points = middleCurve(windows)
      .filter(([, ms]) => ms <= limit.maxMs * SHOWN_OVER_LIMIT)
      .slice(0, MOST_POINTS)
    return points.length === 0 ? [] : [{ name: arm, arm, points, marks: true }]
  })
  const rates = series.flatMap(({ points }) => points.map(([rate]) => rate))
  if (rates.length === 0) return []
  const ends: [number, number][] = [Math.min(...rates), Math.max(...rates)].map((rate) => [rate, limit.maxMs])
  return [
    {
      kind: 'curves',
      title: `Load curve (${limit.key})`,
      caption: `Latency from the time at which requests were meant to be sent: the middle of the windows of about one rate. What is above ${SHOWN_OVER_LIMIT} times the limit is left out.`,
      x: { label: 'requests/s', from: null, to: null },
      y: { label: 'ms', from: 0, to: null },
      series,
      reference: { name: `limit ${limit.maxMs} ms`, points: ends },
    },
  ]
}

/** How it was measured, in sentences that a reader can hold against it. */
export function loadNotes(measured: LoadMeasured, load: LoadPolicy): string[] {
  const windows = (['baseline', 'candidate'] as const).flatMap((arm) => declaredWindows(measured, arm))
  const late = windows.map(({ lateMs }) => lateMs)
  const failed = (['baseline', 'candidate'] as const).flatMap((arm) => {
    const own = declaredWindows(measured, arm)
    const count = own.reduce((sum, window) => sum + window.failed, 0)
    const planned = own.reduce((sum, window) => sum + window.planned, 0)
    const error = own.find((window) => window.error !== null)?.error
    return count === 0
      ? []
      : [
          `Under load the ${arm} left ${formatCount(count)} of ${formatCount(planned)} requests without an answer${error == null ? '' : `: ${error}`}.`,
        ]
  })
  if (windows.length === 0) return failed
  const instances = load.instances === 1 ? 'one instance' : `${load.instances} instances`
  return [
    `Load: ${measured.rounds.length} rounds with ${instances}; both models got the same random schedule of ${load.rate} requests a second, and latency counts from the time at which each was meant to be sent.`,
    `The harness sent requests ${formatShortTime(middleOf(late))} late on average; that is part of every latency under load.`,
    ...fewerRows(measured, load),
    ...failed,
  ]
}

function fewerRows({ rows }: LoadMeasured, { rowsPerRequest }: LoadPolicy): string[] {
  const sent = Math.min(...Object.values(rows))
  return sent >= rowsPerRequest ? [] : [`Requests had ${formatCount(sent)} rows: the evaluation data have no more.`]
}
