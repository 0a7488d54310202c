import type { Estimate } from '../../metrics/metric.ts'
import type { PairedTable } from '../../stats/paired-proportions.ts'

/**
 * The paired 2×2 table of a share of right answers. A row's term is 1 or 0, so its influence value (term − share) tells which;
 * this serves every such metric, accuracy and top-k accuracy alike.
 */
export function pairedTable(before: Estimate, after: Estimate): PairedTable {
  const baseline = rightRows(before)
  const candidate = rightRows(after)
  let bothRight = 0
  let onlyBaselineRight = 0
  let onlyCandidateRight = 0
  for (let row = 0; row < baseline.length; row++) {
    const first = baseline[row] === 1
    const second = candidate[row] === 1
    if (first && second) bothRight++
    else if (first) onlyBaselineRight++
    else if (second) onlyCandidateRight++
  }
  return {
    bothRight,
    onlyBaselineRight,
    onlyCandidateRight,
    bothWrong: baseline.length - bothRight - onlyBaselineRight - onlyCandidateRight,
  }
}

function rightRows({ influence, value }: Estimate): Uint8Array {
  if (influence === null) throw new Error('a share of right answers came without influence values')
  const right = new Uint8Array(influence.length)
  for (let row = 0; row < right.length; row++) right[row] = (influence[row] ?? 0) + value > 0.5 ? 1 : 0
  return right
}
