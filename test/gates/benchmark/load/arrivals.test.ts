import { poissonArrivals } from '../../../../src/gates/benchmark/load/arrivals.ts'
import { drawFrom } from '../../../../src/sources/benchmark/turns.ts'

test('gaps are exponential: their mean and their share beyond one mean are those of the distribution', () => {
  const arrivals = poissonArrivals(200, 100_000, drawFrom(1))
  const gaps = arrivals.map((at, index) => at - (arrivals[index - 1] ?? 0))
  // 20,000 expected; the count of a Poisson process has its square root as standard deviation: four of them are 566.
  expect(Math.abs(arrivals.length - 20_000)).toBeLessThan(566)
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(5, 0)
  // P(gap > mean) = 1/e = 0.36788; four standard errors of a share of 20,000 are 0.0136.
  const longer = gaps.filter((gap) => gap > 5).length / gaps.length
  expect(Math.abs(longer - 0.36788)).toBeLessThan(0.0136)
})

test('counts in equal stretches vary as a Poisson process does: variance over mean is 1', () => {
  const arrivals = poissonArrivals(50, 400_000, drawFrom(7))
  const counts = Array.from({ length: 400 }, () => 0)
  for (const at of arrivals) counts[Math.floor(at / 1000)]++
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1)
  // The index of dispersion of 400 stretches has a standard error of √(2/399) = 0.071.
  expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * 0.071)
})

test('a seed gives the same schedule, another seed another one, and all of it lies in the window', () => {
  const [one, again, other] = [3, 3, 4].map((seed) => poissonArrivals(100, 2_000, drawFrom(seed)))
  expect(one).toEqual(again)
  expect(one).not.toEqual(other)
  expect(one?.every((at, index) => at >= (one[index - 1] ?? 0) && at < 2_000)).toBe(true)
})
