import type { Measured } from '../../../judge/comparison.ts'
import { type Count, miettinenNurminenDistribution } from '../../../stats/independent-proportions.ts'

/** How much a share rose from the reference to the current data; both are independent samples of rows. */
export function compareShares(reference: Count, current: Count, minRows: number): Measured {
  const n = Math.min(reference.n, current.n)
  if (n < Math.max(minRows, 1)) return { kind: 'too-few-rows', n, rarer: null }
  const harm = miettinenNurminenDistribution(current, reference)
  return { kind: 'measured', harm, baseline: reference.successes / reference.n, candidate: current.successes / current.n, n }
}
