import { ActivatedTwice } from '../../../src/sources/onnx/activated-twice.ts'
import type { OutputPlan } from '../../../src/sources/onnx/read-answers.ts'

const plan = (activation: 'sigmoid' | 'softmax'): OutputPlan => ({
  model: 'baseline (old.onnx)',
  task: 'binary-classification',
  output: 'probabilities',
  activation,
  positiveColumn: 1,
  classes: null,
})

function conclude(activation: 'sigmoid' | 'softmax', batches: readonly (readonly number[])[], width: number): void {
  const watch = new ActivatedTwice(plan(activation))
  for (const values of batches) watch.look(values, values.length / width)
  watch.refuse()
}
const repeated = (row: readonly number[], rows: number): number[] => Array.from({ length: rows }, () => row).flat()

test.each([
  ['probabilities through a sigmoid', 'sigmoid', [repeated([0.2], 60), repeated([1], 40)], 1],
  ['probabilities of two classes through a softmax', 'softmax', [repeated([0.25, 0.75], 100)], 2],
] as const)('%s are refused, with the way out', (_, activation, batches, width) => {
  expect(() => conclude(activation, batches, width)).toThrow(
    expect.objectContaining({
      reasonCode: 'OUTPUT_NOT_PROBABILITY',
      message: expect.stringMatching(/^baseline \(old\.onnx\).*all 100 rows/),
    }),
  )
})

test.each([
  ['logits', 'sigmoid', [repeated([-1.5], 100)], 1],
  ['one logit beyond 1 in the second batch', 'sigmoid', [repeated([0.5], 100), [1.25]], 1],
  ['logits of two classes within 0 to 1 that do not sum to 1', 'softmax', [repeated([0.9, 0.8], 100)], 2],
  ['so few rows that they may lie there by chance', 'sigmoid', [repeated([0.5], 99)], 1],
  ['NaN, which has an error of its own', 'sigmoid', [[...repeated([0.5], 100), Number.NaN]], 1],
] as const)('%s go through', (_, activation, batches, width) => {
  expect(() => conclude(activation, batches, width)).not.toThrow()
})
