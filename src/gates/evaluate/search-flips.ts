import { MeasurementError } from '../../errors.ts'
import { formatCount } from '../../judge/format-number.ts'
import type { Flips } from '../../judge/verdict.ts'
import type { CountedTurns, ScoredRows, ScoringJob, TurnGroup, TurnsToCount } from '../../sources/scored-rows.ts'
import { countAll, countSlices, leastRows, separatingGroups, type Turns, turnedRows } from './flips.ts'

/** Above this the second look at the data would be felt: the declared slices, whose codes are here, are searched alone. */
const MOST_ROWS = 200_000

export type CountTurns = (turns: TurnsToCount) => Promise<CountedTurns>
export type FlipSearch = { readonly flips: Omit<Flips, 'file'>; readonly notes: readonly string[] }

/** How many answers turned, both ways, and where: by the declared slices and by the data's other columns. @throws what countTurns throws, but for a MeasurementError */
export async function searchFlips(turns: Turns, scored: ScoredRows, job: ScoringJob, countTurns: CountTurns | null): Promise<FlipSearch> {
  const all = countAll(turns)
  const declared = countSlices(turns, scored.slices)
  const least = leastRows(all)
  const found = (others: readonly TurnGroup[], notes: readonly string[]): FlipSearch => ({
    flips: { ...all, groups: [...separatingGroups(all, [...declared, ...others])] },
    notes,
  })
  if (least === null || countTurns === null) return found([], [])
  if (all.rows > MOST_ROWS) return found([], [tooMany(all.rows)])
  try {
    const { groups, left } = await countTurns(turnsToCount(turns, least, job))
    return found(groups, left === 0 ? [] : [`Changed answers were not looked for in the last ${formatCount(left)} columns of the data.`])
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error
    return found([], [`Changed answers were looked for in the declared slices alone: ${error.message}.`])
  }
}

/** What is no property of a case is not looked at, nor what a declared slice has looked at. */
function turnsToCount(turns: Turns, minRows: number, { data, limits }: ScoringJob): TurnsToCount {
  const { files, format, label, id, weight, query, slices } = data
  const rows = turnedRows(turns)
  const named = [label, id, weight, query].filter((name) => name !== undefined)
  return {
    data: { files, format },
    rows,
    turns: Int8Array.from(rows, (row) => turns[row] ?? 0),
    skip: [...named, ...slices.flatMap((slice) => (slice.kind === 'where' ? [] : [slice.column]))],
    minRows,
    limits,
  }
}

function tooMany(rows: number): string {
  return `Changed answers were looked for in the declared slices alone: the data have ${formatCount(rows)} rows, and their other columns are searched up to ${formatCount(MOST_ROWS)}.`
}
