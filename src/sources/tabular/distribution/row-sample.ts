import type { Vector } from '../duckdb.ts'
import { isValid, itemsOf, validRows } from '../vectors.ts'
import type { ColumnUse } from './profile.ts'

/** Rows of one side that are kept whole: enough to see how two columns go together. */
export const MOST_SAMPLED = 20_000
/** Stands for a null, NaN or infinity; no column's value is it. */
export const MISSING = Number.NaN

/**
 * A random sample of rows in flat memory. A row is kept by a hash of its number; when there is no more room every second one is
 * dropped, and from then on only every second row is looked at.
 */
export class RowSample {
  readonly #uses: readonly ColumnUse[]
  readonly #values: readonly Float64Array[]
  readonly #numbers = new Uint32Array(MOST_SAMPLED)
  #mask = 0
  #kept = 0
  #seen = 0

  /** @param uses of the sampled columns, in the order of their vectors */
  constructor(uses: readonly ColumnUse[]) {
    this.#uses = uses
    this.#values = uses.map(() => new Float64Array(MOST_SAMPLED))
  }

  take(vectorAt: (column: number) => Vector, rows: number): void {
    const chosen: number[] = []
    for (let row = 0; row < rows; row++) {
      const hash = hashOf(this.#seen + row)
      if ((hash & this.#mask) !== 0) continue
      if (this.#kept + chosen.length === MOST_SAMPLED) {
        this.#write(vectorAt, chosen, rows)
        chosen.length = 0
        this.#dropHalf()
        if ((hash & this.#mask) !== 0) continue
      }
      chosen.push(row)
    }
    this.#write(vectorAt, chosen, rows)
    this.#seen += rows
  }

  /** One array a column: numbers, or the lower half of a level's hash; MISSING where there is no value. */
  columns(): readonly Float64Array[] {
    return this.#values.map((values) => values.subarray(0, this.#kept))
  }

  #write(vectorAt: (column: number) => Vector, chosen: readonly number[], rows: number): void {
    if (chosen.length === 0) return
    for (const [column, values] of this.#values.entries()) {
      const vector = vectorAt(column)
      const read = this.#uses[column] === 'number' ? numbersOf(vector) : levelsOf(vector, rows)
      const valid = validRows(vector, rows)
      for (const [index, row] of chosen.entries()) {
        values[this.#kept + index] = valid !== null && !isValid(valid, row) ? MISSING : read(row)
      }
    }
    for (const [index, row] of chosen.entries()) this.#numbers[this.#kept + index] = this.#seen + row
    this.#kept += chosen.length
  }

  #dropHalf(): void {
    this.#mask = this.#mask * 2 + 1
    let kept = 0
    for (let index = 0; index < this.#kept; index++) {
      const number = this.#numbers[index] ?? 0
      if ((hashOf(number) & this.#mask) !== 0) continue
      this.#numbers[kept] = number
      for (const values of this.#values) values[kept] = values[index] ?? MISSING
      kept++
    }
    this.#kept = kept
  }
}

function numbersOf(vector: Vector): (row: number) => number {
  const items = itemsOf(vector)
  if (!(items instanceof Float64Array)) throw new Error(`numbers came as ${vector.type.toString()}`)
  return (row) => {
    const value = items[row] ?? MISSING
    return Number.isFinite(value) ? value : MISSING
  }
}

function levelsOf(vector: Vector, rows: number): (row: number) => number {
  const items = itemsOf(vector)
  if (!(items instanceof BigUint64Array)) throw new Error(`hashes came as ${vector.type.toString()}`)
  const words = new Uint32Array(items.buffer, items.byteOffset, rows * 2)
  return (row) => words[row * 2] ?? 0
}

/** The finaliser of MurmurHash3 (public domain): neighbouring numbers get unrelated hashes. */
function hashOf(number: number): number {
  let bits = number ^ 0x9e3779b9
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
