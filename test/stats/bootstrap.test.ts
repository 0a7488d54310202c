import { accelerationOf, bcaFromReplicates, bcaLevels, biasCorrection, quantileOfSorted } from '../../src/stats/bca.ts'
import { bcaDistribution } from '../../src/stats/bootstrap.ts'
import { placements } from '../../src/stats/delong.ts'
import { expectAllClose, expectClose, readOracle } from './oracle.ts'

/** Exact by enumerating every resample; Monte Carlo by scipy.stats.bootstrap, over several seeds. */
const oracle = readOracle('bootstrap')
const exactly = { relative: 1e-9, absolute: 1e-12 }

const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / x.length
const median = (x: readonly number[]) => {
  const sorted = [...x].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
const statistics: Record<string, (x: readonly number[]) => number> = { mean, median }

/** Every one of the n^n resamples of n things. */
function* resamplesOf<T>(things: readonly T[]): Generator<T[]> {
  for (let code = 0; code < things.length ** things.length; code++)
    yield things.map((_, place) => things[Math.floor(code / things.length ** place) % things.length])
}

type Exact = (typeof oracle.exact)[number]
describe.each<Exact>(oracle.exact)('every resample: $name', ({ x, statistic, expected }) => {
  const of = statistics[statistic]
  const sorted = Float64Array.from(resamplesOf<number>(x), of).sort()
  const leaveOneOut = Float64Array.from(x, (_, left) => of(x.filter((_: number, i: number) => i !== left)))
  const constants = { z0: biasCorrection(sorted, of(x)), acceleration: accelerationOf(leaveOneOut) }

  test('percentile, bias and acceleration', () => {
    expectAllClose([quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)], expected.percentile95_linear, exactly)
    expectClose(constants.z0, expected.z0, exactly)
    expectClose(constants.acceleration, expected.acceleration, exactly)
  })

  test('BCa', () => {
    expectAllClose(bcaLevels([0.025, 0.975], constants), expected.bcaLevels, exactly)
    const distribution = bcaFromReplicates(sorted, of(x), constants.acceleration, 'exact')
    expectAllClose([distribution.quantile(0.025), distribution.quantile(0.975)], expected.bca95_linear, exactly)
  })
})

test('whole clusters, every resample', () => {
  const [{ clusters, expected }] = oracle.exactClusters
  const sorted = Float64Array.from(resamplesOf<number[]>(clusters), (drawn) => mean(drawn.flat())).sort()
  expectAllClose([quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)], expected.percentile95_linear, exactly)
})

test('whole clusters, drawn', () => {
  const [{ clusters, expected }] = oracle.exactClusters
  const values: number[] = clusters.flat()
  const cluster = Uint32Array.from(clusters.flatMap((one: number[], code: number) => one.map(() => code)))
  const drawnSizes = new Set<number>()
  const distribution = bcaDistribution({
    rows: values.length,
    statistic: (rows) => {
      drawnSizes.add(rows.length)
      return mean(Array.from(rows, (row) => values[row]))
    },
    estimate: expected.estimate,
    seed: 11,
    resamples: 20_000,
    cluster,
    clusters: clusters.length,
  })
  // The standard deviation of 20,000 draws has a relative error of 0.5 %.
  expect(distribution.standardError / expected.bootstrapSd_ddof0).toBeCloseTo(1, 1.5)
  expect(Math.max(...drawnSizes)).toBe(15)
})

const f1 = (label: number[], scores: number[]) => {
  let [both, answered, positive] = [0, 0, 0]
  for (const [row, y] of label.entries()) {
    both += y === 1 && scores[row] > 0.5 ? 1 : 0
    answered += scores[row] > 0.5 ? 1 : 0
    positive += y
  }
  return (2 * both) / Math.max(1, answered + positive)
}
const auc = (label: number[], scores: number[]) => placements(Uint8Array.from(label), Float64Array.from(scores)).auc

const monteCarlo: Record<string, (...data: number[][]) => number> = {
  'mean of forty skewed differences': (x) => mean(x),
  'f1 difference, 150 rows (data: y, baseline score, candidate score)': (y, a, b) => f1(y, b) - f1(y, a),
  'roc_auc difference, 150 rows (data: y, baseline score, candidate score)': (y, a, b) => auc(y, b) - auc(y, a),
  'ratio of means, paired latencies (data: baseline, candidate)': (a, b) => mean(b) / mean(a),
  'ratio of medians, paired latencies (data: baseline, candidate)': (a, b) => median(b) / median(a),
}

