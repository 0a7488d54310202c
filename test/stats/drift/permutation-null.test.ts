import { distanceDistribution } from '../../../src/stats/drift/distance-distribution.ts'
import { kolmogorovSmirnov, totalVariation } from '../../../src/stats/drift/distances.ts'
import { chanceOfExclusive } from '../../../src/stats/drift/exclusive-level.ts'
import { Dealer } from '../../../src/stats/drift/hypergeometric.ts'
import { pearsonThreeQuantile, pearsonThreeUpperTail } from '../../../src/stats/drift/pearson-three.ts'
import { permutationNull } from '../../../src/stats/drift/permutation-null.ts'
import { readOracle } from '../oracle.ts'

/** The 95 % quantile of 300 permutations of the rows, and its own error, by numpy; statistics.md C2. */
const { cases } = readOracle('drift-data')

type Column = {
  referenceCounts: number[]
  currentCounts: number[]
  totalVariation?: number
  permutationNull95?: number
  permutationTolerance: number
}
type Row = readonly [name: string, column: Column]
const rows: Row[] = cases.flatMap(({ current, columns }: { current: string; columns: Record<string, Column> }) =>
  Object.entries(columns)
    .filter(
      ([, column]) => column.permutationNull95 !== undefined && column.totalVariation !== undefined && column.referenceCounts !== null,
    )
    .map(([name, column]) => [`${name} of ${current}`, column] as const),
)

test('the oracle has columns of levels', () => {
  expect(rows.length).toBeGreaterThan(50)
})

test.each(rows)('lower bound of total variation as by permuting the rows: %s', (_, column) => {
  const counts = { reference: column.referenceCounts, current: column.currentCounts }
  const chance = permutationNull(counts, totalVariation, { seed: 7 })
  const observed = totalVariation(counts)
  const bounds = distanceDistribution(observed, chance, 'permutation')
  const expected = Math.max(0, observed - (column.permutationNull95 ?? 0))
  // The oracle's own quantile has this error; three of them, because this test asks for more than fifty at once.
  expect(Math.abs(bounds.quantile(0.05) - expected)).toBeLessThan(3 * column.permutationTolerance)
})

test('KS of continuous values: mean and deviation of Kolmogorov’s distribution', () => {
  // Marsaglia, Tsang and Wang 2003: √(nm/(n+m)) D has mean √(π/2) ln 2 = 0.8687 and deviation 0.2603 in the limit; 1,000 bins, 4,000 rows a side.
  const counts = { reference: new Array(1000).fill(4), current: new Array(1000).fill(4) }
  const chance = permutationNull(counts, kolmogorovSmirnov, { seed: 1, draws: 2000 })
  const scale = Math.sqrt(2000)
  expect(chance.mean * scale).toBeGreaterThan(0.83)
  expect(chance.mean * scale).toBeLessThan(0.88)
  expect(Math.abs(chance.standardDeviation * scale - 0.2603)).toBeLessThan(0.015)
})

test('a dealt level keeps the mean and variance of the hypergeometric distribution', () => {
  // 60 of 1,000 rows are of the first level; 300 are dealt: mean 18, variance 60 · 0.3 · 0.7 · 940 / 999 = 11.856.
  for (const pooled of [
    [60, 940],
    [...new Array(6).fill(10), 940],
  ]) {
    const dealer = new Dealer(pooled, 1000, 300, 3)
    const [first, second] = [new Float64Array(pooled.length), new Float64Array(pooled.length)]
    const draws = Array.from({ length: 20_000 }, () => {
      dealer.deal(first, second)
      expect(first.reduce((sum, one) => sum + one)).toBe(300)
      return first.slice(0, -1).reduce((sum, one) => sum + one)
    })
    const mean = draws.reduce((sum, one) => sum + one) / draws.length
    const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean - 18)).toBeLessThan(0.1)
    expect(Math.abs(variance - 11.856)).toBeLessThan(0.5)
  }
})

test('Pearson III is the gamma, chi-square and normal curve that it should be', () => {
  // χ² with 4 degrees of freedom: mean 4, variance 8, skewness √2; 9.487729 is its tabled 95 % point.
  const chiSquare = { mean: 4, standardDeviation: Math.sqrt(8), skewness: Math.SQRT2 }
  expect(pearsonThreeUpperTail(9.487729036781154, chiSquare)).toBeCloseTo(0.05, 9)
  expect(pearsonThreeQuantile(0.95, chiSquare)).toBeCloseTo(9.487729036781154, 6)
  expect(pearsonThreeUpperTail(1.959963984540054, { mean: 0, standardDeviation: 1, skewness: 0 })).toBeCloseTo(0.025, 12)
  // Kolmogorov's distribution in the limit: P(K > 1.9495) = 0.001 (its tabled point), by its mean, deviation and skewness (0.861).
  const tail = pearsonThreeUpperTail(1.9495, { mean: 0.8687, standardDeviation: 0.2603, skewness: 0.861 })
  expect(tail).toBeGreaterThan(0.0005)
  expect(tail).toBeLessThan(0.002)
})

test('bounds: 500 levels that only look far apart', () => {
  const counts = { reference: new Array(500).fill(10), current: Array.from({ length: 500 }, (_, level) => (level % 2 === 0 ? 8 : 12)) }
  const chance = permutationNull(counts, totalVariation, { seed: 2 })
  const distance = distanceDistribution(totalVariation(counts), chance, 'permutation')
  // Chance alone gives 0.178 (√(2/π) · √(2 · 0.002 / 5,000) · 250); these differ by 0.1.
  expect(Math.abs(chance.mean - 0.178)).toBeLessThan(0.005)
  expect([distance.estimate, distance.quantile(0.05)]).toEqual([0, 0])
  expect(distance.cdf(0)).toBeGreaterThan(0.5)
})

test('identical constants leave no doubt', () => {
  const counts = { reference: [50], current: [50] }
  const distance = distanceDistribution(0, permutationNull(counts, totalVariation, { seed: 1 }), 'permutation')
  expect([distance.estimate, distance.standardError, distance.cdf(0)]).toEqual([0, 0, 1])
})

test.each([
  ['all three of one of two equal samples', 3, 100, 200, (100 * 99 * 98) / (200 * 199 * 198)],
  ['no copy is no news', 0, 100, 200, 1],
  ['all rows', 2, 2, 2, 1],
])('chance of a level on one side only: %s', (_, copies, rows, pooled, expected) => {
  expect(chanceOfExclusive(copies, rows, pooled)).toBeCloseTo(expected, 12)
})
