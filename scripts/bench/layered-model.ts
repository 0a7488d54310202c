import { randomFrom } from '../calibrate/random.ts'
import { onnxModel } from './onnx-graph.ts'

/**
 * `x` [N, …, width] through so many equal layers, each a product with one matrix and a ReLU: the time of a call is that of a layer
 * times their number, so that a slow-down is made exactly, by operators.
 *
 * @param between sizes between the rows and the last one: [2048] makes each row 2,048 rows of work
 * @param matrices how many different ones the layers take in turns: with one the file stays small, and the weights in the first cache
 */
export function layeredModel(layers: number, width: number, between: readonly number[] = [], matrices = 1): Uint8Array {
  const random = randomFrom(1)
  const weights = Array.from({ length: matrices }, (_, index) => {
    const values = Float32Array.from({ length: width * width }, () => random.normal() / Math.sqrt(width))
    return { name: `w${index}`, dims: [width, width], values }
  })
  const nodes = Array.from({ length: layers }, (_, layer) => [
    { op: 'MatMul', inputs: [layer === 0 ? 'x' : `a${layer - 1}`, `w${layer % matrices}`], output: `h${layer}` },
    { op: 'Relu', inputs: [`h${layer}`], output: layer === layers - 1 ? 'y' : `a${layer}` },
  ]).flat()
  const shape = ['N', ...between, width]
  return onnxModel({
    name: 'layers',
    nodes,
    weights,
    input: { name: 'x', shape },
    output: { name: 'y', shape },
  })
}

/**
 * `x` [N, width] that is answered for fewer rows than `most` and fails for others: it looks a value up by the number of rows, in a
 * table of so many values.
 */
export function limitedModel(width: number, most: number): Uint8Array {
  return onnxModel({
    name: 'limited',
    nodes: [
      { op: 'Shape', inputs: ['x'], output: 'shape' },
      { op: 'Gather', inputs: ['shape', 'first'], output: 'rows' },
      { op: 'Gather', inputs: ['table', 'rows'], output: 'value' },
      { op: 'Add', inputs: ['x', 'value'], output: 'y' },
    ],
    weights: [
      { name: 'first', dims: [1], values: BigInt64Array.of(0n) },
      { name: 'table', dims: [most], values: new Float32Array(most) },
    ],
    input: { name: 'x', shape: ['N', width] },
    output: { name: 'y', shape: ['N', width] },
  })
}