type MonteCarlo = (typeof oracle.monteCarlo)[number]
test.each<MonteCarlo>(oracle.monteCarlo)('drawn, as scipy: $name', ({ name, data, estimate, expected, toleranceFor2000Resamples }) => {
  const of = monteCarlo[name]
  const distribution = bcaDistribution({
    rows: data[0].length,
    statistic: (rows) => of(...data.map((column: number[]) => Array.from(rows, (row) => column[row]))),
    estimate,
    seed: 3,
  })
  const within = { relative: 0, absolute: toleranceFor2000Resamples.BCa }
  expectAllClose([distribution.quantile(0.025), distribution.quantile(0.975)], [expected.BCa.lower, expected.BCa.upper], within)
})

const skewed = Array.from({ length: 60 }, (_, i) => (((i * 37) % 61) / 10) ** 3)
const plan = {
  rows: skewed.length,
  statistic: (rows: Uint32Array) => mean(Array.from(rows, (row) => skewed[row])),
  estimate: mean(skewed),
  seed: 5,
}

test('the p-value at a bound is its level, and p-values do not decrease', () => {
  const distribution = bcaDistribution(plan)
  let before = 0
  for (let level = 0.002; level < 0.999; level += 0.001) {
    const bound = distribution.quantile(level)
    expect(distribution.cdf(bound)).toBeCloseTo(level, 9)
    expect(bound).toBeGreaterThanOrEqual(before)
    before = bound
  }
})

test('no p-value is smaller than the resamples can tell', () => {
  const distribution = bcaDistribution(plan)
  expect(distribution.cdf(-1e9)).toBe(1 / 2001)
  expect(distribution.cdf(1e9)).toBe(1 - 1 / 2001)
})

test('the same seed gives the same bounds, another seed others', () => {
  const bound = (seed: number) => bcaDistribution({ ...plan, seed }).quantile(0.05)
  expect(bound(5)).toBe(bound(5))
  expect(bound(6)).not.toBe(bound(5))
})

test('strata keep their sizes', () => {
  const stratum = Array.from(skewed, (_, row) => (row % 6 === 0 ? 1 : 0))
  const sizes = new Set<number>()
  bcaDistribution({
    ...plan,
    stratum,
    jackknife: Float64Array.from(skewed),
    statistic: (rows) => {
      sizes.add(rows.filter((row) => stratum[row] === 1).length)
      return plan.statistic(rows)
    },
  })
  expect([...sizes]).toEqual([10])
})

test('leaving out groups of many rows finds nearly the acceleration of leaving out each', () => {
  const many = Array.from({ length: 2000 }, (_, i) => -Math.log(((i * 7919) % 2003) / 2003 + 1e-4))
  const options = {
    rows: many.length,
    statistic: (rows: Uint32Array) => mean(Array.from(rows, (row) => many[row])),
    estimate: mean(many),
    seed: 1,
  }
  const grouped = bcaDistribution(options)
  const single = bcaDistribution({ ...options, jackknife: Float64Array.from(many, (value) => -value) })
  expect(Math.abs(grouped.quantile(0.95) - single.quantile(0.95)) / single.standardError).toBeLessThan(0.03)
})

test('equal replicates are a point mass', () => {
  const distribution = bcaDistribution({ ...plan, statistic: () => 0.25, estimate: 0.25 })
  expect([distribution.standardError, distribution.quantile(0.05), distribution.cdf(0.25)]).toEqual([0, 0.25, 1])
})

test.each([
  ['one row', { rows: 1 }, '1 rows cannot be resampled'],
  ['one cluster', { cluster: new Uint32Array(60), clusters: 1 }, '1 clusters cannot be resampled'],
  [
    'a statistic that is often undefined',
    { statistic: (rows: Uint32Array) => (rows[0] < 6 ? Number.NaN : rows[0]) },
    /^undefined in \d+ of 2000/,
  ],
  ['too few resamples', { resamples: 200 }, '200 resamples are too few'],
  ['a cluster across strata', { cluster: new Uint32Array(60), clusters: 1, stratum: skewed }, 'rows of two strata'],
])('%s is refused', (_, change, message) => {
  expect(() => bcaDistribution({ ...plan, ...change })).toThrow(message)
})
