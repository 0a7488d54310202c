import fc from 'fast-check'
import { binomialPmf } from '../../../src/stats/binomial.ts'
import { addCeiling, FACTORS_ABOVE, FACTORS_BELOW } from '../../../src/stats/sequential/ceiling.ts'
import {
  type Ahead,
  addWindow,
  type Claim,
  logEOfBoth,
  logEOfEither,
  notWorseThan,
  startClaim,
  worseThan,
} from '../../../src/stats/sequential/claim.ts'
import { mergeForPromotion, mergeForRollback } from '../../../src/stats/sequential/combine.ts'
import { addConditional } from '../../../src/stats/sequential/conditional.ts'
import {
  addPreCanary,
  addReading,
  exclusionLogE,
  type RateSpec,
  rollbackLogE,
  startEvidence,
} from '../../../src/stats/sequential/guardrail.ts'
import { logMeanExp } from '../../../src/stats/sequential/log-mean.ts'
import { addShare, ratioGrid } from '../../../src/stats/sequential/share.ts'

/*
 * An e-value's expectation under its hypothesis is at most 1. Small windows have few outcomes, so it is summed exactly: no simulation, no
 * tolerance but rounding.
 */

type Sizes = { readonly stable: number; readonly canary: number }

function expectation(sizes: Sizes, stableRate: number, canaryRate: number, eOf: (stable: number, canary: number) => number): number {
  let sum = 0
  for (let stable = 0; stable <= sizes.stable; stable++)
    for (let canary = 0; canary <= sizes.canary; canary++)
      sum += binomialPmf(stable, sizes.stable, stableRate) * binomialPmf(canary, sizes.canary, canaryRate) * eOf(stable, canary)
  return sum
}

const windowOf = (sizes: Sizes, stable: number, canary: number) => ({
  stable: { requests: sizes.stable, failures: stable },
  canary: { requests: sizes.canary, failures: canary },
})

const AT_MOST_ONE = 1 + 1e-9
const anySizes = fc.record({ stable: fc.integer({ min: 1, max: 7 }), canary: fc.integer({ min: 1, max: 4 }) })
const anyAhead: fc.Arbitrary<Ahead> = fc.record({
  rate: fc.double({ min: 0.001, max: 0.95, noNaN: true }),
  temper: fc.double({ min: 0.05, max: 1, noNaN: true }),
  bernoulli: fc.boolean(),
})
const share = (max = 1) => fc.double({ min: 0, max, noNaN: true })

/** Both parts where `larger` says so, and how they are merged. */
function eOfClaim(claim: Claim, sizes: Sizes, ahead: Ahead, merge: typeof logEOfBoth) {
  return (stable: number, canary: number) =>
    Math.exp(merge(claim, addWindow(claim, startClaim(claim), windowOf(sizes, stable, canary), ahead)))
}

const margins = fc.record({
  ratio: fc.option(fc.double({ min: 1, max: 4, noNaN: true })),
  difference: fc.option(fc.double({ min: 0.001, max: 0.4, noNaN: true })),
})

test('"not worse than the larger margin" is disproven wrongly no more often than its level, wherever it is true', () => {
  fc.assert(
    fc.property(anySizes, anyAhead, margins, share(), share(), (sizes, ahead, { ratio, difference }, stableRate, within) => {
      fc.pre(ratio !== null || difference !== null)
      const edge = Math.max(ratio === null ? 0 : ratio * stableRate, difference === null ? 0 : stableRate + difference)
      const claim = notWorseThan(ratio, difference)
      const canaryRate = Math.min(1, edge) * within
      expect(expectation(sizes, stableRate, canaryRate, eOfClaim(claim, sizes, ahead, logEOfBoth))).toBeLessThanOrEqual(AT_MOST_ONE)
    }),
    { numRuns: 150, seed: 1 },
  )
})

test('"worse than the larger margin" is disproven wrongly no more often than its level, wherever it is true', () => {
  fc.assert(
    fc.property(anySizes, anyAhead, margins, share(), share(), (sizes, ahead, { ratio, difference }, stableRate, within) => {
      fc.pre(ratio !== null || difference !== null)
      const edge = Math.max(ratio === null ? 0 : ratio * stableRate, difference === null ? 0 : stableRate + difference)
      fc.pre(edge <= 1)
      const claim = worseThan(ratio, difference)
      const canaryRate = edge + (1 - edge) * within
      expect(expectation(sizes, stableRate, canaryRate, eOfClaim(claim, sizes, ahead, logEOfEither))).toBeLessThanOrEqual(AT_MOST_ONE)
    }),
    { numRuns: 150, seed: 2 },
  )
})

test('the conditional form has expectation 1 at its odds exactly, whatever the rate', () => {
  fc.assert(
    fc.property(anySizes, share(0.99), fc.double({ min: 0.3, max: 5, noNaN: true }), (sizes, stableRate, odds) => {
      const canaryRate = (odds * stableRate) / (1 + stableRate * (odds - 1))
      const grid = ratioGrid([0.3, -0.4, 1.2])
      for (const point of [0, 1, 2]) {
        const e = (stable: number, canary: number) =>
          Math.exp(addConditional([0, 0, 0], windowOf(sizes, stable, canary), odds, grid, 1)[point] ?? Number.NaN)
        expect(expectation(sizes, stableRate, canaryRate, e)).toBeCloseTo(1, 9)
      }
    }),
    { numRuns: 100, seed: 3 },
  )
})

