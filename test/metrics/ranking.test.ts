import { UndefinedMetric } from '../../src/metrics/metric.ts'
import { answersOf, estimateOf, metricValue, rankingSample } from './samples.ts'

/** Two queries with rows in turn, one without relevant documents, one with a single document (codes 0 … 3). */
const query = [0, 1, 0, 1, 0, 2, 2, 3]
const relevance = [0, 3, 1, 0, 0, 0, 0, 2]
const score = [0.3, 0.1, 0.9, 0.8, 0.2, 0.5, 0.4, 0.7]
const sample = rankingSample(relevance, query)
const answers = answersOf(score)

test.each([
  // Query 0 has its relevant document first, query 1 second, query 2 none, query 3 only one document.
  ['ndcg@1', (1 + 0 + 0) / 3],
  ['ndcg@2', (1 + 1 / Math.log2(3) + 0) / 3],
  ['ndcg', (1 + 1 / Math.log2(3) + 0) / 3],
  ['map', (1 + 1 / 2 + 0 + 1) / 4],
  ['mrr', (1 + 1 / 2 + 0 + 1) / 4],
])('%s is a mean over queries, wherever their rows stand', (metric, expected) => {
  expect(metricValue(metric, sample, answers)).toBeCloseTo(expected, 14)
})

test('one influence value a query; one that is left out has none, and a note says so', () => {
  const { units, counted, influence, notes } = estimateOf('ndcg@1', sample, answers)
  expect({ units, counted: counted?.reduce((sum, one) => sum + one, 0) }).toEqual({ units: 4, counted: 3 })
  // Mean over 3 of 4 queries: a query's share is 4/3 of what its units say.
  expect(Array.from(influence ?? [])).toEqual(
    [(4 / 3) * (2 / 3), (4 / 3) * (-1 / 3), (4 / 3) * (-1 / 3), 0].map((x) => expect.closeTo(x, 14)),
  )
  expect(notes).toEqual([
    '1 of 3 queries have no relevant document and count as 0',
    '1 of 4 queries have only one document and are left out',
  ])
})

test('queries are weighted by the weight of their rows', () => {
  const weighted = rankingSample(
    relevance,
    query,
    query.map((q) => [2, 1, 1, 5][q]),
  )
  expect(metricValue('mrr', weighted, answers)).toBeCloseTo((2 * 1 + 1 / 2 + 0 + 5 * 1) / 9, 14)
})

test.each([
  [
    'weights that differ within a query',
    rankingSample(relevance, query, [1, 1, 2, 1, 1, 1, 1, 1]),
    answers,
    'ndcg@2',
    /differ within one query/,
  ],
  ['a negative relevance', rankingSample([1, -1], [0, 0]), answersOf([0.1, 0.2]), 'ndcg@2', /negative relevance/],
  ['single documents only', rankingSample([1, 2], [0, 1]), answersOf([0.1, 0.2]), 'ndcg@2', /only one document/],
])('%s: refused', (_, badSample, badAnswers, metric, reason) => {
  const measure = () => metricValue(metric, badSample, badAnswers)
  expect(measure).toThrow(UndefinedMetric)
  expect(measure).toThrow(reason)
})
