import type { Comparison, Measured } from '../../../judge/comparison.ts'
import { formatCount } from '../../../judge/format-number.ts'
import type { Margin } from '../../../judge/margin.ts'
import { PATIENCE_MS } from '../../../sources/benchmark/load/job.ts'
import { shifted } from '../../../stats/distributions.ts'
import { callsNeeded, quantileDistribution } from '../../../stats/quantile-bound.ts'
import { compareWithBaseline, comparisonOf, type PairedValue } from '../comparison-parts.ts'
import { quantileOf } from '../latency-keys.ts'
import { FEWEST_ROUNDS, type Measurement } from '../round.ts'
import { compareFailures } from './compare-failures.ts'
import { declaredWindows, type LoadMeasured, pilesUp, requestsOf, windowLatency } from './load-round.ts'
import type { LoadPolicy } from './policy.ts'
import { cappedValues, designEffect, thinnedValues } from './thinned-values.ts'

export type CompareLoadOptions = { readonly load: LoadPolicy; readonly confidence: number }

/** What the policy asks of latency under load, and how many requests got no answer, as questions to the judge. */
export function compareLoad(measured: LoadMeasured, options: CompareLoadOptions): Comparison[] {
  const { load } = options
  const ofLatency = Object.entries(load.latency).flatMap(([key, { margin, max }]) => {
    const quantile = quantileOf(key)
    if (quantile === null) return []
    const named = { id: `load.${key}`, metric: `latency ${key} at ${load.rate}/s` }
    return [
      ...(margin === null ? [] : [relative(named, margin, quantile, measured, options)]),
      ...(max === null ? [] : [ceiling({ ...named, id: `${named.id}.max` }, max, quantile, measured, options)]),
    ]
  })
  return [...ofLatency, ...compareFailures(measured, load)]
}

type Named = Pick<Comparison, 'id' | 'metric'>

/** The rounds of load in the form in which rounds are compared. */
export function asMeasurement({ hasBaseline, secondsPerRound }: LoadMeasured): Measurement {
  return { rounds: [], hasBaseline, problems: [], secondsPerRound, tooShort: null }
}

function relative(named: Named, margin: Margin, quantile: number, measured: LoadMeasured, options: CompareLoadOptions): Comparison {
  const values = measured.rounds.flatMap(({ declared: { baseline, candidate } }): PairedValue[] => {
    if (baseline === undefined || candidate === undefined) return []
    return [{ baseline: windowLatency(baseline, quantile), candidate: windowLatency(candidate, quantile), control: null }]
  })
  const trouble = tooFewRequests(measured, quantile, options) ?? unanswered(values)
  return compareWithBaseline(named, values, { margin, unit: 'ms', measurement: asMeasurement(measured), trouble })
}

/** Each round states the quantile for itself. */
function tooFewRequests(measured: LoadMeasured, quantile: number, { load, confidence }: CompareLoadOptions): Measured | null {
  const planned = measured.rounds.flatMap(({ declared }) => Object.values(declared).map((window) => window?.planned ?? 0))
  const [fewest, needed] = [Math.min(...planned), callsNeeded(quantile, confidence)]
  if (planned.length === 0 || fewest >= needed) return null
  return notEnough(fewest, needed, { per: 'a round', expected: requestsPlanned(load) / FEWEST_ROUNDS })
}

/** On average: the schedule is random. */
function requestsPlanned({ rate, duration }: LoadPolicy): number {
  return (rate * duration) / 1000
}

/** @param expected of which more time makes more: what was found by chance may be none at all */
function notEnough(found: number, needed: number, { per, expected }: { readonly per: string; readonly expected: number }): Measured {
  const factor = formatTimes(Math.max(1.1, needed / Math.max(found, expected)))
  const why = `it takes at least ${formatCount(needed)} requests${per === '' ? '' : ` ${per}`}, and there were ${formatCount(found)}: a \`load.duration\` ${factor} as long would do`
  return { kind: 'not-enough', n: found, unit: 'calls', why }
}

function formatTimes(factor: number): string {
  return `${Number(factor.toPrecision(2))} times`
}

function unanswered(values: readonly PairedValue[]): Measured | null {
  const broken = values.find(({ baseline, candidate }) => !Number.isFinite(baseline) || !Number.isFinite(candidate))
  if (broken === undefined) return null
  const arm = Number.isFinite(broken.candidate) ? 'baseline' : 'candidate'
  return {
    kind: 'error',
    reasonCode: 'OVERLOADED',
    why: `the ${arm} left too many requests without an answer at this rate, or work piled up`,
  }
}

/** The bound of MLPerf's early stopping over all rounds together, with requests counted as fewer as far as they depend on each other. */
function ceiling(
  named: Named,
  maxMs: number,
  quantile: number,
  measured: LoadMeasured,
  { load, confidence }: CompareLoadOptions,
): Comparison {
  const question = { kind: 'limit', require: 'proof', quantity: { unit: 'ms', relative: false } } as const
  const windows = declaredWindows(measured, 'candidate')
  const piling = windows.filter(pilesUp).length
  if (piling > windows.length / 2) {
    const why = `work piles up at this rate: in ${piling} of ${windows.length} rounds more came than the candidate could answer`
    return comparisonOf(named, question, 0, { kind: 'error', reasonCode: 'OVERLOADED', why })
  }
  const requests = requestsOf(windows)
  const counts = windows.map((window) => ({ requests: window.planned, over: requestsOf([window]).countAbove(maxMs) }))
  const effect = designEffect(counts)
  const thinned = thinnedValues(requests, effect)
  const needed = callsNeeded(quantile, confidence)
  if (thinned.n < needed)
    return comparisonOf(
      named,
      question,
      0,
      notEnough(thinned.n, needed, {
        per: thinned.n < requests.n ? 'that do not depend on each other' : '',
        expected: requestsPlanned(load) / effect,
      }),
    )
  const shown = cappedValues(thinned, Math.max(2 * maxMs, PATIENCE_MS))
  const harm = shifted(quantileDistribution(shown, quantile), -maxMs)
  const secondsPerUnit = (measured.secondsPerRound * measured.rounds.length) / Math.max(1, thinned.n)
  return comparisonOf(named, question, 0, {
    kind: 'measured',
    harm,
    baseline: null,
    candidate: harm.estimate + maxMs,
    n: thinned.n,
    unit: 'calls',
    secondsPerUnit,
  })
}
