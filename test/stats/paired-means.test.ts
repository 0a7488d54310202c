import {
  clusteredDistribution,
  influenceDistribution,
  meanDistribution,
  pairedMeans,
  type Terms,
  weightedMeanDistribution,
} from '../../src/stats/paired-means.ts'
import { expectAllClose, expectClose, readOracle } from './oracle.ts'

/** scipy's ttest_1samp, statsmodels' cluster-robust OLS on a constant. */
const oracle = readOracle('paired-means')
const { tolerance } = oracle

type Case = (typeof oracle.cases)[number]
test.each<Case>(oracle.cases.filter((one: Case) => one.differences.length > 1))('paired t: $name', ({ differences, expected }) => {
  const distribution = meanDistribution(differences)
  expectClose(distribution.estimate, expected.mean, tolerance)
  expectClose(distribution.standardError, expected.se, tolerance)
  expectAllClose([distribution.quantile(0.025), distribution.quantile(0.975)], expected.ci95, tolerance)
  expectAllClose(
    [distribution.quantile(0.05), distribution.quantile(0.95)],
    [expected.oneSided95.lower, expected.oneSided95.upper],
    tolerance,
  )
  if (expected.se > 0)
    expectClose(2 * Math.min(distribution.cdf(0), 1 - distribution.cdf(0)), expected.pTwoSided, { ...tolerance, absolute: 1e-15 })
})

const termsOf =
  (values: ArrayLike<number>): Terms =>
  (from, into) => {
    for (let i = 0; i < into.length; i++) into[i] = values[from + i] ?? Number.NaN
  }

test.each<Case>(oracle.cases.filter((one: Case) => one.differences.length > 1))(
  'two means in one pass: $name',
  ({ differences, expected }) => {
    const before = differences.map((_: number, row: number) => row % 3)
    const after = differences.map((difference: number, row: number) => difference + (row % 3))
    const { difference } = pairedMeans(differences.length, termsOf(before), termsOf(after))
    expectClose(difference.estimate, expected.mean, { ...tolerance, absolute: 1e-12 })
    expectClose(difference.standardError, expected.se, { ...tolerance, absolute: 1e-12 })
  },
)

test('two means over several pieces, the last of them short', () => {
  const before = Float64Array.from({ length: 5000 }, (_, row) => ((row * 7919) % 1009) / 1009)
  const after = before.map((value, row) => value + ((row * 31) % 17) / 1000)
  const means = pairedMeans(before.length, termsOf(before), termsOf(after))
  const expected = meanDistribution(after.map((value, row) => value - (before[row] ?? 0)))
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(means.baseline).toBeCloseTo(mean(before), 12)
  expect(means.candidate).toBeCloseTo(mean(after), 12)
  expect(means.difference.estimate).toBeCloseTo(expected.estimate, 12)
  expect(means.difference.standardError).toBeCloseTo(expected.standardError, 12)
  expect(means.difference.quantile(0.95)).toBeCloseTo(expected.quantile(0.95), 12)
})

test('the same difference in every row leaves no doubt', () => {
  const before = Float64Array.from({ length: 3000 }, (_, row) => row % 2)
  const { difference } = pairedMeans(before.length, termsOf(before), termsOf(before.map((value) => value + 0.5)))
  expect([difference.estimate, difference.standardError]).toEqual([0.5, 0])
  expect(() => pairedMeans(1, termsOf(before), termsOf(before))).toThrow('1 difference has no spread')
})

test('one difference has no spread', () => {
  expect(() => meanDistribution([0.1])).toThrow('1 difference has no spread')
})

type Clusters = (typeof oracle.clusters)[number]
test.each<Clusters>(oracle.clusters)('$name', ({ x, cluster, expected }) => {
  const codes = Uint32Array.from(cluster)
  const influence = Float64Array.from(x, (value: number) => value - expected.mean)
  const distribution = clusteredDistribution(influence, codes, Math.max(...cluster) + 1, expected.mean)
  expectClose(distribution.standardError, expected.clusterSeCorrected, tolerance)
  expectAllClose([distribution.quantile(0.025), distribution.quantile(0.975)], expected['tCi95_df=G-1_corrected'], tolerance)
})

test('codes without rows are no clusters', () => {
  const influence = [-1, 0.5, 1, -0.5]
  const dense = clusteredDistribution(influence, Uint32Array.of(0, 0, 1, 2), 3, 0)
  const sparse = clusteredDistribution(influence, Uint32Array.of(0, 0, 4, 9), 10, 0)
  expect([sparse.standardError, sparse.quantile(0.95)]).toEqual([dense.standardError, dense.quantile(0.95)])
})

test('one cluster has no spread', () => {
  expect(() => clusteredDistribution([1, -1], Uint32Array.of(0, 0), 1, 0)).toThrow('1 cluster has no spread')
})

test('the influence values of a mean give the paired t', () => {
  const { differences, expected } = oracle.cases.find(({ name }: Case) => name === 'skewed, 60')
  const influence = differences.map((value: number) => value - expected.mean)
  const distribution = influenceDistribution(influence, influence.length, expected.mean)
  expectAllClose([distribution.quantile(0.025), distribution.quantile(0.975)], expected.ci95, tolerance)
})

test.each([
  ['equal weights are the paired t', [2, 2, 2], [0.1, 0.4, -0.2], meanDistribution([0.1, 0.4, -0.2]).standardError],
  // By hand: mean (0.3 + 0.4) / 4 = 0.175; Σ (w (x − mean))² = (3 · −0.075)² + 0.225² = 0.10125; √0.10125 / 4 · √2
  ['unequal weights', [3, 1], [0.1, 0.4], 0.1125],
  ['rows of weight 0 do not count', [3, 0, 1], [0.1, 9, 0.4], 0.1125],
])('%s', (_, weights, differences, standardError) => {
  expect(weightedMeanDistribution(differences, weights).standardError).toBeCloseTo(standardError, 14)
})
