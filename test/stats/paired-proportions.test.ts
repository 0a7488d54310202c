import { mcnemar, newcombePairedInterval, type PairedTable, tangoDistribution } from '../../src/stats/paired-proportions.ts'
import { expectAllClose, expectClose, readOracle } from './oracle.ts'

/** McNemar by statsmodels; intervals by scipy's root finder, after twelve published ones. */
const oracle = readOracle('paired-proportions')
const { tolerance } = oracle

const tango = (table: PairedTable, level: number) => {
  const distribution = tangoDistribution(table)
  return [distribution.quantile((1 - level) / 2), distribution.quantile((1 + level) / 2)]
}

type Published = { source: string; method: 'tango' | 'newcombe'; table: number[]; level: number; interval: number[]; decimals: number }
test.each<Published>(oracle.published)('published: $source, $method', ({ method, table, level, interval, decimals }) => {
  const [bothRight, onlyCandidateRight, onlyBaselineRight, bothWrong] = table
  const counts = { bothRight, onlyCandidateRight, onlyBaselineRight, bothWrong }
  const actual = method === 'tango' ? tango(counts, level) : newcombePairedInterval(counts, level)
  // As in the oracle's own check: printed values were rounded, some of them up.
  expectAllClose(actual, interval, { relative: 0, absolute: 0.6 * 10 ** -decimals })
})

type Case = (typeof oracle.cases)[number]
const cases = oracle.cases.map((one: Case) => ({ ...one, name: Object.values(one.table).join(' ') }))
describe.each<Case>(cases)('both right, gained, lost, both wrong: $name', ({ table, difference, mcnemar: expected, ...intervals }) => {
  test('Tango at 90, 95 and 98 %', () => {
    expectClose(tangoDistribution(table).estimate, difference, tolerance)
    expectAllClose(tango(table, 0.9), intervals.tango90, tolerance)
    expectAllClose(tango(table, 0.95), intervals.tango95, tolerance)
    expectAllClose(tango(table, 0.98), intervals.tango98, tolerance)
  })

  test('the p-value at a bound is its level', () => {
    const distribution = tangoDistribution(table)
    for (const [level, bound] of [
      [0.05, intervals.tango90[0]],
      [0.95, intervals.tango90[1]],
    ])
      if (Math.abs(bound) < 1) expectClose(distribution.cdf(bound), level, { relative: 0, absolute: 1e-7 })
  })

  test('Newcombe, method 10', () => {
    expectAllClose(newcombePairedInterval(table, 0.9), intervals.newcombe90, tolerance)
    expectAllClose(newcombePairedInterval(table, 0.95), intervals.newcombe95, tolerance)
  })

  test('McNemar', () => {
    const actual = mcnemar(table)
    expectClose(actual.exact, expected.exactP, tolerance)
    expectClose(actual.midP, expected.midP, tolerance)
    expectClose(actual.worse.exact, expected.oneSidedExact_cLarger, tolerance)
    expectClose(actual.worse.midP, expected.oneSidedMid_cLarger, tolerance)
    if (expected.chi2 === undefined) {
      expect(actual.chiSquared).toBeNull()
      return
    }
    const { statistic, p, corrected, correctedP } = actual.chiSquared ?? {}
    expectAllClose(
      [statistic ?? 0, p ?? 0, corrected ?? 0, correctedP ?? 0],
      [expected.chi2, expected.chi2P, expected.chi2Corrected, expected.chi2CorrectedP],
      tolerance,
    )
  })
})

test('without flips some doubt remains: the standard error is not 0', () => {
  const distribution = tangoDistribution({ bothRight: 900, onlyCandidateRight: 0, onlyBaselineRight: 0, bothWrong: 100 })
  expect(distribution.standardError).toBeCloseTo(1 / 1001, 12)
  expect(distribution.quantile(0.95)).toBeCloseTo(1.6448536269514722 ** 2 / (1000 + 1.6448536269514722 ** 2), 12)
})

test('in a large sample the standard error is that of the plain difference', () => {
  const plain = Math.sqrt(500 + 560 - 60 ** 2 / 16281) / 16281
  const distribution = tangoDistribution({ bothRight: 13000, onlyCandidateRight: 500, onlyBaselineRight: 560, bothWrong: 2221 })
  expect(distribution.standardError / plain).toBeCloseTo(1, 3)
})

test('an empty table is refused', () => {
  expect(() => tangoDistribution({ bothRight: 0, onlyCandidateRight: 0, onlyBaselineRight: 0, bothWrong: 0 })).toThrow('no rows')
})
