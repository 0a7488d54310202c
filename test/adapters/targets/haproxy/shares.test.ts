import { shareOf, weightsFor } from '../../../../src/adapters/targets/haproxy/shares.ts'

test.each([
  // what                                          bp      canaries, stables  weights of each server
  ['nothing', 0, 1, 1, { canary: 0, stable: 100 }],
  ['all', 10_000, 1, 1, { canary: 100, stable: 0 }],
  ['whole percents are exact, and sum to 100', 100, 1, 1, { canary: 1, stable: 99 }],
  ['5 %', 500, 1, 1, { canary: 5, stable: 95 }],
  ['50 %', 5000, 1, 1, { canary: 50, stable: 50 }],
  ['the floor of two servers: 1 of 257', 39, 1, 1, { canary: 1, stable: 256 }],
  ['below the floor: nothing', 38, 1, 1, { canary: 0, stable: 100 }],
  ['two canaries have half each', 1000, 2, 1, { canary: 5, stable: 90 }],
  ['one canary beside four stable servers: 16 of 16 + 4 · 76', 500, 1, 4, { canary: 16, stable: 76 }],
] as const)('%s', (_, shareBp, canary, stable, weights) => {
  expect(weightsFor(shareBp, { canary, stable })).toEqual(weights)
})

test('no share is rounded up, for any number of servers', () => {
  for (const [canary, stable] of [
    [1, 1],
    [1, 3],
    [2, 5],
    [4, 1],
  ] as const) {
    for (let asked = 0; asked <= 10_000; asked += 37) {
      const weights = weightsFor(asked, { canary, stable })
      const reached = shareOf({ canary: weights.canary * canary, stable: weights.stable * stable })
      expect(Math.round(reached)).toBeLessThanOrEqual(asked)
      expect(weights.canary + weights.stable).toBeGreaterThan(0)
    }
  }
})
