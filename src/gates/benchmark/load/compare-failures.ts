import type { Comparison, Measured } from '../../../judge/comparison.ts'
import { type Count, miettinenNurminenDistribution } from '../../../stats/independent-proportions.ts'
import { declaredWindows, type LoadArm, type LoadMeasured, pilesUp } from './load-round.ts'
import type { LoadPolicy } from './policy.ts'
import { designEffect } from './thinned-values.ts'

/** Allowed rise of the share of requests without an answer: half a percentage point. */
const FAILED_MARGIN = 0.005

/**
 * The share of requests that were not answered, against the baseline's: percentiles below that share do not see it, so that a
 * candidate that drops one request in twenty could be the faster one. It fails where harm is proven; that one request in a thousand was
 * lost proves nothing, and asking for proof of the opposite would take a minute of load.
 */
export function compareFailures(measured: LoadMeasured, { rate }: LoadPolicy): Comparison[] {
  if (!measured.hasBaseline) return []
  return [
    {
      ...{ id: 'load.failed', metric: `share of requests without an answer at ${rate}/s`, slice: null, data: 'evaluation' },
      ...{ kind: 'relative', require: 'no-harm', higherIsBetter: false, margin: FAILED_MARGIN, suspiciousAbove: null },
      measured: sharesOf(measured),
    },
  ]
}

function sharesOf(measured: LoadMeasured): Measured {
  const windows = declaredWindows(measured, 'baseline')
  if (windows.length > 0 && windows.filter(pilesUp).length > windows.length / 2) {
    return { kind: 'error', reasonCode: 'OVERLOADED', why: 'work piles up with the baseline at this rate' }
  }
  const [baseline, candidate] = [failuresOf(measured, 'baseline'), failuresOf(measured, 'candidate')]
  const n = Math.min(baseline.n, candidate.n)
  if (n < 2) return { kind: 'not-enough', n: 0, unit: 'calls', why: 'no requests were sent; raise `load.duration` or `load.rate`' }
  const shareOf = ({ successes, n: all }: Count) => successes / all
  return {
    kind: 'measured',
    harm: miettinenNurminenDistribution(candidate, baseline),
    baseline: shareOf(baseline),
    candidate: shareOf(candidate),
    n: Math.floor(n),
    unit: 'requests',
  }
}

/** Requests that fail together, in one stall, count as fewer. */
function failuresOf(measured: LoadMeasured, arm: LoadArm): Count {
  const rounds = declaredWindows(measured, arm).map(({ planned, failed }) => ({ requests: planned, over: failed }))
  const effect = designEffect(rounds)
  const sum = (of: (round: (typeof rounds)[number]) => number) => rounds.reduce((all, round) => all + of(round), 0)
  return { successes: sum(({ over }) => over) / effect, n: sum(({ requests }) => requests) / effect }
}
