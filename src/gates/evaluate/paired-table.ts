import type { Estimate } from '../../metrics/metric.ts'
import type { PairedTable } from '../../stats/paired-proportions.ts'

/** The paired 2×2 table of two shares of right answers, of the same rows; this serves accuracy and top-k accuracy alike. */
export function pairedTable(before: Estimate, after: Estimate): PairedTable {
  const { right: baseline } = before
  const { right: candidate } = after
  if (baseline === undefined || candidate === undefined) throw new Error('a share of right answers came without the answers')
  let bothRight = 0
  let baselineRight = 0
  let candidateRight = 0
  for (let row = 0; row < baseline.length; row++) {
    const first = baseline[row] ?? 0
    const second = candidate[row] ?? 0
    bothRight += first & second
    baselineRight += first
    candidateRight += second
  }
  return {
    bothRight,
    onlyBaselineRight: baselineRight - bothRight,
    onlyCandidateRight: candidateRight - bothRight,
    bothWrong: baseline.length - baselineRight - candidateRight + bothRight,
  }
}
