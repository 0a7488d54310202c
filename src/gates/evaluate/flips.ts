import type { Flips } from '../../judge/verdict.ts'
import { correctness } from '../../metrics/correctness.ts'
import type { SliceColumn, TurnGroup } from '../../sources/scored-rows.ts'
import { benjaminiHochberg } from '../../stats/multiplicity.ts'
import { randomSubsetShortfall } from '../../stats/random-subset.ts'
import type { Measurement } from './sample.ts'

/** As many groups as a reviewer reads. */
const MOST_GROUPS = 5
/** Groups are searched for: their false discoveries are held to one in twenty (Benjamini–Hochberg), and none is judged. */
const FALSE_DISCOVERY_RATE = 0.05
/** Turned answers that a group would have if it were like all others; with fewer the normal tail is too thin (Cochran's rule for counts). */
const LEAST_EXPECTED = 5

/** Per row: 1 where the answer turned right, −1 where it turned wrong, 0 where it stayed. */
export type Turns = Int8Array

export type TurnCounts = Pick<TurnGroup, 'rows' | 'toWrong' | 'toRight'>

/** null where answers are not right or wrong (regression, ranking), or where there is no baseline. */
export function turnsOf({ sample, arms }: Measurement): Turns | null {
  if (sample.task !== 'binary-classification' && sample.task !== 'multiclass-classification') return null
  if (arms.baseline === undefined || arms.candidate === undefined) return null
  const before = correctness(sample, arms.baseline)
  const after = correctness(sample, arms.candidate)
  const turns = new Int8Array(before.length)
  for (let row = 0; row < turns.length; row++) turns[row] = (after[row] ?? 0) - (before[row] ?? 0)
  return turns
}

export function countAll(turns: Turns): TurnCounts {
  let toWrong = 0
  let toRight = 0
  for (const turn of turns) {
    if (turn < 0) toWrong++
    else if (turn > 0) toRight++
  }
  return { rows: turns.length, toWrong, toRight }
}

/** Every group of every declared slice. */
export function countSlices(turns: Turns, slices: readonly SliceColumn[]): readonly TurnGroup[] {
  return slices.flatMap(({ name, groups, code }) => {
    const counts = groups.map((slice) => ({ of: name, slice, rows: 0, toWrong: 0, toRight: 0 }))
    code.forEach((group, row) => {
      const count = counts[group]
      if (count === undefined) return
      count.rows++
      if ((turns[row] ?? 0) < 0) count.toWrong++
      else if ((turns[row] ?? 0) > 0) count.toRight++
    })
    return counts
  })
}

/** The size from which a group can be told from chance; null where so few answers turned that no part of the rows can. */
export function leastRows({ rows, toWrong, toRight }: TurnCounts): number | null {
  const turned = toWrong + toRight
  return turned < 2 * LEAST_EXPECTED ? null : Math.ceil((LEAST_EXPECTED * rows) / turned)
}

/**
 * The groups that separate lost answers from the others best: in which more were lost, net of gains, than in the other rows, beyond what
 * a random group of that size shows. The surest first, and of each slice or column only its surest.
 */
export function separatingGroups(all: TurnCounts, groups: readonly TurnGroup[]): Flips['groups'] {
  const least = leastRows(all)
  if (least === null) return []
  const large = groups.filter(({ rows }) => rows >= least && rows < all.rows)
  const adjusted = benjaminiHochberg(large.map((group) => excessLoss(group, all)))
  const found = large
    .map((group, index) => ({ group, p: adjusted[index] ?? 1, raw: excessLoss(group, all) }))
    .filter(({ p }) => p <= FALSE_DISCOVERY_RATE)
    .sort((a, b) => a.raw - b.raw || b.group.toWrong - a.group.toWrong)
  const surest = new Map(found.toReversed().map(({ group }) => [group.of, group]))
  return found
    .filter(({ group }) => surest.get(group.of) === group)
    .slice(0, MOST_GROUPS)
    .map(({ group: { slice, rows, toWrong, toRight } }) => ({ slice, rows, toWrong, toRight }))
}

/** One-sided p-value of "this group lost no more than the other rows". */
function excessLoss({ rows, toWrong, toRight }: TurnCounts, all: TurnCounts): number {
  const population = { size: all.rows, sum: all.toRight - all.toWrong, sumOfSquares: all.toRight + all.toWrong }
  return randomSubsetShortfall(population, { size: rows, sum: toRight - toWrong })
}

/** Rows whose answer turned, for the file that a reviewer reads. */
export function turnedRows(turns: Turns): Uint32Array {
  const rows: number[] = []
  turns.forEach((turn, row) => {
    if (turn !== 0) rows.push(row)
  })
  return Uint32Array.from(rows)
}
