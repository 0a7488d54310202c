import { describe as describeEvidence } from '../../../src/stats/sequential/describe.ts'
import { addReading, exclusionLogE, type MeanSpec, rollbackLogE } from '../../../src/stats/sequential/guardrail.ts'
import { COST, FIVE_PERCENT, gathered, histogram, LATENCY, mean, ONE_PERCENT, times } from './live-readings.ts'

describe('latencies', () => {
  // Shares per bucket of 600 requests a minute; a canary × 1.25 has each request one bucket later.
  const STABLE = [300, 180, 60, 30, 24, 5, 1]
  const SLOWER = [0, 300, 180, 60, 30, 24, 6]
  const EQUAL = histogram(STABLE, STABLE)

  test('equal arms: the margin is excluded, no rollback', () => {
    const evidence = gathered(LATENCY, times(30, EQUAL), times(10, EQUAL))
    expect(rollbackLogE(LATENCY, evidence)).toBeLessThan(0)
    expect(exclusionLogE(LATENCY, evidence, 1)).toBeGreaterThan(FIVE_PERCENT)
  })

  test('each request a bucket later is within a margin of one bucket, and beyond a margin of none', () => {
    const readings = times(30, histogram(STABLE, SLOWER))
    expect(rollbackLogE(LATENCY, gathered(LATENCY, readings, times(10, EQUAL)))).toBeLessThan(1)
    const strict = { ...LATENCY, margin: 0 }
    expect(rollbackLogE(strict, gathered(strict, readings, times(10, EQUAL)))).toBeGreaterThan(ONE_PERCENT)
  })

  test('the margin in effect is that of the buckets, at least the policy says', () => {
    const { quantiles } = describeEvidence(LATENCY, gathered(LATENCY, times(30, EQUAL), times(10, EQUAL)))
    expect(quantiles.map(({ edge, shiftedEdge }) => [edge, shiftedEdge])).toEqual([
      [0.1, 0.125],
      [0.16, 0.2],
      [0.25, 0.4],
    ])
    expect(quantiles[2]?.effectiveMargin).toBeCloseTo(0.6, 12)
    // 300 of 600 below 0.1 s: the median lies in the first bucket, its bounds reach the next edge.
    expect(quantiles[0]?.arms.stable.bucket).toEqual([0, 0.1])
  })

  test('a quantile beyond the last edge cannot be judged: nothing is proven, and it says why', () => {
    const beyond = histogram([0, 0, 0, 0, 0, 300, 300], [0, 0, 0, 0, 0, 300, 300])
    const evidence = gathered(LATENCY, times(30, beyond), times(10, beyond))
    expect(exclusionLogE(LATENCY, evidence, 1)).toBeLessThan(1)
    expect(describeEvidence(LATENCY, evidence).quantiles.map(({ whyNot }) => whyNot)).toEqual([
      'no edge for the margin',
      'beyond the last edge',
      'beyond the last edge',
    ])
  })

  test('a bucket that holds all of them is no dead end: no slow requests of the canary are proof as well', () => {
    const fast = histogram([600, 0, 0, 0, 0, 0, 0], [600, 0, 0, 0, 0, 0, 0])
    expect(exclusionLogE(LATENCY, gathered(LATENCY, times(30, fast), times(10, fast)), 1)).toBeGreaterThan(FIVE_PERCENT)
  })

  test.each([
    ['other edges', histogram(STABLE, STABLE, [0.1, 0.125, 0.16, 0.2, 0.25, 0.5])],
    ['a bucket too few', histogram(STABLE.slice(1), STABLE)],
    ['no number', histogram(STABLE, [...STABLE.slice(1), Number.NaN])],
  ])('multiplies by 1: %s', (_, reading) => {
    const evidence = gathered(LATENCY, times(3, EQUAL))
    expect(addReading(LATENCY, evidence, reading)).toEqual({ ...evidence, notEvaluable: 1 })
  })

  test('a window never chooses its own edges: the first one judges nothing', () => {
    const evidence = gathered(LATENCY, [histogram(STABLE, [0, 0, 0, 0, 0, 0, 600])])
    expect(rollbackLogE(LATENCY, evidence)).toBeCloseTo(0, 12)
  })

  test('a ceiling is broken when stable is slow too', () => {
    const spec = { ...LATENCY, max: 0.16 }
    expect(rollbackLogE(spec, gathered(spec, times(10, EQUAL)))).toBeGreaterThan(ONE_PERCENT)
    const kept = { ...LATENCY, max: 0.4 }
    expect(rollbackLogE(kept, gathered(kept, times(10, EQUAL)))).toBeLessThan(1)
  })
})

describe('means', () => {
  const costs = (factor: number, i: number) => Array.from({ length: 40 }, (_, j) => factor * (1 + ((7 * i + 3 * j) % 11) / 10))
  const minutes = (factor: number, count: number) =>
    Array.from({ length: count }, (_, i) => mean(costs(1, i), costs(factor * (1 + ((i % 5) - 2) / 100), i + 3)))

  test.each([
    ['half as much again', 1.5, 60, true, false],
    ['equal', 1, 60, false, true],
    ['a fifth less', 0.8, 60, false, true],
    ['half as much again, before thirty batches', 1.5, 29, false, false],
  ])('%s', (_, factor, count, rolledBack, proven) => {
    const evidence = gathered(COST, minutes(factor, count))
    expect(rollbackLogE(COST, evidence) > ONE_PERCENT).toBe(rolledBack)
    expect(exclusionLogE(COST, evidence, 1) > FIVE_PERCENT).toBe(proven)
  })

  test('a score may not fall', () => {
    const spec: MeanSpec = { ...COST, higherIsWorse: false }
    expect(rollbackLogE(spec, gathered(spec, minutes(0.7, 60)))).toBeGreaterThan(ONE_PERCENT)
    expect(rollbackLogE(spec, gathered(spec, minutes(1.3, 60)))).toBeLessThan(0)
  })

  test.each([
    ['broken, though stable is as dear', 2, 60, true],
    ['kept', 4, 60, false],
    ['just kept', 3.02, 60, false],
    ['broken, before thirty batches', 2, 29, false],
  ])('a ceiling, %s', (_, max, count, broken) => {
    const spec: MeanSpec = { ...COST, relative: 5, max }
    const twice = Array.from({ length: count }, (__, i) => mean(costs(2, i), costs(2, i + 3)))
    expect(rollbackLogE(spec, gathered(spec, twice)) > ONE_PERCENT).toBe(broken)
  })

  test.each([
    ['above its ceiling', 301, true],
    ['at it', 120, false],
    ['below it', 119, false],
  ])('a constant cost %s', (_, cost, broken) => {
    const spec: MeanSpec = { ...COST, relative: 5, max: 120 }
    const same = new Array<number>(40).fill(cost)
    const evidence = gathered(
      spec,
      Array.from({ length: 40 }, () => mean(same, same)),
    )
    expect(rollbackLogE(spec, evidence) > ONE_PERCENT).toBe(broken)
  })

  test('windows of few requests make batches of thirty', () => {
    const few = Array.from({ length: 40 }, () => mean([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3]))
    const evidence = gathered(COST, few)
    expect(evidence.kind === 'mean' && evidence.batches.count).toBe(4)
  })
})
