import { formatCount, formatPercent } from '../../../judge/format-number.ts'
import type { ColumnProfile, DistributionProfile } from '../../../sources/tabular/distribution/profile.ts'
import { chanceOfExclusive } from '../../../stats/drift/exclusive-level.ts'
import type { DistributionFinding, DistributionRequest } from './request.ts'

/** Outside this band of the reference's rows, somebody should look. */
const LEAST_ROWS = 0.5
const MOST_ROWS = 2

/** The number of rows says something of two versions of the same data; a test set is as large as it is. */
export function findRowCount({ rows }: DistributionProfile, relation: DistributionRequest['relation']): readonly DistributionFinding[] {
  const ratio = rows.current / rows.reference
  if (relation === 'training' && rows.current > 0) return []
  if (!(ratio < LEAST_ROWS || ratio > MOST_ROWS)) return []
  const message = rows.current === 0 ? 'No rows are left.' : `${formatPercent(ratio)} of the reference's rows.`
  const evidence = `${formatCount(rows.current)} rows, ${formatCount(rows.reference)} in the reference`
  return [{ rule: ratio > MOST_ROWS ? 'ROWCOUNT_JUMP' : 'ROWCOUNT_DROP', subject: 'rows', message, evidence, severity: 'risky' }]
}

/** Chance that honest samples show a lost key at all, over all columns. */
const FALSE_ALARM_RATE = 0.005
/** Beyond 2^53 neighbouring whole numbers are one in a double, and what looks like a copy may be none. */
const LARGEST_EXACT = Number.MAX_SAFE_INTEGER

/** A column that named each row of the reference and now repeats, more often than chance puts all copies on one side. */
export function findLostKey({ name, reference, current }: ColumnProfile, columns: number): readonly DistributionFinding[] {
  if (!isUnique(reference.distinct) || current.distinct === null || isInexact(current)) return []
  const { rows, values } = current.distinct
  const chance = chanceOfExclusive(rows - values, rows, rows + reference.distinct.rows)
  if (chance > FALSE_ALARM_RATE / columns) return []
  const evidence = `${formatCount(rows - values)} of ${formatCount(rows)} values looked at are copies; none in the reference`
  return [{ rule: 'UNIQUE_OR_KEY_CHANGED', subject: name, message: 'Values repeat that were unique.', evidence, severity: 'breaking' }]
}

/** Whole numbers that number rows leave few gaps, and those that are drawn at random are huge; an amount is neither. */
const GAPS = 100
const HUGE = 1e12

/** A column that names rows: unique on both sides, and its values say nothing about a population. */
export function isKey({ use, reference, current }: ColumnProfile): boolean {
  if (!isUnique(reference.distinct) || !(isUnique(current.distinct) || isInexact(current))) return false
  if (use !== 'number') return true
  return [reference, current].every(({ min, max, rows }) => {
    if (min === null || max === null) return false
    return max - min <= GAPS * rows || Math.max(max, -min) >= HUGE
  })
}

type Distinct = ColumnProfile['reference']['distinct']

function isUnique(distinct: Distinct): distinct is NonNullable<Distinct> {
  return distinct !== null && distinct.rows > 0 && distinct.rows === distinct.values
}

function isInexact({ min, max }: ColumnProfile['reference']): boolean {
  return Math.max(max ?? 0, -(min ?? 0)) > LARGEST_EXACT
}
