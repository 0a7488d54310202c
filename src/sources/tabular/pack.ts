/**
 * Strided copies from a column into a row-major tensor. Each is small and called with one kind of array only, so that V8 keeps
 * it in machine code: a general one is twenty times slower.
 */

/** @returns whether all values are finite (v − v is 0 for those and NaN for others, and a sum keeps a NaN; counting takes half as long again) */
export function packFloat32(items: Float32Array, from: number, count: number, out: Float32Array, at: number, stride: number): boolean {
  let sum = 0
  for (let row = 0, to = at; row < count; row++, to += stride) {
    const value = items[from + row] ?? 0
    sum += value - value
    out[to] = value
  }
  return sum === 0
}

/** @returns whether all values are finite */
export function packFloat64(items: Float64Array, from: number, count: number, out: Float64Array, at: number, stride: number): boolean {
  let sum = 0
  for (let row = 0, to = at; row < count; row++, to += stride) {
    const value = items[from + row] ?? 0
    sum += value - value
    out[to] = value
  }
  return sum === 0
}

type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array

export function packIntegers(items: Numbers, from: number, count: number, out: Numbers, at: number, stride: number): void {
  for (let row = 0, to = at; row < count; row++, to += stride) out[to] = items[from + row] ?? 0
}

/** 64-bit numbers as pairs of words: reading each as a BigInt would make an object of it. `stride` and `at` count numbers. */
export function packWordPairs(items: Int32Array, from: number, count: number, out: Int32Array, at: number, stride: number): void {
  for (let row = 0, to = at * 2, source = from * 2; row < count; row++, to += stride * 2, source += 2) {
    out[to] = items[source] ?? 0
    out[to + 1] = items[source + 1] ?? 0
  }
}
