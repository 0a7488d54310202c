import type { Flips } from '../../judge/verdict.ts'
import { correctness } from '../../metrics/correctness.ts'
import type { SliceColumn } from '../../sources/scored-rows.ts'
import { benjaminiHochberg } from '../../stats/multiplicity.ts'
import { mcnemar } from '../../stats/paired-proportions.ts'
import type { Measurement } from './sample.ts'
import { sliceGroups } from './slice-groups.ts'

/** As many groups as a reviewer reads. */
const MOST_GROUPS = 5
/** Groups are searched, not declared: their false discoveries are held to one in twenty (Benjamini–Hochberg), and none is judged. */
const FALSE_DISCOVERY_RATE = 0.05

/** Per row: 1 where the answer turned right, −1 where it turned wrong, 0 where it stayed. */
export type Turns = Int8Array

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

/** How many answers turned, both ways, and the groups in which right answers were lost beyond chance. */
export function summarizeFlips(turns: Turns, slices: readonly SliceColumn[]): Omit<Flips, 'file'> {
  const groups = [...sliceGroups(slices)].map(({ slice, rows }) => ({ slice, ...count(turns, rows) }))
  const adjusted = benjaminiHochberg(groups.map(lossBeyondChance))
  const separating = groups
    .map((group, index) => ({ group, p: adjusted[index] ?? 1 }))
    .filter(({ p }) => p <= FALSE_DISCOVERY_RATE)
    .sort((a, b) => a.p - b.p || b.group.toWrong - a.group.toWrong)
    .slice(0, MOST_GROUPS)
    .map(({ group }) => group)
  return { ...count(turns, null), groups: separating }
}

/** Rows whose answer turned, for the file that a reviewer reads. */
export function turnedRows(turns: Turns): Uint32Array {
  const rows: number[] = []
  turns.forEach((turn, row) => {
    if (turn !== 0) rows.push(row)
  })
  return Uint32Array.from(rows)
}

function count(turns: Turns, rows: Uint32Array | null): { rows: number; toWrong: number; toRight: number } {
  let toWrong = 0
  let toRight = 0
  const length = rows?.length ?? turns.length
  for (let i = 0; i < length; i++) {
    const turn = turns[rows === null ? i : (rows[i] ?? 0)] ?? 0
    if (turn < 0) toWrong++
    else if (turn > 0) toRight++
  }
  return { rows: length, toWrong, toRight }
}

/** Mid-p McNemar against "more answers turned wrong than right". */
function lossBeyondChance({ toRight, toWrong }: { readonly toRight: number; readonly toWrong: number }): number {
  return mcnemar({ bothRight: 0, onlyCandidateRight: toRight, onlyBaselineRight: toWrong, bothWrong: 0 }).worse.midP
}
