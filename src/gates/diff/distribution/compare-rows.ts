import type { Comparison } from '../../../judge/comparison.ts'
import type { RowsProfile } from '../../../sources/tabular/distribution/profile.ts'
import { check } from './compare-columns.ts'
import { compareShares } from './compare-shares.ts'
import type { DistributionRequest } from './request.ts'

/** Allowed rise of the share of duplicates, leaked rows and rows of conflicting labels: a hundredth of the rows moves no metric. */
const ALLOWED_SHARE = 0.01

/**
 * Duplicates, leaks and label conflicts. None is compared with zero, because honest data have some: 23 of the 16,281 rows of Adult's
 * test split are in its training split too, and as many of the training rows have a twin there.
 */
export function compareRows(
  rows: RowsProfile,
  { relation, drift }: Pick<DistributionRequest, 'relation' | 'drift'>,
): readonly Comparison[] {
  const { reference, current, shared, conflicts } = rows
  const share = (id: string, metric: string, before: readonly [number, number], after: readonly [number, number]) =>
    check({
      id,
      metric,
      slice: 'rows',
      margin: ALLOWED_SHARE,
      measured: compareShares({ successes: before[0], n: before[1] }, { successes: after[0], n: after[1] }, drift.minRows),
    })
  const comparisons: Comparison[] = []
  const duplicates = [reference.duplicates, reference.rows, current.duplicates, current.rows] as const
  if (duplicates[0] + duplicates[2] > 0) {
    comparisons.push(share('DUPLICATE_OR_LEAK', 'share of duplicates', [duplicates[0], duplicates[1]], [duplicates[2], duplicates[3]]))
  }
  // By chance a row stands in the training data as often as one of its own rows has a twin there.
  if (relation === 'training' && shared.found + reference.twins > 0) {
    const [chance, found] = [[reference.twins, reference.rows] as const, [shared.found, shared.looked] as const]
    comparisons.push(share('DUPLICATE_OR_LEAK.leak', 'share of rows that the reference has too', chance, found))
  }
  if (conflicts !== null && conflicts.reference.conflicting + conflicts.current.conflicting > 0) {
    const [before, after] = [conflicts.reference, conflicts.current]
    const metric = 'share of rows with another label elsewhere'
    comparisons.push(share('DUPLICATE_OR_LEAK.labels', metric, [before.conflicting, before.rows], [after.conflicting, after.rows]))
  }
  return comparisons
}
