import type { ColumnUse, PairTable } from './profile.ts'
import type { RowSample } from './row-sample.ts'

/** Columns of which every pair is looked at; with more the number of pairs would outgrow the rest of the work. */
export const MOST_PAIRED = 30
/** Bins of a number and named levels of a category: coarse, so that a table of two has cells that chance fills evenly. */
const BINS = 4

/** How two columns go together on each side: a table of each pair over the same cells. */
export function pairTables(
  columns: readonly { readonly name: string; readonly use: ColumnUse }[],
  { reference, current }: { readonly reference: RowSample; readonly current: RowSample },
): readonly PairTable[] {
  const sides = { reference: reference.columns(), current: current.columns() }
  const coded = columns.map(({ name, use }, index) => {
    const [before = new Float64Array(), after = new Float64Array()] = [sides.reference[index], sides.current[index]]
    const code = use === 'number' ? codeOfNumbers(before, after) : codeOfLevels(before, after)
    return { name, width: BINS + 2, reference: Uint8Array.from(before, code), current: Uint8Array.from(after, code) }
  })
  return coded.flatMap((one, index) =>
    coded.slice(index + 1).map((other) => ({
      columns: [one.name, other.name] as const,
      width: other.width,
      reference: tableOf(one.reference, other.reference, other.width),
      current: tableOf(one.current, other.current, other.width),
    })),
  )
}

/** Quartiles of both sides together; the last code is for what is missing. */
function codeOfNumbers(before: Float64Array, after: Float64Array): (value: number) => number {
  const pooled = new Float64Array(before.length + after.length)
  pooled.set(before)
  pooled.set(after, before.length)
  const finite = pooled.filter((value) => !Number.isNaN(value)).sort()
  const edges = [1, 2, 3].map((quarter) => finite[Math.floor((finite.length * quarter) / BINS)] ?? 0)
  return (value) => (Number.isNaN(value) ? BINS + 1 : edges.filter((edge) => value >= edge).length)
}

/** The most frequent levels of both sides together; then all others, then what is missing. */
function codeOfLevels(before: Float64Array, after: Float64Array): (value: number) => number {
  const counts = new Map<number, number>()
  for (const side of [before, after]) for (const value of side) counts.set(value, (counts.get(value) ?? 0) + 1)
  const frequent = [...counts]
    .filter(([value]) => !Number.isNaN(value))
    .sort((a, b) => b[1] - a[1])
    .slice(0, BINS)
  const codes = new Map(frequent.map(([value], code) => [value, code]))
  return (value) => (Number.isNaN(value) ? BINS + 1 : (codes.get(value) ?? BINS))
}

function tableOf(rows: Uint8Array, columns: Uint8Array, width: number): number[] {
  const cells = new Array<number>(width * width).fill(0)
  for (let row = 0; row < rows.length; row++) {
    const cell = (rows[row] ?? 0) * width + (columns[row] ?? 0)
    cells[cell] = (cells[cell] ?? 0) + 1
  }
  return cells
}
