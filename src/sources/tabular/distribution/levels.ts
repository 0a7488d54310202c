import type { Column, Table } from '../table.ts'
import type { HashCounts } from './hash-counts.ts'
import { namesOf } from './level-names.ts'
import type { Level } from './profile.ts'

type Place = { readonly table: Table; readonly column: Column }

/** Levels named for a plot, and levels of one side only named for a finding; the rest is counted without a name. */
const NAMED_FREQUENT = 12
const NAMED_EXCLUSIVE = 50
/** One row of a level is no finding. */
const LEAST_COPIES = 2

/** All levels of both sides with their counts, the most frequent first. */
export async function compareLevels(
  reference: HashCounts,
  current: HashCounts,
  places: { readonly reference: Place; readonly current: Place },
): Promise<readonly Level[]> {
  const levels = [...counted(reference, current)].sort((a, b) => b.reference + b.current - a.reference - a.current)
  const exclusive = levels.filter(
    (level) => Math.min(level.reference, level.current) === 0 && level.reference + level.current >= LEAST_COPIES,
  )
  const wanted = new Set([...levels.slice(0, NAMED_FREQUENT), ...exclusive.slice(0, NAMED_EXCLUSIVE)])
  const hashes = (isHere: (level: Counted) => boolean) => [...wanted].filter(isHere).map(({ hash }) => hash)
  const names = new Map([
    ...(await namesOf(
      places.reference.table,
      places.reference.column,
      hashes((level) => level.reference > 0),
    )),
    ...(await namesOf(
      places.current.table,
      places.current.column,
      hashes((level) => level.reference === 0),
    )),
  ])
  return levels.map(({ hash, ...counts }) => ({ name: names.get(hash) ?? null, ...counts }))
}

type Counted = { readonly hash: string; readonly reference: number; readonly current: number }

function* counted(reference: HashCounts, current: HashCounts): Generator<Counted> {
  for (const { low, high, count } of reference.entries()) {
    yield { hash: decimal(low, high), reference: count, current: current.count(low, high) }
  }
  for (const { low, high, count } of current.entries()) {
    if (reference.count(low, high) === 0) yield { hash: decimal(low, high), reference: 0, current: count }
  }
}

function decimal(low: number, high: number): string {
  return String((BigInt(high) << 32n) | BigInt(low))
}