test('a test that pools counts, or bets after it has seen the window, would be caught here', () => {
  const sizes = { stable: 9, canary: 6 }
  const best = (stable: number, canary: number) =>
    Math.exp(Math.max(...addShare([0, 0], windowOf(sizes, stable, canary), 1, ratioGrid([Math.log(2), Math.log(8)]), 1)))
  expect(expectation(sizes, 0.3, 0.3, best)).toBeGreaterThan(1.05)
})

test('a ceiling, from both sides', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.01, max: 0.9, noNaN: true }), share(), (requests, ceiling, within) => {
      const e = (factors: readonly number[]) => (_: number, failures: number) =>
        Math.exp(
          logMeanExp(
            addCeiling(
              factors.map(() => 0),
              { requests, failures },
              ceiling,
              factors,
              0.7,
            ),
          ),
        )
      const sizes = { stable: 0, canary: requests }
      expect(expectation(sizes, 0, ceiling * within, e(FACTORS_ABOVE))).toBeLessThanOrEqual(AT_MOST_ONE)
      expect(expectation(sizes, 0, ceiling + (1 - ceiling) * within, e(FACTORS_BELOW))).toBeLessThanOrEqual(AT_MOST_ONE)
    }),
    { numRuns: 200, seed: 4 },
  )
})

/** Two windows, the second of other sizes and another rate, chosen and weighed by the first: the whole machinery, exactly. */
test.each([
  ['shipped margins, rare failures', { relative: 0.25, absolute: 0.005, form: 'auto' }, 0.02, 0.01],
  ['shipped margins, common failures', { relative: 0.25, absolute: 0.005, form: 'auto' }, 0.4, 0.6],
  ['margin 0, Bernoulli', { relative: 0, absolute: null, form: 'bernoulli' }, 0.5, 0.2],
  ['absolute alone', { relative: null, absolute: 0.1, form: 'auto' }, 0, 0.3],
] as const)('over two windows: %s', (_, margin, first, second) => {
  const spec: RateSpec = { kind: 'rate', max: null, ladder: [2, 1], ...margin }
  const sizes = [
    { stable: 6, canary: 3 },
    { stable: 4, canary: 4 },
  ] as const
  const before = { kind: 'rate', arms: windowOf(sizes[0], 2, 0) } as const
  const edge = (rate: number, ratio: number) =>
    Math.min(
      1,
      Math.max(
        spec.relative === null && ratio === 1 ? 0 : Math.max(ratio, 1 + (spec.relative ?? 0)) * rate,
        spec.absolute === null ? 0 : rate + ratio * spec.absolute,
      ),
    )
  const e =
    (of: (evidence: ReturnType<typeof startEvidence>) => number) =>
    (stable1: number, canary1: number) =>
    (stable2: number, canary2: number) => {
      const started = addPreCanary(spec, startEvidence(spec), before)
      const once = addReading(spec, started, { kind: 'rate', arms: windowOf(sizes[0], stable1, canary1) })
      return Math.exp(of(addReading(spec, once, { kind: 'rate', arms: windowOf(sizes[1], stable2, canary2) })))
    }
  const whole = (of: Parameters<typeof e>[0], ratio: number) =>
    expectation(sizes[0], first, edge(first, ratio), (s1, c1) => expectation(sizes[1], second, edge(second, ratio), e(of)(s1, c1)))
  expect(whole((evidence) => rollbackLogE(spec, evidence), 1)).toBeLessThanOrEqual(AT_MOST_ONE)
  expect(whole((evidence) => exclusionLogE(spec, evidence, 1), 1)).toBeLessThanOrEqual(AT_MOST_ONE)
  if (edge(first, 2) < 1 && edge(second, 2) < 1) {
    expect(whole((evidence) => exclusionLogE(spec, evidence, 2), 2)).toBeLessThanOrEqual(AT_MOST_ONE)
  }
})

describe('merging', () => {
  test.each([
    ['the mean of 100 and 1', mergeForRollback([Math.log(100), 0]), Math.log(50.5)],
    ['weighted', mergeForRollback([Math.log(100), 0], [0.9, 0.1]), Math.log(90.1)],
    ['no overflow', mergeForRollback([5_000, 0]), 5_000 - Math.LN2],
    ['one that would be 0 does not drag the others down', mergeForRollback([Math.log(100), -5_000]), Math.log(50)],
    ['the least, for promotion', mergeForPromotion([4, 7, 5]), 4],
    ['nothing is no evidence to promote', mergeForPromotion([]), -Infinity],
    ['nothing is no evidence to roll back', mergeForRollback([]), -Infinity],
  ])('%s', (_, merged, expected) => {
    expect(merged === expected ? 0 : merged - expected).toBeCloseTo(0, 12)
  })

  test.each([
    ['too few weights', [0.5]],
    ['more than all', [0.9, 0.9]],
    ['a negative weight', [1.5, -0.5]],
  ])('refuses %s', (_, weights) => {
    expect(() => mergeForRollback([0, 0], weights)).toThrow(RangeError)
  })
})
