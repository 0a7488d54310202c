import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { randomFrom } from '../calibrate/random.ts'

/** ONNX TensorProto.DataType FLOAT. */
const FLOAT = 1
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

/** Units of the two hidden layers: small as such models go, and large enough that running them is most of the floor. */
const HIDDEN = [128, 64] as const

/**
 * A multilayer perceptron `x` [N, inputs] → 128 → 64 (ReLU) → `probabilities` [N, 1]. The first two units of each layer carry the
 * logistic model of the coefficients (z = relu(z) − relu(−z)), the others noise that is drawn from the seed.
 */
export function mlpModel(coefficients: readonly number[], noise: number, seed: number): Uint8Array {
  const random = randomFrom(seed)
  const inputs = coefficients.length
  const [first, second] = HIDDEN
  const signs = [1, -1]
  const w1 = matrix(inputs, first, (row, column) => (coefficients[row] ?? 0) * (signs[column] ?? random.normal()))
  const w2 = matrix(first, second, (row, column) => (column < 2 ? Number(row === column) : random.normal() / Math.sqrt(first)))
  const w3 = matrix(second, 1, (row) => signs[row] ?? noise * random.normal())
  const graph = new BinaryWriter()
  message(graph, GRAPH.node, node('Gemm', ['x', 'w1', 'b1'], 'h1'))
  message(graph, GRAPH.node, node('Relu', ['h1'], 'a1'))
  message(graph, GRAPH.node, node('Gemm', ['a1', 'w2', 'b2'], 'h2'))
  message(graph, GRAPH.node, node('Relu', ['h2'], 'a2'))
  message(graph, GRAPH.node, node('Gemm', ['a2', 'w3', 'b3'], 'z'))
  message(graph, GRAPH.node, node('Sigmoid', ['z'], 'probabilities'))
  graph.tag(GRAPH.name, WireType.LengthDelimited).string('mlp')
  for (const [name, dims, values] of [
    ['w1', [inputs, first], w1],
    ['b1', [first], new Float32Array(first)],
    ['w2', [first, second], w2],
    ['b2', [second], new Float32Array(second)],
    ['w3', [second, 1], w3],
    ['b3', [1], new Float32Array(1)],
  ] as const) {
    message(graph, GRAPH.initializer, tensor(name, dims, values))
  }
  message(graph, GRAPH.input, value('x', ['N', inputs]))
  message(graph, GRAPH.output, value('probabilities', ['N', 1]))
  const model = new BinaryWriter()
  model.tag(MODEL.irVersion, WireType.Varint).int64(IR_VERSION)
  message(model, MODEL.graph, graph)
  message(model, MODEL.opsetImport, new BinaryWriter().tag(OPSET_IMPORT.version, WireType.Varint).int64(OPSET))
  return model.finish()
}

/** Row-major. */
function matrix(rows: number, columns: number, weight: (row: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, index) => weight(Math.floor(index / columns), index % columns))
}

function message(writer: BinaryWriter, field: number, content: BinaryWriter): void {
  writer.tag(field, WireType.LengthDelimited).bytes(content.finish())
}

function node(opType: string, inputs: readonly string[], output: string): BinaryWriter {
  const writer = new BinaryWriter()
  for (const input of inputs) writer.tag(NODE.input, WireType.LengthDelimited).string(input)
  writer.tag(NODE.output, WireType.LengthDelimited).string(output)
  return writer.tag(NODE.opType, WireType.LengthDelimited).string(opType)
}

function tensor(name: string, dims: readonly number[], values: Float32Array): BinaryWriter {
  const writer = new BinaryWriter()
  for (const dim of dims) writer.tag(TENSOR.dims, WireType.Varint).int64(dim)
  writer.tag(TENSOR.dataType, WireType.Varint).int32(FLOAT)
  writer.tag(TENSOR.name, WireType.LengthDelimited).string(name)
  return writer.tag(TENSOR.rawData, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer))
}

function value(name: string, shape: readonly (string | number)[]): BinaryWriter {
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
