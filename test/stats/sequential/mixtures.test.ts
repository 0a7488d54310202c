import { betaBinomial, oneSidedBetaBinomialLogE, twoSidedBetaBinomialLogE } from '../../../src/stats/sequential/beta-binomial.ts'
import {
  asymptoticHalfWidth,
  oneSidedNormalLogE,
  tuning,
  twoSidedNormalBound,
  twoSidedNormalLogE,
} from '../../../src/stats/sequential/normal-mixture.ts'
import { shareInterval } from '../../../src/stats/sequential/share-interval.ts'
import { expectAllClose, expectClose, readOracle } from '../oracle.ts'

/** confseq's C++ core; see its 'producedBy'. */
const oracle = readOracle('sequential')
const TOLERANCE = { relative: 1e-8, absolute: 1e-10 }

type Mixture = { s: number; v: number; logMixture: number }
test.each<Mixture>(oracle.confseq.normalTwoSided.log)('normal, two-sided: $s after $v', ({ s, v, logMixture }) => {
  expectClose(twoSidedNormalLogE(s, v, tuning(100, 0.05)), logMixture, TOLERANCE)
})

test.each<Mixture>(oracle.confseq.normalOneSided.log)('normal, one-sided: $s after $v', ({ s, v, logMixture }) => {
  expectClose(oneSidedNormalLogE(s, v, tuning(100, 0.1)), logMixture, TOLERANCE)
})

type Bound = { v: number; alpha: number; bound: number }
test.each<Bound>(oracle.confseq.normalTwoSided.bound)('normal, bound after $v at $alpha', ({ v, alpha, bound }) => {
  expectClose(twoSidedNormalBound(v, alpha, tuning(100, 0.05)), bound, { relative: 1e-6, absolute: 0 })
})

test.each<Bound>(oracle.confseq.normalOneSided.bound)('normal, one-sided: 1/alpha is reached at the bound after $v at $alpha', (row) => {
  expectClose(oneSidedNormalLogE(row.bound, row.v, tuning(100, 0.1)), -Math.log(row.alpha), { relative: 1e-6, absolute: 0 })
})

type Beta = Mixture & { g: number; h: number; oneSided: boolean }
test.each<Beta>(oracle.confseq.betaBinomial)(
  'beta-binomial $g, $h, one-sided $oneSided: $s after $v',
  ({ g, h, oneSided, s, v, logMixture }) => {
    const logE = oneSided
      ? oneSidedBetaBinomialLogE(s, v, betaBinomial(g, h, 100, 0.05, 1))
      : twoSidedBetaBinomialLogE(s, v, betaBinomial(g, h, 100, 0.05, 2))
    expectClose(logE, logMixture, TOLERANCE)
  },
)

type Case = { successes: number; trials: number; alpha: number; tOpt: number; interval: [number, number] }
test.each<Case>(oracle.bernoulliConfidenceInterval.cases)(
  'share $successes of $trials at $alpha',
  ({ successes, trials, alpha, tOpt, interval }) => {
    expectAllClose(shareInterval(successes, trials, 1 - alpha, tOpt), interval, { relative: 1e-6, absolute: 1e-9 })
  },
)

type Width = { n: number; sd: number; nStar: number; alpha: number; halfWidth: number }
test.each<Width>(oracle.asymptoticCs.cases)(
  'asymptotic half-width at $n, tightest at $nStar, $alpha',
  ({ n, sd, nStar, alpha, halfWidth }) => {
    expectClose(asymptoticHalfWidth(n, sd, nStar, alpha), halfWidth, TOLERANCE)
  },
)

test.each([
  // n of 10,000, in standard deviations: Eppo's closed form, as printed
  [100, 0.908438],
  [1e3, 0.121908],
  [1e4, 0.030352],
  [1e5, 0.010251],
])('Eppo after %d', (n, expected) => {
  expectClose(asymptoticHalfWidth(n, 1, 10_000, 0.05), expected, { relative: 1e-4, absolute: 0 })
})

test.each([
  // n / n*, multiple of the standard error, as printed in statistics B4
  [0.1, 3.855],
  [0.5, 3.084],
  [1, 3.035],
  [2, 3.061],
  [10, 3.242],
])('the price of looking always, at %d of the optimum', (part, expected) => {
  expect(asymptoticHalfWidth(1_000 * part, 1, 1_000, 0.05) * Math.sqrt(1_000 * part)).toBeCloseTo(expected, 3)
})

/** GrowthBook's tests of sequential intervals: uplift by the delta method. */
test.each([
  ['shares', { sum: 1396, squares: 1396, n: 3000 }, { sum: 2422, squares: 2422, n: 3461 }, 5_000, 0.50386, 0.40098, 0.60675],
  [
    'means',
    { sum: 1396.87, squares: 52377.9767, n: 3000 },
    { sum: 2422.7, squares: 134698.29, n: 3461 },
    1_000,
    0.50336,
    -0.55844,
    1.56516,
  ],
] as const)('GrowthBook: %s', (_, a, b, optimum, uplift, lower, upper) => {
  const [meanA, meanB] = [a.sum / a.n, b.sum / b.n]
  const variance = ({ sum, squares, n }: { sum: number; squares: number; n: number }) => (squares - (sum * sum) / n) / (n - 1)
  const error = Math.sqrt(variance(b) / b.n / meanA ** 2 + (variance(a) / a.n) * (meanB ** 2 / meanA ** 4))
  const half = asymptoticHalfWidth(a.n + b.n, error * Math.sqrt(a.n + b.n), optimum, 0.05)
  expect((meanB - meanA) / meanA).toBeCloseTo(uplift, 4)
  expect([uplift - half, uplift + half]).toEqual([expect.closeTo(lower, 3), expect.closeTo(upper, 3)])
})
