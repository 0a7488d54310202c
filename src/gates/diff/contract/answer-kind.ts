import type { ProbedOutput } from '../../../sources/probe/probe.ts'

/** What numbers an output gives, as far as they show it. */
export type AnswerKind =
  /** In [0, 1], and a row sums to 1 where it has several. */
  | 'probabilities'
  /** In [0, 1], several a row that do not sum to 1: independent labels, or anything else in that range. */
  | 'shares'
  /** At most 0, and their exponentials sum to 1. */
  | 'log-probabilities'
  /** Leaves [0, 1]: logits, percentages, amounts. */
  | 'scores'

/** Normalisers in float16 leave this much; a thousand classes add up to it. */
const SUM_TOLERANCE = 0.01
const ROUNDING = 1e-4

export type Described = { readonly kind: AnswerKind; readonly min: number; readonly max: number; readonly notFinite: number }

/** @param output with at least one row; numbers that are not finite are counted and left aside */
export function describeAnswers({ values, width }: ProbedOutput): Described {
  let [min, max, notFinite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const value of values) {
    if (Number.isFinite(value)) [min, max] = [Math.min(min, value), Math.max(max, value)]
    else notFinite++
  }
  return { kind: kindOf(values, width, min, max), min, max, notFinite }
}

function kindOf(values: Float64Array, width: number, min: number, max: number): AnswerKind {
  if (min >= -ROUNDING && max <= 1 + ROUNDING) {
    return width === 1 || rowsSumToOne(values, width, (value) => value) ? 'probabilities' : 'shares'
  }
  return width > 1 && max <= ROUNDING && rowsSumToOne(values, width, Math.exp) ? 'log-probabilities' : 'scores'
}

function rowsSumToOne(values: Float64Array, width: number, of: (value: number) => number): boolean {
  for (let start = 0; start < values.length; start += width) {
    const sum = values.subarray(start, start + width).reduce((total, value) => total + of(value), 0)
    if (Math.abs(sum - 1) > SUM_TOLERANCE) return false
  }
  return true
}
