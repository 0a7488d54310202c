import { callsNeeded, lowerRank, type OrderedValues, quantileDistribution, upperRank } from '../../src/stats/quantile-bound.ts'

// MLPerf inference, LoadGen's early stopping (results.cc), 99 % confidence; 662 is MultiStream.min_query_count of mlperf.conf.
// For 95 %: 1 − 0.99^299 = 0.9505 and the other closed forms of t = 0; 473 is given by MLPerf's rule at that level.
test.each([
  // quantile, confidence, calls over the limit, calls needed
  [0.9, 0.95, 0, 29],
  [0.9, 0.99, 0, 44],
  [0.95, 0.95, 0, 59],
  [0.95, 0.99, 0, 90],
  [0.99, 0.95, 0, 299],
  [0.99, 0.99, 0, 459],
  [0.999, 0.95, 0, 2995],
  [0.999, 0.99, 0, 4603],
  [0.99, 0.95, 1, 473],
  [0.99, 0.99, 1, 662],
  [0.99, 0.99, 2, 838],
  [0.99, 0.99, 5, 1307],
  [0.99, 0.99, 10, 2010],
  [0.95, 0.99, 1, 130],
  [0.95, 0.99, 5, 259],
])('p%d at confidence %d with %d over the limit: %d calls', (quantile, confidence, over, calls) => {
  expect(callsNeeded(quantile, confidence, over)).toBe(calls)
})

test('the two-sided 95 % interval of p99 of 1,000 values is from rank 983 to 997 (David and Nagaraja, 7.1)', () => {
  expect([lowerRank(1000, 0.99, 0.975), upperRank(1000, 0.99, 0.975)]).toEqual([983, 997])
})

test.each([100, 300])('of %d values p99 has no upper end at two-sided 95 %', (n) => {
  expect(upperRank(n, 0.99, 0.975)).toBeNull()
})

/** 1, 2, …, n, exactly known. */
const naturals = (n: number): OrderedValues => ({
  n,
  atLeast: (rank) => rank,
  atMost: (rank) => rank,
  countAbove: (x) => Math.max(0, n - Math.floor(x)),
  countSurelyAbove: (x) => Math.max(0, n - Math.floor(x)),
})

test('bounds and p-values are one and the same test: 662 calls with one over the limit', () => {
  // All but the largest are at most 661: with one call over, p99 ≤ 661 is proven at 99 %, and not with a call less.
  const enough = quantileDistribution(naturals(662), 0.99)
  expect(enough.quantile(0.99)).toBe(661)
  expect(enough.upperTail?.(661)).toBeLessThanOrEqual(0.01)
  const fewer = quantileDistribution(naturals(661), 0.99)
  expect(fewer.quantile(0.99)).toBe(661)
  expect(fewer.upperTail?.(660)).toBeGreaterThan(0.01)
})

test('too many slow calls prove that the quantile is above the limit', () => {
  // 30 of 1,000 over 970: P(Binomial(1000, 0.01) ≥ 30) is about 1e-7.
  const distribution = quantileDistribution(naturals(1000), 0.99)
  expect(distribution.cdf(970)).toBeLessThan(1e-6)
  expect(distribution.quantile(0.05)).toBeGreaterThan(970)
})
