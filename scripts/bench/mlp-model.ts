import { randomFrom } from '../calibrate/random.ts'
import { onnxModel } from './onnx-graph.ts'

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
  return onnxModel({
    name: 'mlp',
    nodes: [
      { op: 'Gemm', inputs: ['x', 'w1', 'b1'], output: 'h1' },
      { op: 'Relu', inputs: ['h1'], output: 'a1' },
      { op: 'Gemm', inputs: ['a1', 'w2', 'b2'], output: 'h2' },
      { op: 'Relu', inputs: ['h2'], output: 'a2' },
      { op: 'Gemm', inputs: ['a2', 'w3', 'b3'], output: 'z' },
      { op: 'Sigmoid', inputs: ['z'], output: 'probabilities' },
    ],
    weights: [
      { name: 'w1', dims: [inputs, first], values: w1 },
      { name: 'b1', dims: [first], values: new Float32Array(first) },
      { name: 'w2', dims: [first, second], values: w2 },
      { name: 'b2', dims: [second], values: new Float32Array(second) },
      { name: 'w3', dims: [second, 1], values: w3 },
      { name: 'b3', dims: [1], values: new Float32Array(1) },
    ],
    input: { name: 'x', shape: ['N', inputs] },
    output: { name: 'probabilities', shape: ['N', 1] },
  })
}

/** Row-major. */
function matrix(rows: number, columns: number, weight: (row: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, index) => weight(Math.floor(index / columns), index % columns))
}
