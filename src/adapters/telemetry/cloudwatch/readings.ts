import { ARMS, type ByArm, byArm, type Reading } from '../../../rollout/ports.ts'
import type { MetricData } from './api.ts'
import { minutesIn, noCount, type Span, sumOf, uneven } from './counts.ts'
import { nameOf, type Series } from './metric.ts'
import type { Question, Split } from './questions.ts'
import { type Counts, countRanges } from './ranges.ts'

export type Counting = { readonly data: MetricData; readonly span: Span; readonly sparse: boolean }

/** What a guardrail counted in a window; what cannot be told is not evaluable, and never zero. */
export function readingOf(question: Question, counting: Counting): Reading {
  switch (question.kind) {
    case 'rate':
      return rateOf(question.arms, counting)
    case 'histogram':
      return histogramOf(question, counting)
    case 'mean':
      return meanOf(question.arms, counting)
  }
}

/**
 * All requests of each arm. CloudWatch has no data of what had no traffic: an arm without any had none as long as the other arm's data is
 * there; when neither has data nobody knows.
 */
export function requestsOf(split: Split, { data, span }: Counting): ByArm<number> | null {
  const minutes = byArm((arm) => minutesIn(data, split[arm], span))
  if (ARMS.some((arm) => noCount(minutes[arm], split[arm]) !== null) || ARMS.every((arm) => minutes[arm].size === 0)) return null
  return byArm((arm) => sumOf(minutes[arm]))
}

type Part = readonly [Series, ReturnType<typeof minutesIn>]

function rateOf(arms: Extract<Question, { kind: 'rate' }>['arms'], counting: Counting): Reading {
  const parts = byArm((arm) => ({ requests: partOf(arms[arm].requests, counting), failures: partOf(arms[arm].failures, counting) }))
  if (ARMS.every((arm) => parts[arm].requests[1].size === 0)) return nothing(arms.stable.requests)
  for (const arm of ARMS) {
    const { requests, failures } = parts[arm]
    const why = noCount(requests[1], requests[0]) ?? noCount(failures[1], failures[0]) ?? unevenRate(requests, failures, counting)
    if (why !== null) return unusable(why)
  }
  const counts = byArm((arm) => ({ requests: sumOf(parts[arm].requests[1]), failures: sumOf(parts[arm].failures[1]) }))
  const wrong = ARMS.find((arm) => counts[arm].failures > counts[arm].requests)
  if (wrong === undefined) return { kind: 'rate', arms: counts }
  return unusable(`more failures (${counts[wrong].failures}) than requests (${counts[wrong].requests}) in the ${wrong} arm`)
}

/** SageMaker publishes a 0 for each request that did not fail: requests without a word about failures are a metric that is not there yet. */
function unevenRate(requests: Part, failures: Part, { span, sparse }: Counting): string | null {
  const filled: Part = sparse ? [failures[0], new Map([...zeros(requests[1]), ...failures[1]])] : failures
  return uneven(requests, filled, span)
}

function zeros(minutes: ReadonlyMap<number, number>): [number, number][] {
  return [...minutes.keys()].map((atMs) => [atMs, 0])
}

function histogramOf({ arms, edges }: Extract<Question, { kind: 'histogram' }>, { data, span }: Counting): Reading {
  const counted = byArm((arm): Counts => countRanges(arms[arm], data, span))
  if (ARMS.every((arm) => counted[arm].total === 0)) return nothing(arms.stable.total)
  const wrong = ARMS.find((arm) => counted[arm].why !== null)
  if (wrong !== undefined) return unusable(counted[wrong].why ?? '')
  return { kind: 'histogram', edges, arms: byArm((arm) => ({ counts: counted[arm].counts })) }
}

function meanOf(arms: Extract<Question, { kind: 'mean' }>['arms'], counting: Counting): Reading {
  const parts = byArm((arm) => ({
    count: partOf(arms[arm].count, counting),
    sum: partOf(arms[arm].sum, counting),
    sumOfSquares: partOf(arms[arm].sumOfSquares, counting),
  }))
  if (ARMS.every((arm) => parts[arm].count[1].size === 0)) return nothing(arms.stable.count)
  for (const arm of ARMS) {
    const { count, sum, sumOfSquares } = parts[arm]
    const why = noCount(count[1], count[0]) ?? uneven(count, sum, counting.span) ?? uneven(count, sumOfSquares, counting.span)
    if (why !== null) return unusable(why)
  }
  const sums = byArm((arm) => ({
    count: sumOf(parts[arm].count[1]),
    sum: sumOf(parts[arm].sum[1]),
    sumOfSquares: sumOf(parts[arm].sumOfSquares[1]),
  }))
  const impossible = ARMS.find((arm) => sums[arm].sumOfSquares * sums[arm].count < sums[arm].sum ** 2 * (1 - ROUNDING))
  return impossible === undefined ? { kind: 'mean', arms: sums } : unusable(`no values have such sums in the ${impossible} arm`)
}

/** Of sums of doubles. */
const ROUNDING = 1e-9

function partOf(series: Series, { data, span }: Counting): Part {
  return [series, minutesIn(data, series, span)]
}

function nothing(series: Series): Reading {
  return unusable(`no data of either arm: ${nameOf(series)}`)
}

function unusable(why: string): Reading {
  return { kind: 'not-evaluable', why }
}
