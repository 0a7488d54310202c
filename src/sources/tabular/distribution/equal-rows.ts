import type { Vector } from '../duckdb.ts'
import { wordsOf } from './column-counter.ts'
import { HashCounts } from './hash-counts.ts'
import type { RowCounts, RowsProfile } from './profile.ts'

/** Different rows that are kept; up to so many the counts are exact. */
const SAMPLED_ROWS = 2 ** 16

/** Counts equal rows of one side by their hashes. */
export class RowCounter {
  readonly whole = new HashCounts(SAMPLED_ROWS)
  /** By features, with the label beside them; null without a label. */
  readonly features: HashCounts | null
  rows = 0

  constructor(hasLabel: boolean) {
    this.features = hasLabel ? new HashCounts(SAMPLED_ROWS) : null
  }

  take(whole: Vector, features: Vector | null, label: Vector | null, rows: number): void {
    const words = wordsOf(whole, rows)
    for (let row = 0; row < rows; row++) this.whole.add(words[row * 2] ?? 0, words[row * 2 + 1] ?? 0)
    if (this.features !== null && features !== null && label !== null) {
      const [keys, labels] = [wordsOf(features, rows), wordsOf(label, rows)]
      for (let row = 0; row < rows; row++) this.features.add(keys[row * 2] ?? 0, keys[row * 2 + 1] ?? 0, 1, labels[row * 2] ?? 0)
    }
    this.rows += rows
  }
}

export function compareRows(reference: RowCounter, current: RowCounter): RowsProfile {
  const smaller = Math.min(reference.rows, current.rows)
  return {
    reference: countsOf(reference, smaller),
    current: countsOf(current, smaller),
    shared: sharedRows(reference.whole, current.whole),
    conflicts:
      reference.features === null || current.features === null
        ? null
        : { reference: conflictsOf(reference.features), current: conflictsOf(current.features) },
  }
}

/**
 * The more rows, the more are equal by chance. So the larger side is thinned, in expectation: a value of c copies of which each stays
 * with probability r still has 1 − (1 − r)^c of its firsts.
 */
function countsOf({ whole, rows }: RowCounter, smaller: number): RowCounts {
  const stays = smaller === 0 ? 1 : smaller / rows
  const counted = { rows: 0, duplicates: 0, twins: 0 }
  for (const { count } of whole.entries()) {
    counted.rows += count
    counted.duplicates += count - (1 - (1 - stays) ** count) / stays
    if (count > 1) counted.twins += count
  }
  return { ...counted, duplicates: Math.max(0, Math.round(counted.duplicates)) }
}

function sharedRows(reference: HashCounts, current: HashCounts): RowsProfile['shared'] {
  const level = Math.max(reference.level, current.level)
  let [looked, found] = [0, 0]
  for (const { low, high, count } of current.entries(level)) {
    looked += count
    if (reference.count(low, high) > 0) found += count
  }
  return { looked, found }
}

function conflictsOf(features: HashCounts): { rows: number; conflicting: number } {
  let [rows, conflicting] = [0, 0]
  for (const { count, differs } of features.entries()) {
    rows += count
    if (differs) conflicting += count
  }
  return { rows, conflicting }
}
