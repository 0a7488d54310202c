import type { Vector } from '../duckdb.ts'
import { isValid, itemsOf, validRows } from '../vectors.ts'
import { GridHistogram } from './grid-histogram.ts'
import { HashCounts } from './hash-counts.ts'
import type { SideCounts } from './profile.ts'

/** Levels of a column of which each is counted; with more it holds names or free text. */
const MOST_LEVELS = 10_000
/** Different values looked at to say whether a column is unique. */
const SAMPLED_VALUES = 2 ** 15
/** A first chunk of so many different whole numbers may be an id. */
const LEAST_OF_KEY = 100

/** Takes one column of one side, chunk by chunk. */
export interface ColumnCounter {
  take(vector: Vector, rows: number): void
  counts(): SideCounts
}

/** What both sides of a column of numbers share: decided by the first numbers that come. */
export type Grid = { anchor: number | null; mayBeKey: boolean }

/** Numbers come as DOUBLE. */
export class NumberCounter implements ColumnCounter {
  readonly #grid: Grid
  readonly #whole: boolean
  #histogram: GridHistogram | null = null
  #keys: HashCounts | null = null
  #rows = 0
  #nulls = 0
  #notNumbers = 0
  #infinities = 0
  #zeros = 0
  #min = Infinity
  #max = -Infinity

  constructor(grid: Grid, whole: boolean) {
    this.#grid = grid
    this.#whole = whole
  }

  get histogram(): GridHistogram {
    this.#histogram ??= new GridHistogram(this.#grid.anchor ?? 0)
    return this.#histogram
  }

  take(vector: Vector, rows: number): void {
    const items = itemsOf(vector)
    if (!(items instanceof Float64Array)) throw new Error(`numbers came as ${vector.type.toString()}`)
    const valid = validRows(vector, rows)
    if (this.#grid.anchor === null) this.#settle(items, valid, rows)
    // Without an anchor there is no finite number among these rows.
    const histogram = this.#grid.anchor === null ? null : this.histogram
    let [min, max, zeros] = [this.#min, this.#max, 0]
    for (let row = 0; row < rows; row++) {
      if (valid !== null && !isValid(valid, row)) {
        this.#nulls++
        continue
      }
      const value = items[row] ?? Number.NaN
      if (!(value - value === 0)) {
        if (Number.isNaN(value)) this.#notNumbers++
        else this.#infinities++
        continue
      }
      if (value < min) min = value
      if (value > max) max = value
      if (value === 0) zeros++
      histogram?.add(value)
    }
    this.#rows += rows
    this.#zeros += zeros
    this.#min = min
    this.#max = max
    if (this.#grid.mayBeKey) this.#takeKeys(items, valid, rows)
  }

  counts(): SideCounts {
    const [min, max] = this.#min > this.#max ? [null, null] : [this.#min, this.#max]
    const distinct = this.#keys === null ? null : distinctOf(this.#keys)
    const odd = { notNumbers: this.#notNumbers, infinities: this.#infinities }
    return { rows: this.#rows, nulls: this.#nulls, ...odd, zeros: this.#zeros, min, max, distinct }
  }

  /** The grid is finest around the median of what comes first. */
  #settle(items: Float64Array, valid: Uint32Array | null, rows: number): void {
    const first = items.slice(0, rows).filter((value, row) => Number.isFinite(value) && (valid === null || isValid(valid, row)))
    if (first.length === 0) return
    this.#grid.anchor = first.sort()[first.length >>> 1] ?? 0
    this.#grid.mayBeKey = this.#whole && first.length >= LEAST_OF_KEY && new Set(first).size === first.length
  }

  #takeKeys(items: Float64Array, valid: Uint32Array | null, rows: number): void {
    this.#keys ??= new HashCounts(SAMPLED_VALUES)
    const words = new Uint32Array(items.buffer, items.byteOffset, rows * 2)
    for (let row = 0; row < rows; row++) {
      if (valid !== null && !isValid(valid, row)) continue
      const low = mixed((words[row * 2] ?? 0) ^ mixed(words[row * 2 + 1] ?? 0))
      this.#keys.add(low, mixed((words[row * 2 + 1] ?? 0) ^ low))
    }
  }
}

/** Texts and truth values come as 64-bit hashes. */
export class LevelCounter implements ColumnCounter {
  #levels: HashCounts | null
  #keys: HashCounts | null = null
  #rows = 0
  #nulls = 0

  constructor(countsLevels = true) {
    this.#levels = countsLevels ? new HashCounts(MOST_LEVELS) : null
  }

  /** null when there are too many. */
  get levels(): HashCounts | null {
    return this.#levels
  }

  take(vector: Vector, rows: number): void {
    const valid = validRows(vector, rows)
    const words = wordsOf(vector, rows)
    for (let row = 0; row < rows; row++) {
      if (valid !== null && !isValid(valid, row)) {
        this.#nulls++
        continue
      }
      const into = this.#levels ?? this.#keys
      into?.add(words[row * 2] ?? 0, words[row * 2 + 1] ?? 0)
      if (this.#levels !== null && this.#levels.level > 0) throw new Error('the levels ran over unseen')
      if (this.#levels !== null && this.#levels.size === MOST_LEVELS) this.#giveUpLevels(this.#levels)
    }
    this.#rows += rows
  }

  counts(): SideCounts {
    const distinct = this.#keys === null ? null : distinctOf(this.#keys)
    return { rows: this.#rows, nulls: this.#nulls, notNumbers: 0, infinities: 0, zeros: 0, min: null, max: null, distinct }
  }

  #giveUpLevels(levels: HashCounts): void {
    this.#keys = new HashCounts(SAMPLED_VALUES)
    for (const { low, high, count } of levels.entries()) this.#keys.add(low, high, count)
    this.#levels = null
  }
}

/** The two 32-bit words of each UBIGINT, lower first. */
export function wordsOf(vector: Vector, rows: number): Uint32Array {
  const items = itemsOf(vector)
  if (!(items instanceof BigUint64Array)) throw new Error(`hashes came as ${vector.type.toString()}`)
  return new Uint32Array(items.buffer, items.byteOffset, rows * 2)
}

function distinctOf(keys: HashCounts): SideCounts['distinct'] {
  let rows = 0
  for (const { count } of keys.entries()) rows += count
  return { rows, values: keys.size }
}

/** The finaliser of MurmurHash3 (public domain): each bit of the answer depends on each of the word, and no two words share one. */
function mixed(word: number): number {
  let bits = word
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
