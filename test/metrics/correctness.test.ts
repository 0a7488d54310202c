import { correctness, predictedClass } from '../../src/metrics/correctness.ts'
import { answersOf, answersOfRows, binarySample, multiclassSample } from './samples.ts'

test.each([
  [
    'a score above one half is positive, one half is not',
    binarySample([0, 1, 1, 0]),
    answersOf([0.5, 0.5, 0.51, 0.2]),
    [0, 0, 1, 0],
    [1, 0, 1, 1],
  ],
  [
    'the first maximum of a row',
    multiclassSample([0, 1, 2], 3),
    answersOfRows([
      [0.4, 0.4, 0.2],
      [0.4, 0.4, 0.2],
      [0.1, 0.2, 0.7],
    ]),
    [0, 0, 2],
    [1, 0, 1],
  ],
  [
    'negative logits',
    multiclassSample([1, 0], 2),
    answersOfRows([
      [-3, -1],
      [-1, -2],
    ]),
    [1, 0],
    [1, 1],
  ],
] as const)('%s', (_, sample, answers, predicted, right) => {
  expect(Array.from(predictedClass(sample, answers))).toEqual(predicted)
  expect(Array.from(correctness(sample, answers))).toEqual(right)
})
