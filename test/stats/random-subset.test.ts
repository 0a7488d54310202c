import { normalUpperTail } from '../../src/stats/normal.ts'
import { randomSubsetShortfall } from '../../src/stats/random-subset.ts'

/** One-sided p-value of every way to choose `size` of the values: what the normal limit stands for. */
function byEnumeration(values: readonly number[], size: number, sum: number): number {
  let as = 0
  let all = 0
  for (let choice = 0; choice < 2 ** values.length; choice++) {
    const chosen = values.filter((_, index) => ((choice >> index) & 1) === 1)
    if (chosen.length !== size) continue
    all++
    const total = chosen.reduce((a, b) => a + b, 0)
    as += total < sum ? 1 : total === sum ? 0.5 : 0
  }
  return as / all
}

test('zeros and ones: the mean and variance of the hypergeometric distribution', () => {
  // scipy.stats.hypergeom(1000, 50, 200): mean 10, variance 200 · 0.05 · 0.95 · 800 / 999 = 7.607608.
  const p = randomSubsetShortfall({ size: 1000, sum: -50, sumOfSquares: 50 }, { size: 200, sum: -18 })
  expect(p).toBeCloseTo(normalUpperTail(8 / Math.sqrt(7.607608)), 7)
})

test('near the mid-p of all choices', () => {
  const values = [-1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]
  const population = { size: values.length, sum: -2, sumOfSquares: 8 }
  for (const sum of [-4, -3, -2, -1, 0, 1]) {
    expect(Math.abs(randomSubsetShortfall(population, { size: 8, sum }) - byEnumeration(values, 8, sum))).toBeLessThan(0.02)
  }
})

test.each([
  ['an empty subset', { size: 10, sum: -2, sumOfSquares: 2 }, { size: 0, sum: 0 }],
  ['a subset of all', { size: 10, sum: -2, sumOfSquares: 2 }, { size: 10, sum: -2 }],
  ['equal values', { size: 10, sum: -10, sumOfSquares: 10 }, { size: 4, sum: -4 }],
  ['one value', { size: 1, sum: 1, sumOfSquares: 1 }, { size: 1, sum: 1 }],
])('%s differs from nothing', (_, population, subset) => {
  expect(randomSubsetShortfall(population, subset)).toBe(1)
})
