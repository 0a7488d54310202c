import { countLatencies, LatencyHistogram } from '../../../src/sources/benchmark/latency-histogram.ts'

const latencies = Array.from({ length: 1000 }, (_, index) => 0.05 * 1.01 ** (index % 700))
const sorted = [...latencies].sort((a, b) => a - b)

test('a rank is known to 0.14 %, on both sides', () => {
  const histogram = new LatencyHistogram([countLatencies(latencies.slice(0, 400)), countLatencies(latencies.slice(400))])
  expect(histogram.n).toBe(1000)
  for (const rank of [1, 17, 500, 990, 1000]) {
    const exact = sorted[rank - 1] ?? 0
    expect(histogram.atLeast(rank)).toBeLessThanOrEqual(exact)
    expect(histogram.atMost(rank)).toBeGreaterThanOrEqual(exact)
    expect(histogram.atMost(rank) / histogram.atLeast(rank)).toBeLessThan(1.0015)
  }
})

test('calls over a limit are counted on the side that claims less', () => {
  const histogram = new LatencyHistogram([countLatencies(latencies)])
  const limit = 1
  const over = latencies.filter((latency) => latency > limit).length
  expect(histogram.countAbove(limit)).toBeGreaterThanOrEqual(over)
  expect(histogram.countSurelyAbove(limit)).toBeLessThanOrEqual(over)
  expect(histogram.countAbove(limit) - histogram.countSurelyAbove(limit)).toBeLessThanOrEqual(4)
})

test.each([0, 1e-9, 5e-5, 1, 1e7])('%d ms has a bucket of its own', (ms) => {
  const histogram = new LatencyHistogram([countLatencies([ms])])
  expect(histogram.atLeast(1)).toBeLessThanOrEqual(ms)
  expect(histogram.atMost(1)).toBeGreaterThanOrEqual(ms)
})

test('a million calls take no more room than the buckets that they fall into', () => {
  const counts = countLatencies(Float64Array.from({ length: 1_000_000 }, (_, index) => 0.1 + (index % 1000) * 1e-5))
  expect(counts.length).toBeLessThan(100)
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(1_000_000)
})
