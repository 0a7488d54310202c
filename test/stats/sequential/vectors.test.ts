import { binomialPairLogE, equalRatesLogE } from '../../../src/stats/sequential/binomial-pair.ts'
import { addConditional } from '../../../src/stats/sequential/conditional.ts'
import { addDifference } from '../../../src/stats/sequential/difference.ts'
import { canaryShareLogE, sharesLogE } from '../../../src/stats/sequential/dirichlet-multinomial.ts'
import { logMeanExp } from '../../../src/stats/sequential/log-mean.ts'
import { canaryWrongLogE, disagreementLogE, discordanceLogE } from '../../../src/stats/sequential/paired.ts'
import type { ByArm, RateCounts } from '../../../src/stats/sequential/readings.ts'
import { addShare, ratioGrid } from '../../../src/stats/sequential/share.ts'
import { expectAllClose, expectClose, readOracle } from '../oracle.ts'

const oracle = readOracle('sequential')
const RELATIVE = { relative: 1e-8, absolute: 1e-9 }
/** Of values printed with eight decimals. */
const PRINTED = { relative: 1e-6, absolute: 1e-8 }

type Interval = readonly [stable: number, canary: number, stableFailures: number, canaryFailures: number]

function windowOf([n1, n2, e1, e2]: Interval): ByArm<RateCounts> {
  return { stable: { requests: n1, failures: e1 }, canary: { requests: n2, failures: e2 } }
}

/** ln of the uniform mixture after each interval. */
function cumulative(
  intervals: readonly Interval[],
  size: number,
  add: (logs: readonly number[], window: ByArm<RateCounts>) => readonly number[],
) {
  let logs: readonly number[] = new Array<number>(size).fill(0)
  return intervals.map((interval) => {
    logs = add(logs, windowOf(interval))
    return logMeanExp(logs)
  })
}

const B2C: readonly Interval[] = [
  [950, 50, 4, 1],
  [900, 100, 6, 2],
  [1000, 250, 5, 3],
]
const FIVE = [1.5, 2, 3, 5, 10]

describe('the stratified share e-process, as printed', () => {
  test.each([
    [1, [0.50983866, 0.96810024, 1.37911508]],
    [1.25, [0.3651769, 0.56754282, 0.70360148]],
  ])('margin %d', (margin, expected) => {
    const grid = ratioGrid(FIVE.map(Math.log))
    expectAllClose(
      cumulative(B2C, 5, (logs, window) => addShare(logs, window, margin, grid, 1)),
      expected,
      PRINTED,
    )
  })

  test('promotion', () => {
    const grid = ratioGrid([1 / 1.5, 0.5, 0.25].map(Math.log))
    const logE = cumulative([[9500, 500, 40, 2]], 3, (logs, window) => addShare(logs, window, 2, grid, 1))
    expectAllClose(logE, [0.52437308], PRINTED)
  })

  test('conditional on the failures', () => {
    const grid = ratioGrid(FIVE.map(Math.log))
    const logE = cumulative(B2C, 5, (logs, window) => addConditional(logs, window, 1, grid, 1))
    expectAllClose(logE, [0.51499619, 0.98334977, 1.39639795], PRINTED)
  })
})

type Stream = { stream: string; grid: string; margin: number; poissonShareLogE: number[]; hypergeometricLogE: number[] }
test.each<Stream>(oracle.stratifiedShare.cumulativeLogE)('$stream, $grid, margin $margin', (row) => {
  const intervals: Interval[] = oracle.stratifiedShare.streams[row.stream]
  const ratios: number[] = oracle.stratifiedShare.grids[row.grid]
  const grid = ratioGrid(ratios.map(Math.log))
  expectAllClose(
    cumulative(intervals, ratios.length, (logs, window) => addShare(logs, window, row.margin, grid, 1)),
    row.poissonShareLogE,
    RELATIVE,
  )
  const conditional = cumulative(intervals, ratios.length, (logs, window) => addConditional(logs, window, row.margin, grid, 1))
  expectAllClose(conditional, row.hypergeometricLogE, { relative: 1e-7, absolute: 1e-9 })
})

type Promotion = { stream?: string; intervals?: Interval[]; ratios: number[]; margin: number; poissonShareLogE: number[] }
test.each<Promotion>(oracle.stratifiedShare.promotion)('promotion: $stream', ({ stream, intervals, ratios, margin, poissonShareLogE }) => {
  const grid = ratioGrid(ratios.map(Math.log))
  const logE = cumulative(intervals ?? oracle.stratifiedShare.streams[stream ?? ''], ratios.length, (logs, window) =>
    addShare(logs, window, margin, grid, 1),
  )
  expectAllClose(logE, poissonShareLogE, RELATIVE)
})

