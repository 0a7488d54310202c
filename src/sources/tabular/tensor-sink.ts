import type { TensorData } from './batch.ts'
import { BrokenClaim, type Claim } from './claim.ts'
import { countAbove, countNotFinite, type FeatureCounts, putNaN } from './feature-counts.ts'
import { packFloat32, packFloat64, packIntegers, packWordPairs } from './pack.ts'
import type { Sink } from './row-stream.ts'
import type { TensorType } from './tensor-plan.ts'
import { textCache } from './text-cache.ts'
import { isValid, itemsOf, validRows } from './vectors.ts'

/** Where a column goes: its place in the rows of a tensor, whose array is a new one each batch. */
export type TensorTarget = {
  readonly slot: { readonly type: TensorType; readonly width: number; readonly data: TensorData }
  readonly offset: number
  readonly counts: FeatureCounts | null
  readonly exactUpTo: number | null
  readonly claim: Claim
}

const MAKE: Readonly<Record<TensorType, (length: number) => TensorData>> = {
  float32: (length) => new Float32Array(length),
  float64: (length) => new Float64Array(length),
  int8: (length) => new Int8Array(length),
  uint8: (length) => new Uint8Array(length),
  int16: (length) => new Int16Array(length),
  uint16: (length) => new Uint16Array(length),
  int32: (length) => new Int32Array(length),
  uint32: (length) => new Uint32Array(length),
  int64: (length) => new BigInt64Array(length),
  uint64: (length) => new BigUint64Array(length),
  bool: (length) => new Uint8Array(length),
  string: (length) => new Array<string>(length).fill(''),
}

export function allocateTensor(type: TensorType, length: number): TensorData {
  return MAKE[type](length)
}

export function tensorSink(target: TensorTarget): Sink {
  const { type } = target.slot
  if (type === 'string') return stringSink(target)
  return type === 'float32' || type === 'float64' ? floatSink(target) : integerSink(target)
}

function floatSink({ slot, offset, counts, exactUpTo }: TensorTarget): Sink {
  return (vector, from, count, at) => {
    const items = itemsOf(vector)
    const { data: out, width } = slot
    if (!(items instanceof Float32Array || items instanceof Float64Array)) throw otherArray(items)
    const first = at * width + offset
    let allFinite = true
    if (items instanceof Float32Array && out instanceof Float32Array) allFinite = packFloat32(items, from, count, out, first, width)
    else if (items instanceof Float64Array && out instanceof Float64Array) allFinite = packFloat64(items, from, count, out, first, width)
    else throw otherArray(items)
    const valid = validRows(vector, from + count)
    const nulls = valid === null ? 0 : putNaN(valid, from, count, out, first, width)
    if (counts === null) return
    counts.nulls += nulls
    if (!allFinite) countNotFinite(counts, items, valid, from, count)
    if (exactUpTo !== null) counts.inexact += countAbove(items, valid, from, count, exactUpTo)
  }
}

function integerSink({ slot, offset, claim }: TensorTarget): Sink {
  return (vector, from, count, at) => {
    if (validRows(vector, from + count) !== null) throw new BrokenClaim(claim)
    const items = itemsOf(vector)
    const { data: out, width } = slot
    if (items.constructor !== out.constructor || out instanceof Float32Array || out instanceof Float64Array || Array.isArray(out))
      throw otherArray(items)
    if (items instanceof Float32Array || items instanceof Float64Array) throw otherArray(items)
    const first = at * width + offset
    if (items instanceof BigInt64Array || items instanceof BigUint64Array)
      return packWordPairs(words(items), from, count, words(out), first, width)
    if (out instanceof BigInt64Array || out instanceof BigUint64Array) throw otherArray(items)
    packIntegers(items, from, count, out, first, width)
  }
}

function words({ buffer, byteOffset, byteLength }: ArrayBufferView): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT)
}

/** A null text is the empty one: what encoders trained on pandas' frames are commonly given. */
function stringSink({ slot, offset, counts }: TensorTarget): Sink {
  const cache = textCache()
  return (vector, from, count, at) => {
    const { data: out, width } = slot
    if (!Array.isArray(out)) throw new Error('a string tensor is not an array')
    const valid = validRows(vector, from + count)
    cache.open(vector)
    for (let row = from, to = at * width + offset; row < from + count; row++, to += width) {
      if (valid === null || isValid(valid, row)) out[to] = cache.text(row)
      else if (counts !== null) counts.nulls++
    }
  }
}

function otherArray(items: object): Error {
  return new Error(`DuckDB gave ${items.constructor.name}, not the tensor's type`)
}
