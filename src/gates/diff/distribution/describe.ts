import { formatPercent, formatPlain } from '../../../judge/format-number.ts'
import type { ColumnProfile } from '../../../sources/tabular/distribution/profile.ts'
import { total } from '../../../stats/drift/counts.ts'

/** What was not compared of a column, and why: nothing is left out silently. */
export function describeColumn(column: ColumnProfile, isName: boolean): readonly string[] {
  const { name, use, levels, types, bins } = column
  const quoted = JSON.stringify(name)
  const nested = use === 'other' ? nestedNote(column) : null
  if (nested !== null) return nested
  if (isName) return [`${quoted} names rows: its values are not compared, only its nulls.`]
  if (use === 'other') {
    const why = types.reference === types.current ? `of type ${types.current}` : `${types.reference} in the reference, ${types.current} now`
    return [`${quoted} is ${why}: its values are not compared, only its nulls.`]
  }
  if (use === 'category' && levels === null)
    return [`${quoted} has more than 10,000 different values: they are not compared, only its nulls.`]
  return bins === null || use !== 'number' ? [] : zeroNote(column, total(bins.reference), total(bins.current))
}

/** What is inside stands among the columns by a name of its own; null for what is no struct and no list on both sides. */
function nestedNote({ name, types: { reference, current } }: ColumnProfile): readonly string[] | null {
  const both = (has: (type: string) => boolean) => has(reference) && has(current)
  if (both((type) => /\]$/.test(type)))
    return [`${JSON.stringify(name)} is a list: its length and the mean of its numbers are compared, not each of its values.`]
  return both((type) => type.startsWith('STRUCT(')) ? [] : null
}

/** Part of the distance already; said because a feature that suddenly is 0 has a simple cause. */
const ZERO_SHARE_WORTH_SAYING = 0.02

function zeroNote({ name, reference, current }: ColumnProfile, before: number, after: number): readonly string[] {
  if (before === 0 || after === 0) return []
  const shares = [reference.zeros / before, current.zeros / after] as const
  if (Math.abs(shares[1] - shares[0]) < ZERO_SHARE_WORTH_SAYING) return []
  return [`${JSON.stringify(name)}: ${formatPercent(shares[1])} zeros, ${formatPercent(shares[0])} in the reference.`]
}

/** Time moves on between honest samples, so it is said and not judged. */
export function describeTime({ name, use, reference, current }: ColumnProfile): readonly string[] {
  if (use !== 'time' || reference.max === null || current.max === null || current.min === null || reference.min === null) return []
  const [before, after] = [`${day(reference.min)} to ${day(reference.max)}`, `${day(current.min)} to ${day(current.max)}`]
  const older = (reference.max - current.max) / SECONDS_A_DAY
  const stale = older >= 1 ? ` The newest row is ${formatPlain(older, 2)} days older than the reference's.` : ''
  return [`${JSON.stringify(name)} covers ${after}, in the reference ${before}: moments are not compared.${stale}`]
}

const SECONDS_A_DAY = 86_400
/** Beyond it JavaScript has no dates (ECMA-262, 21.4.1.1), in seconds. */
const LAST_MOMENT = 8.64e12

function day(seconds: number): string {
  return Math.abs(seconds) > LAST_MOMENT ? `${formatPlain(seconds)} s` : new Date(seconds * 1000).toISOString().slice(0, 10)
}
