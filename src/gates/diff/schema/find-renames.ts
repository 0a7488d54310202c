import { formatPercent } from '../../../judge/format-number.ts'
import type { ColumnSchema, Sketch, TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { missingFrom } from './diff-columns.ts'
import { typeInWords } from './type-words.ts'

export type Renames = { readonly findings: readonly Finding[]; readonly names: ReadonlySet<string> }

/** Columns of which a sketch tells whether one is the other under a new name; empty where nothing can have been renamed. */
export function renameCandidates(
  reference: TableSchema,
  current: TableSchema,
): { readonly reference: string[]; readonly current: string[] } {
  const [removed, added] = [missingFrom(current, reference), missingFrom(reference, current)]
  const same = (column: ColumnSchema, others: readonly ColumnSchema[]) => others.some((other) => sameType(column, other))
  return {
    reference: removed
      .filter((column) => same(column, added))
      .map(({ name }) => name)
      .slice(0, MOST_CANDIDATES),
    current: added
      .filter((column) => same(column, removed))
      .map(({ name }) => name)
      .slice(0, MOST_CANDIDATES),
  }
}

const MOST_CANDIDATES = 50
/** Largest distance at which values count as the same: of quantiles in ranges, of shares. */
const NEAR = 0.05

/** A column that is gone and a new one of the same type with nearly the same values: likely one column. A suggestion, never certain. */
export function findRenames(reference: TableSchema, current: TableSchema): Renames {
  const free = new Set(missingFrom(reference, current))
  const findings: Finding[] = []
  const names = new Set<string>()
  for (const removed of missingFrom(current, reference)) {
    const [best] = [...free]
      .filter((added) => sameType(removed, added))
      .map((added) => ({ added, distance: distanceOf(removed.sketch, added.sketch) }))
      .filter(({ distance }) => distance <= NEAR)
      .sort((one, other) => one.distance - other.distance)
    if (best === undefined) continue
    free.delete(best.added)
    names.add(removed.name).add(best.added.name)
    findings.push(renamed(removed, best.added, best.distance))
  }
  return { findings, names }
}

function sameType(one: ColumnSchema, other: ColumnSchema): boolean {
  return typeInWords(one.type) === typeInWords(other.type)
}

function renamed({ name, type }: ColumnSchema, added: ColumnSchema, distance: number): Finding {
  return {
    rule: 'COLUMN_RENAMED',
    subject: name,
    message: `The column is gone, and the new ${JSON.stringify(added.name)} looks like it.`,
    evidence: `both ${typeInWords(type)}; quantiles, frequent values and nulls of the first rows differ by at most ${formatPercent(distance)}`,
  }
}

/** 0 for the same values; Infinity where nothing can be compared. */
function distanceOf(one: Sketch | null, other: Sketch | null): number {
  if (one === null || other === null) return Infinity
  return Math.max(Math.abs(one.nulls - other.nulls), quantileDistance(one, other) ?? levelDistance(one, other))
}

function quantileDistance({ quantiles: one }: Sketch, { quantiles: other }: Sketch): number | null {
  if (one === null || other === null) return null
  // The ends are single rows and wander; the quartiles do not.
  const middle = [1, 2, 3]
  const range = Math.max(...[one, other].map((values) => (values[4] ?? 0) - (values[0] ?? 0)))
  if (range === 0) return one[0] === other[0] ? 0 : Infinity
  return Math.max(...middle.map((index) => Math.abs((one[index] ?? 0) - (other[index] ?? 0)) / range))
}

/** Values that hardly repeat say nothing: no two columns of free text are taken for each other. */
function levelDistance(one: Sketch, other: Sketch): number {
  if (one.levels.length === 0 || (one.levels[0]?.share ?? 0) < NEAR) return Infinity
  const shareIn = ({ levels }: Sketch, value: string) => levels.find((level) => level.value === value)?.share ?? 0
  const values = new Set([...one.levels, ...other.levels].map(({ value }) => value))
  return Math.max(...[...values].map((value) => Math.abs(shareIn(one, value) - shareIn(other, value))))
}
