import { readFileSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import type { Tensor } from 'onnxruntime-common'
import type { OnnxruntimeModule } from '../native/load.ts'
import type { TensorData } from '../tabular/batch.ts'

/** One input of a model for all rows that are held. */
export type HeldTensor = {
  readonly name: string
  /** As onnxruntime names it. */
  readonly type: Tensor.Type
  /** Sizes after the rows; of an input that is the same in every call, all sizes. */
  readonly dims: readonly number[]
  /** 0 for an input that is the same in every call. */
  readonly rows: number
  readonly data: TensorData
}

/** More distinct calls of one batch size would only fill memory. */
const MOST_FEEDS = 512

export function writeHeldInputs(path: string, tensors: readonly HeldTensor[]): void {
  writeFileSync(path, serialize(tensors))
}

export function readHeldInputs(path: string): readonly HeldTensor[] {
  return deserialize(readFileSync(path))
}

/**
 * The calls of one batch size, made before anything is timed: consecutive rows, the first again after the last. The rows of small
 * calls are views of what is held; a call of more rows than are held repeats them.
 */
export function makeFeeds(onnxruntime: OnnxruntimeModule, tensors: readonly HeldTensor[], rows: number): Record<string, Tensor>[] {
  const held = Math.max(1, ...tensors.map((tensor) => tensor.rows))
  const count = Math.max(1, Math.min(MOST_FEEDS, Math.floor(held / rows)))
  return Array.from({ length: count }, (_, call) =>
    Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorOf(onnxruntime, tensor, call * rows, rows)])),
  )
}

function tensorOf(onnxruntime: OnnxruntimeModule, tensor: HeldTensor, first: number, rows: number): Tensor {
  const { type, dims, data } = tensor
  if (tensor.rows === 0) return new onnxruntime.Tensor(type, data, dims)
  const width = dims.reduce((product, size) => product * size, 1)
  return new onnxruntime.Tensor(type, rowsOf(data, first, rows, tensor.rows, width), [rows, ...dims])
}

function rowsOf(data: TensorData, first: number, rows: number, held: number, width: number): TensorData {
  if (first + rows <= held)
    return Array.isArray(data) ? data.slice(first * width, (first + rows) * width) : data.subarray(first * width, (first + rows) * width)
  const from = (index: number) => (first * width + index) % (held * width)
  if (Array.isArray(data)) return Array.from({ length: rows * width }, (_, index) => data[from(index)] ?? '')
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const repeated = data instanceof BigInt64Array ? new BigInt64Array(rows * width) : new BigUint64Array(rows * width)
    for (let index = 0; index < repeated.length; index++) repeated[index] = data[from(index)] ?? 0n
    return repeated
  }
  const repeated = emptyLike(data, rows * width)
  for (let index = 0; index < repeated.length; index++) repeated[index] = data[from(index)] ?? 0
  return repeated
}

type PlainNumbers = Exclude<TensorData, string[] | BigInt64Array | BigUint64Array>

function emptyLike(data: PlainNumbers, length: number): PlainNumbers {
  if (data instanceof Float32Array) return new Float32Array(length)
  if (data instanceof Float64Array) return new Float64Array(length)
  if (data instanceof Int8Array) return new Int8Array(length)
  if (data instanceof Uint8Array) return new Uint8Array(length)
  if (data instanceof Int16Array) return new Int16Array(length)
  if (data instanceof Uint16Array) return new Uint16Array(length)
  return data instanceof Int32Array ? new Int32Array(length) : new Uint32Array(length)
}
