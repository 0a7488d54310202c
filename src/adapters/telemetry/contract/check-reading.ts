import type * as z from 'zod'
import { ARMS, type Reading, type Signal } from '../../../rollout/ports.ts'
import { histogram, mean, notEvaluable, rate } from './schema.ts'

/** What was answered for a guardrail; anything that cannot be true is not evaluable, and never a zero. */
export function checkReading(signal: Signal, given: unknown): Reading {
  if (given === undefined || given === null) return unusable('the telemetry says nothing about it')
  const silent = notEvaluable.safeParse(given)
  if (silent.success) return silent.data
  switch (signal.kind) {
    case 'rate': {
      const read = rate.safeParse(given)
      if (!read.success) return unusable(issueOf(read.error))
      const wrong = ARMS.find((arm) => read.data.arms[arm].failures > read.data.arms[arm].requests)
      return wrong === undefined ? read.data : unusable(`more failures than requests in the ${wrong} arm`)
    }
    case 'histogram': {
      const read = histogram.safeParse(given)
      if (!read.success) return unusable(issueOf(read.error))
      const { edges, arms } = read.data
      if (edges.some((edge, index) => index > 0 && edge <= (edges[index - 1] ?? edge))) return unusable('the edges do not rise')
      const wrong = ARMS.find((arm) => arms[arm].counts.length !== edges.length + 1)
      return wrong === undefined
        ? read.data
        : unusable(`${arms[wrong].counts.length} counts for ${edges.length} edges in the ${wrong} arm: one more is needed`)
    }
    case 'mean': {
      const read = mean.safeParse(given)
      if (!read.success) return unusable(issueOf(read.error))
      const wrong = ARMS.find((arm) => isImpossible(read.data.arms[arm]))
      return wrong === undefined ? read.data : unusable(`no values have such sums in the ${wrong} arm`)
    }
  }
}

/** Of any values, the squares sum to at least the square of the sum over their number (Cauchy–Schwarz); rounding is forgiven. */
function isImpossible({
  count,
  sum,
  sumOfSquares,
}: {
  readonly count: number
  readonly sum: number
  readonly sumOfSquares: number
}): boolean {
  if (count === 0) return sum !== 0 || sumOfSquares !== 0
  return sumOfSquares < (sum * sum) / count - ROUNDING * sumOfSquares
}

const ROUNDING = 1e-9

function unusable(why: string): Reading {
  return { kind: 'not-evaluable', why }
}

function issueOf({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'it breaks the contract' : `${issue.path.join('.') || 'the reading'}: ${issue.message}`
}
