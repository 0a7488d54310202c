import { z } from 'zod'
import type { OutputTensor } from '../onnx/float-values.ts'
import type { InputPlan } from '../onnx/input-plan.ts'
import type { ValueFacts } from '../onnx/model-facts.ts'
import type { TensorData } from '../tabular/batch.ts'
import type { TensorType } from '../tabular/tensor-plan.ts'

/*
 * The Open Inference Protocol, version 2, over HTTP/REST with JSON tensors, as KServe, Triton and MLServer speak it:
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */

/** Datatypes of the protocol by ONNX's names, in which the rest of Sluice thinks. */
const ELEMENT_OF: Readonly<Record<string, string>> = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float',
  FP64: 'double',
  BYTES: 'string',
}
const DATATYPE_OF: Readonly<Record<TensorType, string>> = {
  float32: 'FP32',
  float64: 'FP64',
  int8: 'INT8',
  uint8: 'UINT8',
  int16: 'INT16',
  uint16: 'UINT16',
  int32: 'INT32',
  uint32: 'UINT32',
  int64: 'INT64',
  uint64: 'UINT64',
  bool: 'BOOL',
  string: 'BYTES',
}

/** Triton and MLServer write -1 for a dimension that is open. */
const tensorMetadata = z.object({
  name: z.string(),
  datatype: z.string().default(''),
  shape: z.array(z.coerce.number()).nullish(),
})
const modelMetadata = z.object({
  name: z.string().default(''),
  versions: z.array(z.coerce.string()).nullish(),
  platform: z.string().nullish(),
  inputs: z.array(tensorMetadata).nullish(),
  outputs: z.array(tensorMetadata).nullish(),
})
const serverMetadata = z.object({ name: z.string().default(''), version: z.coerce.string().default('') })
const inferAnswer = z.object({
  model_name: z.string().nullish(),
  model_version: z.coerce.string().nullish(),
  outputs: z.array(z.object({ name: z.string(), shape: z.array(z.number()), datatype: z.string(), data: z.array(z.unknown()) })).min(1),
})

export type ServedModel = {
  readonly name: string
  readonly versions: readonly string[]
  readonly platform: string | null
  readonly inputs: readonly ValueFacts[]
  readonly outputs: readonly ValueFacts[]
}
export type InferAnswer = { readonly version: string | null; readonly outputs: readonly (OutputTensor & { readonly name: string })[] }

export type Addresses = { readonly server: string; readonly model: string; readonly infer: string }

/** An address of a model, with or without a version or a trailing `/infer`. */
export function addressesOf(url: string): Addresses {
  const model = url
    .replace(/[?#].*$/s, '')
    .replace(/\/(?:infer)?$/, '')
    .replace(/\/infer$/, '')
  return { server: model.replace(/\/models\/.*$/s, ''), model, infer: `${model}/infer` }
}

/** @throws ZodError, SyntaxError */
export function readModelMetadata(text: string): ServedModel {
  const { name, versions, platform, inputs, outputs } = modelMetadata.parse(JSON.parse(text))
  return {
    name,
    versions: versions ?? [],
    platform: platform ?? null,
    inputs: (inputs ?? []).map(factsOf),
    outputs: (outputs ?? []).map(factsOf),
  }
}

/** As in `mlserver 1.7.1`. @throws ZodError, SyntaxError */
export function readServerName(text: string): string {
  const { name, version } = serverMetadata.parse(JSON.parse(text))
  return `${name} ${version}`.trim()
}

function factsOf({ name, datatype, shape }: z.infer<typeof tensorMetadata>): ValueFacts {
  const element = ELEMENT_OF[datatype] ?? null
  const dimensions = shape?.map((size, index) => (index === 0 || size < 0 ? null : size)) ?? null
  return { name, type: datatype === '' ? 'unknown' : datatype, element, shape: dimensions, hasDefault: false }
}

/** What stands for the metadata of a server that has none: the inputs that the policy names, numbers as FP32. */
export function assumedInputs(
  inputs: Readonly<Record<string, readonly string[]>>,
  columns: readonly { readonly name: string; readonly numeric: boolean }[],
): ValueFacts[] {
  return Object.entries(inputs).map(([name, from]) => {
    const isNumeric = from.every((column) => columns.find((known) => known.name === column)?.numeric ?? true)
    const [type, element] = isNumeric ? ['FP32', 'float'] : ['BYTES', 'string']
    return { name, type, element, shape: [null, from.length], hasDefault: false }
  })
}

/** The body of an inference request, of rows `start` to `start + rows` of the packed tensors. */
export function inferRequest(
  plans: readonly InputPlan[],
  tensors: Readonly<Record<string, TensorData>>,
  start: number,
  rows: number,
  output: string | null,
): string {
  const inputs = plans.map(({ tensor, trailing, narrowed }) => {
    const width = tensor.columns.length
    const data = tensors[tensor.name]
    if (data === undefined) throw new Error(`the reader packed no tensor ${tensor.name}`)
    const datatype = narrowed ? 'FP16' : DATATYPE_OF[tensor.type]
    const shape = JSON.stringify([rows, ...trailing])
    const name = JSON.stringify(tensor.name)
    return `{"name":${name},"shape":${shape},"datatype":"${datatype}","data":[${jsonItems(data, start * width, (start + rows) * width, tensor.type)}]}`
  })
  const outputs = output === null ? '' : `,"outputs":[{"name":${JSON.stringify(output)}}]`
  return `{"inputs":[${inputs.join(',')}]${outputs}}`
}

function jsonItems(data: TensorData, from: number, to: number, type: TensorType): string {
  if (Array.isArray(data))
    return data
      .slice(from, to)
      .map((text) => JSON.stringify(text))
      .join(',')
  if (type === 'bool') return [...data.slice(from, to)].map((value) => (value ? 'true' : 'false')).join(',')
  return data.subarray(from, to).join(',')
}

/** First position (0-based, from the start of the data) of a number that JSON cannot write; -1 where there is none. */
export function firstNotFinite(data: TensorData, from: number, to: number): number {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return -1
  for (let i = from; i < to; i++) if (!Number.isFinite(data[i])) return i
  return -1
}

/** @throws ZodError, SyntaxError for what is no answer of the protocol */
export function readInferAnswer(json: unknown): InferAnswer {
  const { model_version: version, outputs } = inferAnswer.parse(json)
  return {
    version: version ?? null,
    outputs: outputs.map(({ name, shape, datatype, data }) => ({ name, dims: shape, ...tensorOf(datatype, data) })),
  }
}

/** Nested lists are allowed by the protocol; null is what KServe writes for NaN. */
function tensorOf(datatype: string, data: readonly unknown[]): { type: string; data: unknown } {
  const flat = data.flat(16)
  const numbers = Float64Array.from(flat, (item) => (typeof item === 'number' ? item : Number.NaN))
  if (!flat.every((item) => item === null || typeof item === 'number')) return { type: datatype, data: flat }
  return datatype === 'FP32' || datatype === 'FP16'
    ? { type: 'float32', data: Float32Array.from(numbers) }
    : { type: 'float64', data: numbers }
}
