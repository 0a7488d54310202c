import { elementName, tensorBytes } from './element-types.ts'
import type { ModelFile } from './model-file.ts'
import type { DimensionProto, ModelProto, TensorProto, TypeProto, ValueProto } from './onnx-proto.ts'
import { walkModel } from './walk-graph.ts'

/** A fixed size, a name shared by dimensions that must agree, or null for one that says neither. */
export type Dimension = number | string | null

export type ValueFacts = {
  readonly name: string
  /** As ONNX writes it: `tensor(float)`, `sequence(map(int64,tensor(float)))`. */
  readonly type: string
  /** Element type of a tensor (`float`, `int64`, `string`), null for anything else. */
  readonly element: string | null
  /** null when the file states no shape (any rank). */
  readonly shape: readonly Dimension[] | null
  /** An input that an initializer of the same name fills when it is not given. */
  readonly hasDefault: boolean
}
export type TensorFacts = { readonly name: string; readonly type: string; readonly shape: readonly number[]; readonly bytes: number | null }

/** What a model file says about itself; the runtime exposes only a part of it. */
export type ModelFacts = {
  readonly fileBytes: number
  readonly irVersion: number
  /** By domain; ONNX's own, written as the empty string in the file, is `ai.onnx`. */
  readonly opsets: Readonly<Record<string, number>>
  readonly producer: { readonly name: string; readonly version: string }
  /** The file's own count of versions; 0 where nobody keeps it. */
  readonly modelVersion: number
  readonly metadata: Readonly<Record<string, string>>
  readonly inputs: readonly ValueFacts[]
  readonly outputs: readonly ValueFacts[]
  readonly initializers: readonly TensorFacts[]
  /** Every location of external data as written in the file, sorted, subgraphs included. Not checked: see external-data.ts. */
  readonly externalData: readonly string[]
  /** Nodes by operator, subgraphs and functions included: `MatMul` of ONNX's own domain, `ai.onnx.ml::ZipMap` of others. */
  readonly operators: Readonly<Record<string, number>>
  readonly nodeCount: number
}

/** IR version since which an initializer no longer needs an input of its name, and one that has it is a default. */
const IR_WITH_DEFAULTS = 4

export function modelFacts({ bytes, model }: Pick<ModelFile, 'bytes' | 'model'>): ModelFacts {
  const initializers = model.graph?.initializer ?? []
  const initialized = new Set(initializers.map(({ name }) => name))
  const irVersion = Number(model.irVersion)
  // Before IR 4 every initializer had to be listed as an input as well: those are weights, not inputs.
  const inputs = (model.graph?.input ?? []).filter(({ name }) => irVersion >= IR_WITH_DEFAULTS || !initialized.has(name))
  const operators = countOperators(model)
  return {
    fileBytes: bytes.length,
    irVersion,
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain || 'ai.onnx', Number(version)])),
    producer: { name: model.producerName, version: model.producerVersion },
    modelVersion: Number(model.modelVersion),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    inputs: inputs.map((value) => valueFacts(value, initialized.has(value.name))),
    outputs: (model.graph?.output ?? []).map((value) => valueFacts(value, false)),
    initializers: initializers.map(tensorFacts),
    externalData: externalLocations(model),
    operators: Object.fromEntries([...operators].sort(([a], [b]) => (a < b ? -1 : 1))),
    nodeCount: [...operators.values()].reduce((sum, count) => sum + count, 0),
  }
}

/** Distinct locations of external data, whatever else the tensor says: a tensor that names two is looked at twice. */
export function externalLocations(model: ModelProto): string[] {
  const locations = new Set<string>()
  walkModel(model, {
    tensor: ({ externalData }) => {
      for (const { key, value } of externalData) if (key === 'location') locations.add(value)
    },
  })
  return [...locations].sort()
}

function countOperators(model: ModelProto): Map<string, number> {
  const counts = new Map<string, number>()
  walkModel(model, {
    node: ({ domain, opType }) => {
      const name = domain === '' || domain === 'ai.onnx' ? opType : `${domain}::${opType}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
  })
  return counts
}

function tensorFacts({ name, dataType, dims }: TensorProto): TensorFacts {
  const shape = dims.map(Number)
  const elements = shape.reduce((product, size) => product * size, 1)
  return { name, type: elementName(dataType), shape, bytes: tensorBytes(dataType, elements) }
}

function valueFacts({ name, type }: ValueProto, hasDefault: boolean): ValueFacts {
  const tensor = type?.tensorType
  return {
    name,
    type: typeName(type),
    element: tensor === undefined ? null : elementName(tensor.elemType),
    shape: tensor?.shape === undefined ? null : tensor.shape.dim.map(dimension),
    hasDefault,
  }
}

function typeName(type: TypeProto | undefined): string {
  if (type?.tensorType) return `tensor(${elementName(type.tensorType.elemType)})`
  if (type?.sequenceType) return `sequence(${typeName(type.sequenceType.elemType)})`
  if (type?.mapType) return `map(${elementName(type.mapType.keyType)},${typeName(type.mapType.valueType)})`
  if (type?.optionalType) return `optional(${typeName(type.optionalType.elemType)})`
  if (type?.sparseTensorType) return `sparse_tensor(${elementName(type.sparseTensorType.elemType)})`
  return 'unknown'
}

function dimension(dim: DimensionProto): Dimension {
  // Unset fields are inherited defaults: only a field that the file states is the message's own.
  if (Object.hasOwn(dim, 'dimValue')) return Number(dim.dimValue)
  return dim.dimParam === '' ? null : dim.dimParam
}