describe('the difference of two rates, as printed (a = 0.005)', () => {
  const withFailures = (e1: number[], e2: number[]) => B2C.map(([n1, n2], i): Interval => [n1, n2, e1[i] ?? 0, e2[i] ?? 0])
  test.each([
    ['rollback', withFailures([4, 6, 5], [1, 2, 3]), FIVE, [0.09221855, 0.07595962, -0.16644787]],
    ['rollback, no failures of stable', withFailures([0, 0, 0], [5, 9, 20]), FIVE, [5.47603664, 20.23832045, 46.89047488]],
    ['promotion, no failures at all', withFailures([], []), [0, 0.25, 0.5], [0.0926355, 0.44093669, 1.38819426]],
  ] as const)('%s', (_, intervals, fractions, expected) => {
    const earlier = { requests: 0, failures: 0 }
    const logE = cumulative(intervals, fractions.length, (logs, window) => {
      const rate = (0.5 + earlier.failures) / (100 + earlier.requests)
      earlier.requests += window.stable.requests
      earlier.failures += window.stable.failures
      return addDifference(logs, window, 0.005, fractions, { rate, temper: 1 })
    })
    expectAllClose(logE, expected, PRINTED)
  })
})

describe('two samples of Bernoulli failures (B2-E, Beta(.18, .18))', () => {
  const block = (ya: number, na: number, yb: number, nb: number) => windowOf([na, nb, ya, yb])
  test.each([
    ['ten pairs', Array.from({ length: 10 }, () => block(0, 1, 1, 1)), 11.58196619],
    ['three blocks', [block(1, 10, 3, 10), block(0, 10, 4, 10), block(1, 10, 5, 10)], 3.8268156],
  ])('%s', (_, windows, expected) => {
    expectClose(equalRatesLogE(windows, 0.18), expected, PRINTED)
  })

  test('the projection onto equal rates is the pooled rate, by the general search as well', () => {
    const window = windowOf([950, 50, 400, 30])
    const bet = { stable: 0.4, canary: 0.6 }
    const pooled = binomialPairLogE(window, bet, { slope: 1, offset: 0 })
    expectClose(binomialPairLogE(window, bet, { slope: 1, offset: 1e-13 }), pooled, { relative: 1e-8, absolute: 0 })
  })
})

type Shares = { counts: number[]; theta0: number[]; k: number; logBayesFactor: number; pValue: number }
test.each<Shares>(oracle.dirichletMultinomial.cases)(
  'Dirichlet and multinomial by savvi: $counts, k $k',
  ({ counts, theta0, k, logBayesFactor }) => {
    expectClose(sharesLogE(counts, theta0, k), logBayesFactor, RELATIVE)
  },
)

test('Dirichlet and multinomial: three shares by ssrm, less its log-probabilities of the null', () => {
  const batches = [
    [20, 17, 9],
    [18, 21, 8],
    [4, 6, 4],
    [18, 19, 11],
  ]
  const m1 = [-7.0282014, -11.9478477, -15.471402, -19.9648452]
  const m0 = [-4.0776406, -8.2659469, -11.6107435, -15.7810312]
  // ssrm's prior is Dirichlet(1, 1, 1), not k × shares: its Bayes factor is that of uniform shares plus the null's difference.
  const sums = [0, 0, 0]
  for (const [i, batch] of batches.entries()) {
    for (const [j, count] of batch.entries()) sums[j] += count
    const uniform = sharesLogE(sums, [1 / 3, 1 / 3, 1 / 3], 3)
    const toNull = sums.reduce((sum, count, j) => sum + count * (Math.log(1 / 3) - Math.log([0.4, 0.4, 0.2][j] ?? 0)), 0)
    expectClose(uniform + toNull, (m1[i] ?? 0) - (m0[i] ?? 0), { relative: 1e-6, absolute: 2e-7 })
  }
})

type OneSided = { control: number; canary: number; share: number; k: number; logE: number }
test.each<OneSided>(oracle.oneSidedShare.cases)(
  'share cut to larger ones: $control, $canary at $share, k $k',
  ({ control, canary, share, k, logE }) => {
    expectClose(canaryShareLogE(control, canary, share, k), logE, RELATIVE)
  },
)

test.each([
  // disagreements, requests, tolerance, ln e, as printed in B6
  [10, 1000, 0.01, -0.889748],
  [30, 1000, 0.01, 11.251223],
  [60, 1000, 0.02, 23.436248],
  [40, 1000, 0.05, -1.745631],
])('%d of %d disagree, %d allowed', (disagreements, requests, tolerance, expected) => {
  expectClose(disagreementLogE(disagreements, requests, tolerance), expected, { relative: 1e-6, absolute: 5e-7 })
})

type McNemar = { canaryWrongOnly: number; controlWrongOnly: number; twoSidedLogE: number; oneSidedLogE: number }
test.each<McNemar>(oracle.mcnemarE.cases)('$canaryWrongOnly against $controlWrongOnly', (row) => {
  expectClose(discordanceLogE(row.canaryWrongOnly, row.controlWrongOnly), row.twoSidedLogE, RELATIVE)
  expectClose(canaryWrongLogE(row.canaryWrongOnly, row.controlWrongOnly), row.oneSidedLogE, RELATIVE)
})
