import type { RankingSample } from '../../src/metrics/sample.ts'
import { subset, subsetAnswers } from '../../src/metrics/subset.ts'
import { multiclassSample, rankingSample } from './samples.ts'

test('clusters and queries are numbered anew, without gaps', () => {
  const sample: RankingSample = {
    ...rankingSample([5, 6, 7, 8, 9], [0, 1, 2, 2, 3], [1, 2, 3, 4, 5]),
    cluster: Uint32Array.of(4, 4, 0, 2, 1),
    clusters: 5,
  }
  expect(subset(sample, Uint32Array.of(4, 1, 3, 1))).toEqual({
    task: 'ranking',
    label: Float64Array.of(9, 6, 8, 6),
    weight: Float64Array.of(5, 2, 4, 2),
    query: Uint32Array.of(0, 1, 2, 1),
    queries: 3,
    cluster: Uint32Array.of(0, 1, 2, 1),
    clusters: 3,
  })
})

test('classes stay, also those without rows in the subset', () => {
  expect(subset(multiclassSample([0, 1, 2], 3), Uint32Array.of(2))).toEqual({ ...multiclassSample([2], 3), clusters: 1 })
})

test.each([
  ['float32', Float32Array],
  ['float64', Float64Array],
])('answers keep their %s, row by row', (_, type) => {
  const answers = { width: 2, values: type.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7) }
  expect(subsetAnswers(answers, Uint32Array.of(2, 0))).toEqual({ width: 2, values: type.of(0.3, 0.7, 0.1, 0.9) })
})

test('no rows', () => {
  expect(subset(multiclassSample([0, 1], 2), new Uint32Array(0)).label).toHaveLength(0)
})
