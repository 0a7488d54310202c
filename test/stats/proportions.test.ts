import { miettinenNurminenDistribution, newcombeInterval } from '../../src/stats/independent-proportions.ts'
import { clopperPearsonInterval, wilsonDistribution, wilsonInterval } from '../../src/stats/proportions.ts'
import { expectAllClose, expectClose, readOracle } from './oracle.ts'

/** statsmodels; and Newcombe 1998, table II, as printed. */
const oracle = readOracle('intervals-proportions')
const { tolerance } = oracle

type One = (typeof oracle.one)[number]
test.each<One>(oracle.one)('$x of $n', ({ x, n, expected }) => {
  for (const level of [0.9, 0.95, 0.99]) {
    const { wilson, clopperPearson } = expected[String(level)]
    const distribution = wilsonDistribution(x, n)
    expectAllClose(wilsonInterval(x, n, level), wilson, tolerance)
    expectAllClose([distribution.quantile((1 - level) / 2), distribution.quantile((1 + level) / 2)], wilson, tolerance)
    expectAllClose(clopperPearsonInterval(x, n, level), clopperPearson, tolerance)
    for (const [bound, p] of [
      [wilson[0], (1 - level) / 2],
      [wilson[1], (1 + level) / 2],
    ])
      if (bound > 1e-12 && bound < 1 - 1e-9) expectClose(distribution.cdf(bound), p, { relative: 0, absolute: 1e-7 })
  }
})

const pair = (x1: number, n1: number, x2: number, n2: number) =>
  [
    { successes: x1, n: n1 },
    { successes: x2, n: n2 },
  ] as const

const miettinenNurminen = (x1: number, n1: number, x2: number, n2: number) => {
  const distribution = miettinenNurminenDistribution(...pair(x1, n1, x2, n2))
  return [distribution.quantile(0.025), distribution.quantile(0.975)]
}

type Two = (typeof oracle.two)[number]
test.each<Two>(oracle.two)('$x1 of $n1 against $x2 of $n2', ({ x1, n1, x2, n2, expected }) => {
  expectAllClose(newcombeInterval(...pair(x1, n1, x2, n2), 0.95), expected.newcombe95, tolerance)
})

/** The rows of the oracle in which statsmodels' root finder answered what the others' do; the rest are in the table below. */
test.each([
  [320, 4000, 0, 4000],
  [12, 100_000, 3, 100_000],
] as const)('Miettinen and Nurminen by statsmodels: %d of %d against %d of %d', (x1, n1, x2, n2) => {
  const row = oracle.two.find((two: Two) => two.x1 === x1 && two.n1 === n1 && two.x2 === x2 && two.n2 === n2)
  expectAllClose(miettinenNurminen(x1, n1, x2, n2), row.expected.miettinenNurminen95, {
    relative: 0,
    absolute: tolerance.miettinenNurminen,
  })
})

/** Newcombe 1998, Stat. Med. 17:873, table II, method 6; (d) also in the tests of R's ratesci. statsmodels refuses or misses these. */
test.each([
  ['a', 56, 70, 48, 80, 0.0528, 0.3382],
  ['b', 9, 10, 3, 10, 0.17, 0.8406],
  ['c', 6, 7, 2, 7, 0.0342, 0.8534],
  ['d', 5, 56, 0, 29, -0.0326, 0.1933],
  ['e', 0, 10, 0, 20, -0.1658, 0.2844],
  ['f', 0, 10, 0, 10, -0.2879, 0.2879],
  ['g', 10, 10, 0, 20, 0.7156, 1],
  ['h', 10, 10, 0, 10, 0.6636, 1],
] as const)('Miettinen and Nurminen as published: %s', (_, x1, n1, x2, n2, lower, upper) => {
  expectAllClose(miettinenNurminen(x1, n1, x2, n2), [lower, upper], { relative: 0, absolute: 0.6e-4 })
})

type Published = { counts: [number, number, number, number]; interval: number[]; decimals: number }
test.each<Published>(oracle.published)('Newcombe as published: $counts', ({ counts, interval, decimals }) => {
  expectAllClose(newcombeInterval(...pair(...counts), 0.95), interval, { relative: 0, absolute: 0.6 * 10 ** -decimals })
})

test.each([
  ['none of ten keeps an error', wilsonDistribution(0, 10).standardError, 1 / 22],
  ['nothing lies below 0', wilsonDistribution(0, 10).cdf(-1e-9), 0],
  ['everything lies up to 1', wilsonDistribution(10, 10).cdf(1), 1],
])('%s', (_, actual, expected) => {
  expect(actual).toBeCloseTo(expected, 12)
})

test.each([
  ['no rows', 0, 0, 'no rows'],
  ['more than all', 3, 2, '3 of 2 is not a share'],
])('%s is refused', (_, successes, n, message) => {
  expect(() => wilsonDistribution(successes, n)).toThrow(message)
})
