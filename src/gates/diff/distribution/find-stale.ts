import { formatCount, formatPlain } from '../../../judge/format-number.ts'
import type { ColumnProfile } from '../../../sources/tabular/distribution/profile.ts'
import { total } from '../../../stats/drift/counts.ts'
import { chanceOfExclusive } from '../../../stats/drift/exclusive-level.ts'
import type { DistributionFinding } from './request.ts'

/** Chance that the newest rows of honest halves all fall into the reference. */
const FALSE_ALARM_RATE = 0.005
const SECONDS_A_DAY = 86_400

export type Freshness = {
  /** Greatest age of the newest row in seconds; null: only compared with the reference. */
  readonly limit: number | null
  /** As 2026-11-24, in UTC. */
  readonly today: string
}

/** Whether the newest row of the declared time column is older than it may be, or than the reference's beyond chance. */
export function findStale(
  column: ColumnProfile,
  time: string | undefined,
  freshness: Freshness | undefined,
): readonly DistributionFinding[] {
  const { name, use, bins, reference, current } = column
  if (name !== time || use !== 'time' || current.max === null) return []
  const age = freshness === undefined ? 0 : Date.parse(freshness.today) / 1000 - current.max
  if (freshness !== undefined && freshness.limit !== null && age > freshness.limit) {
    const evidence = `newest ${momentOf(current.max)}, allowed ${days(freshness.limit)} before ${freshness.today}`
    return [{ rule: 'DATA_STALE', subject: name, message: `The newest row is ${days(age)} old.`, evidence, severity: 'breaking' }]
  }
  if (bins === null || reference.max === null || reference.max <= current.max) return []
  const [before, after] = [total(bins.reference), total(bins.current)]
  const later = laterRows(bins)
  if (before === 0 || after === 0 || chanceOfExclusive(later, before, before + after) > FALSE_ALARM_RATE) return []
  const message = `The newest row is ${days(reference.max - current.max)} older than the reference's.`
  const evidence = `${momentOf(current.max)}, in the reference ${momentOf(reference.max)}; ${formatCount(later)} of its rows are newer than all of these`
  return [{ rule: 'DATA_STALE', subject: name, message, evidence, severity: 'risky' }]
}

/** Reference rows behind the last bin that the current data use. */
function laterRows({ reference, current }: NonNullable<ColumnProfile['bins']>): number {
  let rows = 0
  for (let bin = reference.length - 1; bin >= 0 && (current[bin] ?? 0) === 0; bin--) rows += reference[bin] ?? 0
  return rows
}

function days(seconds: number): string {
  const amount = formatPlain(seconds / SECONDS_A_DAY, 2)
  return `${amount} ${amount === '1' ? 'day' : 'days'}`
}

function momentOf(seconds: number): string {
  const milliseconds = seconds * 1000
  return Math.abs(milliseconds) > 8.64e15
    ? `${formatPlain(seconds)} s`
    : new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')
}
