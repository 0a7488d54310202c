import { withClassesOfBoth } from '../../src/metrics/averaged-classes.ts'
import { answersOfRows, metricValue, multiclassSample } from './samples.ts'

const CLASSES = 6
const answers = (predicted: readonly number[]) =>
  answersOfRows(predicted.map((one) => Array.from({ length: CLASSES }, (_, k) => (k === one ? 0.9 : 0.02))))
const sample = (labels: readonly number[]) => multiclassSample([...labels], CLASSES)

/** The example of scikit-learn's documentation (f1_score, precision_score, recall_score), and the same in classes 3, 4 and 5 of six. */
const TRUTH = [0, 1, 2, 0, 1, 2]
const GIVEN = [0, 2, 1, 0, 0, 1]

test.each([
  ['f1_macro', 0.8 / 3],
  ['precision_macro', 2 / 9],
  ['recall_macro', 1 / 3],
])('%s is over the classes that labels or answers have', (metric, expected) => {
  for (const first of [0, 3]) {
    const shifted = (classes: readonly number[]) => classes.map((one) => one + first)
    expect(metricValue(metric, sample(shifted(TRUTH)), answers(shifted(GIVEN)))).toBeCloseTo(expected, 12)
  }
})

// scikit-learn: f1_score([1, 1, 2, 2], [1, 2, 2, 4], average='macro') is (2/3 + 1/2 + 0) / 3.
test('a class of the answers alone counts as 0', () => {
  expect(metricValue('f1_macro', sample([1, 1, 2, 2]), answers([1, 2, 2, 4]))).toBeCloseTo((2 / 3 + 1 / 2) / 3, 12)
})

test('two arms are averaged over the classes of both', () => {
  const [baseline, candidate] = [answers([1, 2, 2, 2]), answers([1, 2, 2, 4])]
  const both = withClassesOfBoth(sample([1, 1, 2, 2]), baseline, candidate)
  expect(metricValue('f1_macro', both, baseline)).toBeCloseTo((2 / 3 + 4 / 5) / 3, 12)
  expect(metricValue('f1_macro', both, candidate)).toBeCloseTo((2 / 3 + 1 / 2) / 3, 12)
})
