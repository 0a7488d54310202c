import type { Vector } from './duckdb.ts'

/** DuckDB's string_t is four 32-bit words: the length, then up to 12 bytes of text, or a prefix and a pointer. */
const WORDS = 4
const INLINE_BYTES = 12
/** Slots, a power of two: categories of a few columns fit, and the cache stays in the processor's. */
const SLOTS = 4096

/** Reads texts of a vector; categories that come again and again are decoded once. */
export type TextCache = {
  /** Must come before the vector's texts: pointers of long texts mean something within one vector only. */
  open(vector: Vector): void
  /** The text of a row that is not null. */
  text(row: number): string
}

export function textCache(): TextCache {
  const keys = new Int32Array(SLOTS * WORDS)
  /** Vector (counted from 1) of a long text; 0 for a short one, which is the same everywhere; −1 for an empty slot. */
  const epochs = new Int32Array(SLOTS).fill(-1)
  const texts = new Array<string>(SLOTS).fill('')
  let words = new Int32Array(0)
  let vectorOf: Vector | null = null
  let epoch = 0
  return {
    open(vector) {
      vectorOf = vector
      words = wordsOf(vector)
      epoch++
    },
    text(row) {
      const at = row * WORDS
      const a = words[at] ?? 0
      const b = words[at + 1] ?? 0
      const c = words[at + 2] ?? 0
      const d = words[at + 3] ?? 0
      const slot = hash(a, b, c, d)
      const key = slot * WORDS
      const wanted = a <= INLINE_BYTES ? 0 : epoch
      if (epochs[slot] === wanted && keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) {
        return texts[slot] ?? ''
      }
      const value = vectorOf?.getItem(row)
      if (typeof value !== 'string') throw new Error('a text that is none')
      epochs[slot] = wanted
      keys.set([a, b, c, d], key)
      texts[slot] = value
      return value
    },
  }
}

/** Multiplicative mixing; the constants are those of MurmurHash3's finaliser (Appleby, public domain). */
function hash(a: number, b: number, c: number, d: number): number {
  let mixed = Math.imul(a ^ b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f)
  mixed ^= mixed >>> 15
  return (mixed ^ (mixed >>> 7)) & (SLOTS - 1)
}

function wordsOf(vector: Vector): Int32Array<ArrayBuffer> {
  if (!('dataView' in vector) || !(vector.dataView instanceof DataView)) {
    throw new Error(`DuckDB's vector of ${vector.type.toString()} holds no texts as expected`)
  }
  const { buffer, byteOffset, byteLength } = vector.dataView
  if (!(buffer instanceof ArrayBuffer)) throw new Error('DuckDB shares its memory')
  return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT)
}
