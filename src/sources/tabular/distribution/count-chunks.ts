import type { Vector } from '../duckdb.ts'
import { isValid, itemsOf, validRows } from '../vectors.ts'
import type { ChunkCounts, ColumnUse } from './profile.ts'

/** Parts of the reference, in the order of its rows: what follows one another in a file mostly does so in time. */
export const CHUNKS = 10
/** Bins of a number, by its quantiles, and named levels of a category. */
const MOST_BINS = 64

/** What is counted in chunks: bins begin at `values`; levels are named by the lower half of their hash, all others share the last. */
export type ChunkGrid = { readonly use: ColumnUse; readonly values: readonly number[] }

export function gridOfNumbers(bins: { readonly values: readonly number[]; readonly reference: readonly number[] }): ChunkGrid {
  const all = bins.reference.reduce((sum, count) => sum + count, 0)
  const values: number[] = []
  let held = Infinity
  for (const [index, value] of bins.values.entries()) {
    const count = bins.reference[index] ?? 0
    if (held + count > all / MOST_BINS) {
      values.push(value)
      held = 0
    }
    held += count
  }
  return { use: 'number', values }
}

export function gridOfLevels(entries: Iterable<{ readonly low: number; readonly count: number }>): ChunkGrid {
  const frequent = [...entries].sort((a, b) => b.count - a.count).slice(0, MOST_BINS - 1)
  return { use: 'category', values: frequent.map(({ low }) => low) }
}

/** Counts one column of the reference, chunk by chunk. */
export class ChunkCounter {
  readonly #grid: ChunkGrid
  readonly #chunkRows: number
  readonly #places: ReadonlyMap<number, number>
  readonly #counts: readonly number[][]
  #seen = 0

  constructor(grid: ChunkGrid, rows: number) {
    this.#grid = grid
    this.#chunkRows = Math.max(1, Math.ceil(rows / CHUNKS))
    this.#places = new Map(grid.values.map((value, place) => [value, place]))
    this.#counts = Array.from({ length: CHUNKS }, () => new Array<number>(grid.values.length + 1).fill(0))
  }

  take(vector: Vector, rows: number): void {
    const valid = validRows(vector, rows)
    const items = itemsOf(vector)
    const words = items instanceof BigUint64Array ? new Uint32Array(items.buffer, items.byteOffset, rows * 2) : null
    for (let row = 0; row < rows; row++) {
      if (valid !== null && !isValid(valid, row)) continue
      const place = words === null ? this.#binOf(Number(items[row])) : (this.#places.get(words[row * 2] ?? 0) ?? this.#grid.values.length)
      const chunk = this.#counts[Math.floor((this.#seen + row) / this.#chunkRows)]
      if (chunk !== undefined && place >= 0) chunk[place] = (chunk[place] ?? 0) + 1
    }
    this.#seen += rows
  }

  counts(): ChunkCounts {
    if (this.#grid.use !== 'number') return { values: null, counts: this.#counts }
    return { values: this.#grid.values, counts: this.#counts.map((chunk) => chunk.slice(0, -1)) }
  }

  /** The last bin that begins at or below the number; −1 for what is no number. */
  #binOf(value: number): number {
    if (!Number.isFinite(value)) return -1
    const { values } = this.#grid
    let [low, high] = [0, values.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((values[middle] ?? 0) <= value) low = middle
      else high = middle - 1
    }
    return low
  }
}
