import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** ONNX TensorProto.DataType. */
const FLOAT = 1
const INT64 = 7
const OPSET = 17
const IR_VERSION = 8

/** Field numbers of onnx.proto. */
const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 } as const
const OPSET_IMPORT = { version: 2 } as const
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const
const NODE = { input: 1, output: 2, opType: 4 } as const
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const
const VALUE = { name: 1, type: 2 } as const
const DIMENSION = { value: 1, param: 2 } as const

export type OnnxGraph = {
  readonly name: string
  readonly nodes: readonly { readonly op: string; readonly inputs: readonly string[]; readonly output: string }[]
  readonly weights: readonly { readonly name: string; readonly dims: readonly number[]; readonly values: Float32Array | BigInt64Array }[]
  readonly input: OnnxValue
  readonly output: OnnxValue
}
/** Of floats; a size that is a text is open. */
export type OnnxValue = { readonly name: string; readonly shape: readonly (string | number)[] }

/** A model of plain operators, weights included, as the bytes of its file. */
export function onnxModel({ name, nodes, weights, input, output }: OnnxGraph): Uint8Array {
  const graph = new BinaryWriter()
  for (const node of nodes) message(graph, GRAPH.node, nodeOf(node))
  graph.tag(GRAPH.name, WireType.LengthDelimited).string(name)
  for (const weight of weights) message(graph, GRAPH.initializer, tensorOf(weight))
  message(graph, GRAPH.input, valueInfoOf(input))
  message(graph, GRAPH.output, valueInfoOf(output))
  const model = new BinaryWriter()
  model.tag(MODEL.irVersion, WireType.Varint).int64(IR_VERSION)
  message(model, MODEL.graph, graph)
  message(model, MODEL.opsetImport, new BinaryWriter().tag(OPSET_IMPORT.version, WireType.Varint).int64(OPSET))
  return model.finish()
}

function message(writer: BinaryWriter, field: number, content: BinaryWriter): void {
  writer.tag(field, WireType.LengthDelimited).bytes(content.finish())
}

function nodeOf({ op, inputs, output }: OnnxGraph['nodes'][number]): BinaryWriter {
  const writer = new BinaryWriter()
  for (const input of inputs) writer.tag(NODE.input, WireType.LengthDelimited).string(input)
  writer.tag(NODE.output, WireType.LengthDelimited).string(output)
  return writer.tag(NODE.opType, WireType.LengthDelimited).string(op)
}

function tensorOf({ name, dims, values }: OnnxGraph['weights'][number]): BinaryWriter {
  const writer = new BinaryWriter()
  for (const dim of dims) writer.tag(TENSOR.dims, WireType.Varint).int64(dim)
  writer.tag(TENSOR.dataType, WireType.Varint).int32(values instanceof Float32Array ? FLOAT : INT64)
  writer.tag(TENSOR.name, WireType.LengthDelimited).string(name)
  return writer.tag(TENSOR.rawData, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer))
}

function valueInfoOf({ name, shape }: OnnxValue): BinaryWriter {
  const dims = new BinaryWriter()
  for (const dim of shape) {
    const writer = new BinaryWriter()
    if (typeof dim === 'number') writer.tag(DIMENSION.value, WireType.Varint).int64(dim)
    else writer.tag(DIMENSION.param, WireType.LengthDelimited).string(dim)
    message(dims, 1, writer)
  }
  const tensorType = new BinaryWriter().tag(1, WireType.Varint).int32(FLOAT)
  message(tensorType, 2, dims)
  const type = new BinaryWriter()
  message(type, 1, tensorType)
  const writer = new BinaryWriter().tag(VALUE.name, WireType.LengthDelimited).string(name)
  message(writer, VALUE.type, type)
  return writer
}
