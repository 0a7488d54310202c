import { type Bins, binnedQuantile, decileCounts, interquartileRange } from '../../../src/stats/drift/counts.ts'
import { jensenShannon, kolmogorovSmirnov, populationStability, totalVariation, wasserstein } from '../../../src/stats/drift/distances.ts'
import { expectAllClose, expectClose, readOracle } from '../oracle.ts'

/** scipy's ks_2samp, wasserstein_distance and jensenshannon, numpy's quantile. */
const oracle = readOracle('drift')
const { tolerance } = oracle

function binsOf(reference: readonly number[], current: readonly number[]): Bins {
  const values = [...new Set([...reference, ...current])].sort((a, b) => a - b)
  const count = (side: readonly number[]) => values.map((value) => side.filter((one) => one === value).length)
  return { values, reference: count(reference), current: count(current) }
}

type NumericCase = (typeof oracle.numeric)[number]
test.each<NumericCase>(oracle.numeric)('numbers: $name', ({ reference, current, expected }) => {
  const bins = binsOf(reference, current)
  expectClose(kolmogorovSmirnov(bins), expected.ks, tolerance)
  expectClose(wasserstein(bins), expected.wasserstein, tolerance)
  expectClose(interquartileRange(bins), expected.iqrReference, tolerance)
  const { edges, counts } = decileCounts(bins)
  expectAllClose(edges, expected.binEdges, tolerance)
  expect(Array.from(counts.reference)).toEqual(expected.referenceCounts)
  expect(Array.from(counts.current)).toEqual(expected.currentCounts)
  expectClose(jensenShannon(counts), expected.jsDistanceBase2, tolerance)
  expectClose(populationStability(counts), expected.psi, tolerance)
})

type CategoricalCase = (typeof oracle.categorical)[number]
test.each<CategoricalCase>(oracle.categorical)('levels: $name', ({ expected }) => {
  const counts = { reference: expected.referenceCounts, current: expected.currentCounts }
  expectClose(totalVariation(counts), expected.totalVariation, tolerance)
  expectClose(jensenShannon(counts), expected.jsDistanceBase2, tolerance)
  expectClose(populationStability(counts), expected.psi, tolerance)
})

test('a sample without rows has no distance', () => {
  expect(() => kolmogorovSmirnov({ reference: [1, 2], current: [0, 0] })).toThrow('no values in the current data')
  expect(() => totalVariation({ reference: [], current: [] })).toThrow('no values in the reference')
})

test('a quantile without rows is not a number', () => {
  expect(binnedQuantile([1, 2], [0, 0], 0.5)).toBeNaN()
})
