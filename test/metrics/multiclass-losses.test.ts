import { answersOfRows, estimateOf, metricValue, multiclassSample } from './samples.ts'

const ROWS = [
  [0.8, 0.1, 0.1],
  [0.2, 0.7, 0.1],
  [0.2, 0.2, 0.6],
]

test.each([
  // The documentation of sklearn.metrics.brier_score_loss: eggs, ham, spam give 0.146…; by hand (0.06 + 0.14 + 0.24) / 3.
  ['three classes: up to 2', multiclassSample([0, 1, 2], 3), answersOfRows(ROWS), 0.44 / 3],
  ['wrong and certain: 2', multiclassSample([1], 3), answersOfRows([[1, 0, 0]]), 2],
  [
    'two classes: halved, up to 1',
    multiclassSample([1, 0], 2),
    answersOfRows([
      [1, 0],
      [0.6, 0.4],
    ]),
    (1 + 0.16) / 2,
  ],
  ['weights', multiclassSample([0, 1, 2], 3, [1, 0, 3]), answersOfRows(ROWS), (0.06 + 3 * 0.24) / 4],
  ['a row that sums to 0.998 is renormalised', multiclassSample([0], 2), answersOfRows([[0.499, 0.499]]), 0.25],
] as const)('brier_score, %s', (_, sample, answers, expected) => {
  expect(metricValue('brier_score', sample, answers)).toBeCloseTo(expected, 14)
})

test.each([
  // scikit-learn sorts stably and reads from the end, so of tied classes the later one is ranked first.
  ['the later of two tied', 1, 2, [0.2, 0.4, 0.4], 1],
  ['the earlier of two tied', 1, 1, [0.2, 0.4, 0.4], 0],
  ['two of three tied', 2, 0, [1 / 3, 1 / 3, 1 / 3], 0],
  ['the second', 2, 1, [0.5, 0.3, 0.2], 1],
] as const)('top_k_accuracy, %s', (_, k, truth, row, expected) => {
  expect(metricValue(`top_k_accuracy@${k}`, multiclassSample([truth], 3), answersOfRows([row]))).toBe(expected)
})

test('the influence value of a hit tells it from a miss: value + influence is 1 or 0', () => {
  const { value, influence } = estimateOf('top_k_accuracy@2', multiclassSample([0, 0, 2], 3), answersOfRows(ROWS))
  expect(Array.from(influence ?? [], (effect) => Math.round(effect + value))).toEqual([1, 1, 1])
  const top1 = estimateOf('accuracy', multiclassSample([0, 0, 2], 3), answersOfRows(ROWS))
  expect(Array.from(top1.influence ?? [], (effect) => Math.round(effect + top1.value))).toEqual([1, 0, 1])
})
