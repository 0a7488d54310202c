import type { Vector } from './duckdb.ts'

export type Items =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/**
 * The numbers of a chunk's column as DuckDB holds them, without boxing each (its public getItem does). The fields are private in
 * its types, so their shape is checked; runtime/ pins the version.
 */
export function itemsOf(vector: Vector): Items {
  if ('items' in vector && ArrayBuffer.isView(vector.items) && isItems(vector.items)) return vector.items
  throw new Error(`DuckDB's vector of ${vector.type.toString()} holds no numbers as expected`)
}

function isItems(view: ArrayBufferView): view is Items {
  return !(view instanceof DataView)
}

/**
 * Bits of the rows that are not null, 32 rows a word, lowest bit first; null when all `rows` are valid, which is the common case
 * and need not be looked at row by row.
 */
export function validRows(vector: Vector, rows: number): Uint32Array | null {
  if (!('validity' in vector) || typeof vector.validity !== 'object' || vector.validity === null || !('data' in vector.validity)) {
    throw new Error(`DuckDB's vector of ${vector.type.toString()} has no validity as expected`)
  }
  const { data } = vector.validity
  if (data === null || data === undefined) return null
  if (!(data instanceof BigUint64Array)) throw new Error("DuckDB's validity is not 64-bit words")
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2)
  return allSet(words, rows) ? null : words
}

function allSet(words: Uint32Array, rows: number): boolean {
  const full = rows >>> 5
  for (let word = 0; word < full; word++) if (words[word] !== 0xffffffff) return false
  const rest = rows & 31
  if (rest === 0) return true
  const mask = 2 ** rest - 1
  return ((words[full] ?? 0) & mask) >>> 0 === mask
}

export function isValid(words: Uint32Array, row: number): boolean {
  return (((words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1
}
