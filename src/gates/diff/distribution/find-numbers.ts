import { formatCount, formatPercent, formatPlain } from '../../../judge/format-number.ts'
import type { ColumnProfile } from '../../../sources/tabular/distribution/profile.ts'
import { type Bins, binnedQuantile, total } from '../../../stats/drift/counts.ts'
import { chanceOfExclusive } from '../../../stats/drift/exclusive-level.ts'
import { recognizeUnitChange } from '../../../stats/drift/unit-change.ts'
import type { DistributionFinding } from './request.ts'

/** Chance that honest samples show any widened range, over both ends of all columns (Bonferroni). */
const FALSE_ALARM_RATE = 0.005
/** A range that grew by less than this share of itself surprises no model. */
const LEAST_GROWTH = 0.25

/** What the values of a column of numbers tell besides their distance: another unit, and values where none were. */
export function findInNumbers(column: ColumnProfile, columns: number): readonly DistributionFinding[] {
  const { bins, use } = column
  if (bins === null || use !== 'number') return []
  return [unitFinding(column, bins), rangeFinding(column, bins, columns), narrowing(column, bins, columns)].filter(
    (finding) => finding !== null,
  )
}

function unitFinding({ name }: ColumnProfile, bins: Bins): DistributionFinding | null {
  const change = recognizeUnitChange(bins)
  if (change === null) return null
  const { transform, share, rows } = change
  const where = share === 1 ? 'all rows' : `about ${formatPercent(share)} of the rows`
  const medians = [bins.reference, bins.current].map((counts) => formatPlain(binnedQuantile(bins.values, counts, 0.5), 4))
  return {
    rule: 'UNIT_OR_SEMANTICS_CHANGED',
    subject: name,
    message: `In ${where} the unit seems to have changed: ${transform.name}.`,
    evidence: `seen in ${formatCount(rows)} values; median ${medians[0]} in the reference, ${medians[1]} now`,
    severity: 'risky',
  }
}

/** Some values beyond the reference's extremes are in every sample; so many that chance would not put all of them on one side are not. */
function rangeFinding({ name, reference, current }: ColumnProfile, bins: Bins, columns: number): DistributionFinding | null {
  const { min, max } = reference
  if (min === null || max === null || current.min === null || current.max === null) return null
  const [before, after] = [total(bins.reference), total(bins.current)]
  const growth = (Math.max(0, current.max - max) + Math.max(0, min - current.min)) / Math.max(max - min, Number.MIN_VALUE)
  if (growth < LEAST_GROWTH) return null
  const rarest = FALSE_ALARM_RATE / (2 * columns)
  const beyond = [tailRows(bins, 1), tailRows(bins, -1)].filter((copies) => chanceOfExclusive(copies, after, before + after) <= rarest)
  if (beyond.length === 0) return null
  const rows = beyond.reduce((sum, copies) => sum + copies, 0)
  const [from, to] = [current.min, current.max].map((value) => formatPlain(value))
  return {
    rule: 'RANGE_WIDENED',
    subject: name,
    message: `Values range from ${from} to ${to}, in the reference from ${formatPlain(min)} to ${formatPlain(max)}.`,
    evidence: `${formatCount(rows)} of ${formatCount(after)} values lie outside the reference's range`,
    severity: 'risky',
  }
}

/** Values that nothing reaches any more: a filter or a clip upstream, mostly meant. */
function narrowing({ name, reference, current }: ColumnProfile, bins: Bins, columns: number): DistributionFinding | null {
  const { min, max } = reference
  if (min === null || max === null || current.min === null || current.max === null) return null
  // A range that moved as a whole is told as widened, or as another unit.
  if (current.min < min || current.max > max) return null
  const [before, after] = [total(bins.reference), total(bins.current)]
  const loss = (Math.max(0, max - current.max) + Math.max(0, current.min - min)) / Math.max(max - min, Number.MIN_VALUE)
  if (loss < LEAST_GROWTH) return null
  const turned = { ...bins, reference: bins.current, current: bins.reference }
  const gone = [tailRows(turned, 1), tailRows(turned, -1)].filter(
    (copies) => chanceOfExclusive(copies, before, before + after) <= FALSE_ALARM_RATE / (2 * columns),
  )
  if (gone.length === 0) return null
  const [from, to] = [current.min, current.max].map((value) => formatPlain(value))
  const message = `Values range from ${from} to ${to} only, in the reference from ${formatPlain(min)} to ${formatPlain(max)}.`
  const rows = gone.reduce((sum, copies) => sum + copies, 0)
  const evidence = `${formatCount(rows)} of ${formatCount(before)} reference values lie outside`
  return { rule: 'RANGE_NARROWED', subject: name, message, evidence, severity: 'info' }
}

/** Current values beyond the last (direction 1) or first (−1) bin that the reference uses. */
function tailRows({ values, reference, current }: Bins, direction: 1 | -1): number {
  let rows = 0
  for (let step = 0; step < values.length; step++) {
    const i = direction === 1 ? values.length - 1 - step : step
    if ((reference[i] ?? 0) > 0) return rows
    rows += current[i] ?? 0
  }
  return rows
}
