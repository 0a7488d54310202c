import { randomFrom } from '../../../scripts/calibrate/random.ts'
import { keepForShare, splitWindow, thinWindow } from '../../../src/rollout/backtest/thin.ts'
import type { SeenWindow } from '../../../src/rollout/entry.ts'

test.each([
  // what                              stable  canary  share  kept of stable, of canary
  ['a canary that had too much', 900, 100, 0.01, 1, 9.0909 / 100],
  ['one that had too little', 990, 10, 0.1, 90 / 990, 1],
  ['just the share', 950, 50, 0.05, 1, 1],
  ['no share yet', 900, 100, 0, 1, 0],
  ['all', 900, 100, 1, 0, 1],
  ['an hour without the canary: nothing to compare', 900, 0, 0.05, 0, 1],
  ['nobody at all', 0, 0, 0.05, 1, 1],
] as const)('%s', (_, stable, canary, share, ofStable, ofCanary) => {
  const keep = keepForShare({ stable, canary }, share)
  expect(keep.stable).toBeCloseTo(ofStable, 5)
  expect(keep.canary).toBeCloseTo(ofCanary, 5)
})

const WINDOW: SeenWindow = {
  id: 'w',
  fromMs: 0,
  toMs: 60_000,
  requests: { stable: 900_000, canary: 100_000 },
  readings: {
    errors: { kind: 'rate', arms: { stable: { requests: 900_000, failures: 9_000 }, canary: { requests: 100_000, failures: 4_000 } } },
    latency: {
      kind: 'histogram',
      edges: [0.1, 0.5],
      arms: { stable: { counts: [800_000, 90_000, 10_000] }, canary: { counts: [80_000, 15_000, 5_000] } },
    },
    tokens: {
      kind: 'mean',
      arms: {
        stable: { count: 900_000, sum: 9_000_000, sumOfSquares: 93_600_000 },
        canary: { count: 100_000, sum: 1_100_000, sumOfSquares: 12_500_000 },
      },
    },
    scores: { kind: 'not-evaluable', why: 'gone' },
  },
  events: [],
}

test('rates, buckets and means stay what they were, within what sampling gives', () => {
  const thin = thinWindow(WINDOW, { stable: 0.5, canary: 0.2 }, randomFrom(3))
  const { errors, latency, tokens, scores } = thin.readings
  if (errors?.kind !== 'rate' || latency?.kind !== 'histogram' || tokens?.kind !== 'mean') throw new Error('another kind')
  // Four standard deviations of each binomial.
  const near = (count: number, of: number, p: number) => expect(Math.abs(count - of * p)).toBeLessThan(4 * Math.sqrt(of * p * (1 - p)))
  near(errors.arms.canary.failures, 4_000, 0.2)
  near(errors.arms.canary.requests, 100_000, 0.2)
  near(errors.arms.stable.failures, 9_000, 0.5)
  for (const [index, count] of latency.arms.canary.counts.entries()) near(count, [80_000, 15_000, 5_000][index] ?? 0, 0.2)
  const { count, sum, sumOfSquares } = tokens.arms.canary
  near(count, 100_000, 0.2)
  // Mean 11, variance 4, four times the standard error of 20,000 of 100,000.
  expect(Math.abs(sum / count - 11)).toBeLessThan(4 * Math.sqrt(4 * (1 / count - 1 / 100_000)))
  expect(sumOfSquares / count - (sum / count) ** 2).toBeCloseTo(4, 6)
  expect(scores).toEqual({ kind: 'not-evaluable', why: 'gone' })
  expect(thin.requests?.stable).toBeGreaterThan(448_000)
})

test('the mean of a part of the values spreads as the theory says', () => {
  const random = randomFrom(11)
  const drawn = Array.from({ length: 3000 }, () => {
    const { tokens } = thinWindow(WINDOW, { stable: 1, canary: 0.01 }, random).readings
    if (tokens?.kind !== 'mean') throw new Error('another kind')
    return tokens.arms.canary.sum / tokens.arms.canary.count
  })
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length
  const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length
  expect(variance / (4 * (1 / 1000 - 1 / 100_000))).toBeGreaterThan(0.9)
  expect(variance / (4 * (1 / 1000 - 1 / 100_000))).toBeLessThan(1.1)
})

test('one arm dealt into two: together they are the whole, in every count', () => {
  const { readings, requests } = splitWindow(WINDOW, 'stable', 0.25, randomFrom(4))
  const { errors, latency, tokens } = readings
  if (errors?.kind !== 'rate' || latency?.kind !== 'histogram' || tokens?.kind !== 'mean') throw new Error('another kind')
  expect(errors.arms.stable.failures + errors.arms.canary.failures).toBe(9_000)
  expect(latency.arms.stable.counts.map((count, index) => count + (latency.arms.canary.counts[index] ?? 0))).toEqual([
    800_000, 90_000, 10_000,
  ])
  expect(tokens.arms.stable.sum + tokens.arms.canary.sum).toBeCloseTo(9_000_000, 3)
  expect((requests?.canary ?? 0) / 900_000).toBeCloseTo(0.25, 2)
})
