import { firstRates, highestRate, nextRates } from '../../../../src/gates/benchmark/load/highest-rate.ts'

const at = (...points: [number, number][]) => points.map(([rate, latencyMs]) => ({ rate, latencyMs }))

test.each([
  // what                                                    points                                     limit  found
  ['half way of the logarithm', at([100, 4], [400, 12]), 8, { kind: 'found', rate: 200 }],
  ['exactly at a rate', at([100, 4], [200, 8], [400, 20]), 8, { kind: 'found', rate: 200 }],
  ['in any order', at([400, 12], [100, 4]), 8, { kind: 'found', rate: 200 }],
  ['before unanswered requests nothing is known between', at([100, 4], [400, Number.POSITIVE_INFINITY]), 8, { kind: 'found', rate: 100 }],
  ['even the lowest rate is too much', at([100, 9], [400, 12]), 8, { kind: 'below', rate: 100 }],
  ['even the highest rate keeps it', at([100, 4], [400, 7]), 8, { kind: 'above', rate: 400 }],
  // 10 and 2 are levelled to 6 each: the curve keeps 8 until it meets 14 at 400: 6 + (14 − 6) · 1/4 = 8, so 200 · 2^(1/4).
  ['a fall is noise and levelled', at([100, 10], [200, 2], [400, 14]), 8, { kind: 'found', rate: 200 * 2 ** 0.25 }],
] as const)('%s', (_, points, limit, found) => {
  const { kind, rate } = highestRate(points, limit)
  expect(kind).toBe(found.kind)
  expect(rate).toBeCloseTo(found.rate, 9)
})

/** Mean time in an M/M/1 queue, 1/(μ − λ): at μ = 1000/s the limit of 5 ms holds up to 800/s. */
test('the search closes in on the known answer of a queue', () => {
  const latencyMs = (rate: number) => (rate >= 1000 ? Number.POSITIVE_INFINITY : 1000 / (1000 - rate))
  const points = firstRates(1, 1).map((rate) => ({ rate, latencyMs: latencyMs(rate) }))
  for (let step = 0; step < 3; step++) {
    points.push(...nextRates(highestRate(points, 5)).map((rate) => ({ rate, latencyMs: latencyMs(rate) })))
  }
  expect(Math.abs(highestRate(points, 5).rate / 800 - 1)).toBeLessThan(0.02)
})
