import { betaQuantile, fCdf, incompleteBeta, incompleteBetaUpper, logBeta } from '../../src/stats/beta.ts'
import { binomialCdf, binomialPmf, binomialUpperTail } from '../../src/stats/binomial.ts'
import { chiSquaredCdf, chiSquaredUpperTail, incompleteGamma, incompleteGammaUpper, logGamma, poissonCdf } from '../../src/stats/gamma.ts'
import { normalCdf, normalQuantile, normalUpperTail } from '../../src/stats/normal.ts'
import { tCdf, tQuantile, tUpperTail } from '../../src/stats/student-t.ts'
import { expectClose, readOracle } from './oracle.ts'

/** mpmath at 60 digits, quantiles of t and beta by scipy. */
const oracle = readOracle('distributions')
const { tolerance } = oracle

/** The oracle's complements of values within 1e-60 of 1 are what 60 digits leave of them: noise of the order 1e-60. */
const complement = { ...tolerance, absolute: 1e-59 }

test.each<[string, number[][], (row: number[]) => [actual: number, expected: number, within?: typeof tolerance][]]>([
  [
    'normal cdf and upper tail',
    oracle.normal.cdf,
    ([x, cdf, upper]) => [
      [normalCdf(x), cdf],
      [normalUpperTail(x), upper],
    ],
  ],
  ['normal quantile', oracle.normal.ppf, ([p, x]) => [[normalQuantile(p), x]]],
  [
    't cdf',
    oracle.t.cdf,
    ([t, df, cdf]) => [
      [tCdf(t, df), cdf],
      [tUpperTail(-t, df), cdf],
    ],
  ],
  ['t quantile', oracle.t.ppf, ([p, df, t]) => [[tQuantile(p, df), t]]],
  [
    'incomplete beta',
    oracle.incompleteBeta,
    ([a, b, x, lower, upper]) => [
      [incompleteBeta(a, b, x), lower],
      [incompleteBetaUpper(a, b, x), upper, complement],
    ],
  ],
  ['beta quantile', oracle.betaPpf, ([p, a, b, x]) => [[betaQuantile(p, a, b), x]]],
  [
    'binomial',
    oracle.binomial,
    ([k, n, p, pmf, cdf, upper]) => [
      [binomialPmf(k, n, p), pmf],
      [binomialCdf(k, n, p), cdf],
      [binomialUpperTail(k, n, p), upper],
    ],
  ],
  ['ln gamma', oracle.lgamma, ([x, value]) => [[logGamma(x), value]]],
  ['ln beta', oracle.lbeta, ([a, b, value]) => [[logBeta(a, b), value]]],
  [
    'incomplete gamma',
    oracle.incompleteGamma,
    ([a, x, lower, upper]) => [
      [incompleteGamma(a, x), lower],
      [incompleteGammaUpper(a, x), upper, complement],
    ],
  ],
  [
    'chi squared',
    oracle.chi2,
    ([x, df, cdf, upper]) => [
      [chiSquaredCdf(x, df), cdf],
      [chiSquaredUpperTail(x, df), upper, complement],
    ],
  ],
  ['Poisson', oracle.poisson, ([k, mean, cdf]) => [[poissonCdf(k, mean), cdf]]],
  ['F', oracle.f, ([x, df1, df2, cdf]) => [[fCdf(x, df1, df2), cdf]]],
])('%s', (_, rows, pairsOf) => {
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) for (const [actual, expected, within] of pairsOf(row)) expectClose(actual, expected, within ?? tolerance)
})

test.each([
  // what                                    actual                                            expected (mpmath, 50 digits)
  ['ln beta of a billion and a half', logBeta(1e9, 0.5), -9.789267975423504],
  ['ln beta of two large and unequal', logBeta(1e9, 1e3), -14818.045913237063],
  ['binomial pmf at a million rows', binomialPmf(500_100, 1_000_000, 0.5), 0.000782085207967007],
  ['binomial tail at a million rows', binomialUpperTail(1100, 1_000_000, 0.001), 0.0008628997519888408],
])('%s', (_, actual, expected) => {
  expectClose(actual, expected, { relative: 1e-12, absolute: 0 })
})

test.each([
  ['normal quantile at 0', normalQuantile(0), -Infinity],
  ['normal quantile at 1', normalQuantile(1), Infinity],
  ['normal quantile outside [0, 1]', normalQuantile(1.1), Number.NaN],
  ['no success below 0', binomialCdf(-1, 5, 0.5), 0],
  ['more than all', binomialUpperTail(5, 5, 0.5), 0],
  ['half a success', binomialPmf(0.5, 5, 0.5), 0],
  ['certain success', binomialPmf(5, 5, 1), 1],
  ['chi squared below 0', chiSquaredUpperTail(-1, 1), 1],
])('the edge: %s', (_, actual, expected) => {
  expect(actual).toBe(expected)
})
