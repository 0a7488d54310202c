import type { Comparison } from '../../judge/comparison.ts'
import type { Verdict } from '../../judge/verdict.ts'

type Reported = Verdict['reported'][number]

/**
 * A number for the reader as the check has it that compares it with the baseline: the baseline's value, and that times the ratio of
 * the pairs. Two ways to sum up the same rounds would differ, and could point to opposite sides.
 */
export function asJudged(row: Reported, id: string, comparisons: readonly Comparison[]): Reported {
  const measured = comparisons.find((comparison) => comparison.id === id && comparison.kind === 'relative')?.measured
  if (measured?.kind !== 'measured') return row
  return { ...row, baseline: measured.baseline, candidate: measured.candidate, why: `as compared over ${measured.n} ${measured.unit}` }
}
