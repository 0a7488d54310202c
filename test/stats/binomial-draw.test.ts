import { binomialDistribution } from 'simple-statistics'
import { randomFrom } from '../../scripts/calibrate/random.ts'
import { drawBinomial } from '../../src/stats/binomial-draw.ts'

const DRAWS = 20_000

test.each([
  // trials   p      way
  [12, 0.3, 'inversion'],
  [400, 0.01, 'inversion'],
  [60, 0.4, 'rejection'],
  [300, 0.9, 'rejection of the failures'],
  [2000, 0.05, 'rejection'],
] as const)('%d trials at %d: counts as often as simple-statistics says (%s)', (trials, p, _) => {
  const random = randomFrom(20_261_129)
  const expected = binomialDistribution(trials, p) ?? []
  const observed = new Map<number, number>()
  for (let draw = 0; draw < DRAWS; draw++) {
    const count = drawBinomial(trials, p, random)
    observed.set(count, (observed.get(count) ?? 0) + 1)
  }
  // Pearson's χ² over the counts that are expected at least ten times, and all others together.
  let [statistic, bins, restSeen, restExpected] = [0, 0, DRAWS, DRAWS]
  for (const [count, chance] of expected.entries()) {
    const wanted = DRAWS * chance
    if (wanted < 10) continue
    const seen = observed.get(count) ?? 0
    statistic += (seen - wanted) ** 2 / wanted
    restSeen -= seen
    restExpected -= wanted
    bins++
  }
  if (restExpected > 1) statistic += (restSeen - restExpected) ** 2 / restExpected
  // Five standard deviations of χ² with so many degrees of freedom.
  expect(statistic).toBeLessThan(bins + 5 * Math.sqrt(2 * bins))
  expect(bins).toBeGreaterThan(5)
})

test.each([
  [0, 0.5, 0],
  [1e9, 0, 0],
  [1e9, 1, 1e9],
] as const)('%d trials at %d are always %d', (trials, p, count) => {
  expect(drawBinomial(trials, p, randomFrom(1))).toBe(count)
})

test('a billion trials: mean and spread, without a loop over them', () => {
  const random = randomFrom(5)
  const draws = Array.from({ length: 2000 }, () => (drawBinomial(1e9, 0.2, random) - 2e8) / Math.sqrt(1e9 * 0.16))
  const mean = draws.reduce((sum, one) => sum + one, 0) / draws.length
  const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws.length
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(2000))
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 2000))
})

test('what is no count and no chance is refused', () => {
  expect(() => drawBinomial(1.5, 0.5, randomFrom(1))).toThrow(RangeError)
  expect(() => drawBinomial(2, 1.1, randomFrom(1))).toThrow(RangeError)
})
