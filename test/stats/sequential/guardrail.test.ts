import { describe as describeEvidence } from '../../../src/stats/sequential/describe.ts'
import {
  addPreCanary,
  addReading,
  type Evidence,
  exclusionLogE,
  type GuardrailSpec,
  type LatencySpec,
  type MeanSpec,
  type RateSpec,
  type Reading,
  rollbackLogE,
  startEvidence,
} from '../../../src/stats/sequential/guardrail.ts'

const ERRORS: RateSpec = { kind: 'rate', relative: 0.25, absolute: 0.005, form: 'auto', max: null, ladder: [10, 4, 2, 1] }
const LATENCY: LatencySpec = { kind: 'latency', margin: 0.25, quantiles: [0.5, 0.9, 0.99], max: null, ladder: [10, 4, 2, 1] }
const COST: MeanSpec = { kind: 'mean', higherIsWorse: true, relative: 0.1, absolute: null, ladder: [4, 1] }
const ONE_PERCENT = Math.log(100)
const FIVE_PERCENT = Math.log(20)

function rate(n1: number, e1: number, n2: number, e2: number): Reading {
  return { kind: 'rate', arms: { stable: { requests: n1, failures: e1 }, canary: { requests: n2, failures: e2 } } }
}

const EDGES = [0.1, 0.125, 0.16, 0.2, 0.25, 0.4]
function histogram(stable: number[], canary: number[], edges: readonly number[] = EDGES): Reading {
  return { kind: 'histogram', edges, arms: { stable: { counts: stable }, canary: { counts: canary } } }
}

function mean(stable: number[], canary: number[]): Reading {
  const sums = (values: number[]) => ({
    count: values.length,
    sum: values.reduce((sum, x) => sum + x, 0),
    sumOfSquares: values.reduce((sum, x) => sum + x * x, 0),
  })
  return { kind: 'mean', arms: { stable: sums(stable), canary: sums(canary) } }
}

function gathered(spec: GuardrailSpec, readings: readonly Reading[], before: readonly Reading[] = []): Evidence {
  const started = before.reduce((evidence, reading) => addPreCanary(spec, evidence, reading), startEvidence(spec))
  return readings.reduce((evidence, reading) => addReading(spec, evidence, reading), started)
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : []
}

const times = (count: number, reading: Reading) => new Array<Reading>(count).fill(reading)
const NO_FAILURES = rate(570, 0, 30, 0)

describe('failures', () => {
  test('no evidence is neither good nor bad', () => {
    const evidence = startEvidence(ERRORS)
    expect(rollbackLogE(ERRORS, evidence)).toBeCloseTo(0, 12)
    for (const ratio of ERRORS.ladder) expect(exclusionLogE(ERRORS, evidence, ratio)).toBeCloseTo(0, 12)
  })

  test.each([
    ['a canary that always fails is found in a minute', times(1, rate(570, 0, 30, 30))],
    ['ten times the failures', times(12, rate(570, 3, 30, 2))],
    ['one in twenty fails where stable never does', times(6, rate(570, 0, 40, 2))],
    ['every request of both arms fails but for some of stable', times(30, rate(570, 300, 30, 30))],
    ['a billion requests', [rate(9e8, 4.5e6, 1e8, 2.5e6)]],
  ])('rolled back: %s', (_, readings) => {
    expect(rollbackLogE(ERRORS, gathered(ERRORS, readings))).toBeGreaterThan(ONE_PERCENT)
  })

  test.each([
    ['equal arms', times(500, rate(950, 5, 950, 5))],
    ['both arms fail altogether', times(50, rate(570, 570, 30, 30))],
    ['nothing fails', times(500, NO_FAILURES)],
    ['a quarter more failures, as the margin allows', times(500, rate(1000, 8, 1000, 10))],
    ['half a point more, as the margin allows', times(500, rate(1000, 1, 1000, 6))],
    ['the canary has no traffic', times(100, rate(600, 3, 0, 0))],
    ['stable has no traffic and the canary fails', times(100, rate(0, 0, 30, 3))],
    ['a billion requests', [rate(9e8, 4.5e6, 1e8, 5e5)]],
  ])('not rolled back: %s', (_, readings) => {
    expect(rollbackLogE(ERRORS, gathered(ERRORS, readings))).toBeLessThan(1)
  })

  test.each([
    // at 10 requests a second and 1, 5, 25, 50 %: the ladder of a service without failures takes 15, 8, 4 and 4 minutes (statistics, C3)
    [10, 6, 15],
    [4, 30, 8],
    [2, 150, 4],
    [1, 300, 4],
  ])('without any failures, %d times is excluded by %d canary requests in %d minutes', (ratio, canary, minutes) => {
    const evidence = gathered(ERRORS, times(minutes, rate(600 - canary, 0, canary, 0)), times(60, rate(600, 0, 0, 0)))
    expect(exclusionLogE(ERRORS, evidence, ratio)).toBeGreaterThan(FIVE_PERCENT)
    expect(exclusionLogE(ERRORS, gathered(ERRORS, []), ratio)).toBeLessThan(0.1)
  })

  test('more is harder to exclude: evidence falls from 10 times down to the margin', () => {
    const evidence = gathered(ERRORS, times(200, rate(570, 3, 30, 0)))
    const logEs = [10, 4, 2, 1].map((ratio) => exclusionLogE(ERRORS, evidence, ratio))
    expect([...logEs].sort((a, b) => b - a)).toEqual(logEs)
  })

  test('harm that is there is never excluded', () => {
    const evidence = gathered(ERRORS, times(200, rate(570, 3, 40, 2)))
    expect(exclusionLogE(ERRORS, evidence, 4)).toBeLessThan(0)
  })

  test.each([
    ['the count of an arm is no number', rate(570, 3, Number.NaN, 0)],
    ['more failures than requests', rate(570, 3, 30, 31)],
    ['a fraction', rate(570, 3.5, 30, 1)],
    ['a negative count', rate(570, -1, 30, 1)],
    ['the telemetry said so', { kind: 'not-evaluable', why: 'a restart' } as const],
  ])('multiplies by 1: %s', (_, reading) => {
    const evidence = gathered(ERRORS, times(10, rate(570, 3, 30, 1)))
    const next = addReading(ERRORS, evidence, reading)
    expect(next).toEqual({ ...evidence, notEvaluable: 1 })
  })

  test('ten times worse than a large absolute margin is excluded by arithmetic, once there is a window', () => {
    const spec: RateSpec = { ...ERRORS, absolute: 0.2 }
    expect(exclusionLogE(spec, startEvidence(spec), 10)).toBeLessThan(1)
    expect(exclusionLogE(spec, gathered(spec, [NO_FAILURES]), 10)).toBeGreaterThan(FIVE_PERCENT)
  })

  test.each([
    ['bernoulli', 0.3, 0.375, false],
    ['bernoulli', 0.3, 0.5, true],
    ['share', 0.3, 0.5, true],
    ['auto', 0.9, 1, false],
    ['auto', 0.5, 1, true],
  ] as const)('common failures, counted as %s: %d against %d', (form, stable, canary, rolledBack) => {
    const spec: RateSpec = { ...ERRORS, form }
    const evidence = gathered(spec, times(60, rate(1000, 1000 * stable, 200, 200 * canary)), times(10, rate(1000, 1000 * stable, 0, 0)))
    expect(rollbackLogE(spec, evidence) > ONE_PERCENT).toBe(rolledBack)
  })
})

describe('a ceiling', () => {
  const spec: RateSpec = { ...ERRORS, relative: null, absolute: null, max: 0.02 }
  test('is broken whatever stable does', () => {
    expect(rollbackLogE(spec, gathered(spec, times(60, rate(570, 57, 30, 3))))).toBeGreaterThan(ONE_PERCENT)
    expect(rollbackLogE(spec, gathered(spec, times(60, rate(570, 3, 50, 1))))).toBeLessThan(1)
  })

  test('alone is proven kept', () => {
    const evidence = gathered(spec, times(60, NO_FAILURES))
    expect(exclusionLogE(spec, evidence, 1)).toBeGreaterThan(FIVE_PERCENT)
    expect(exclusionLogE(spec, gathered(spec, times(60, rate(570, 3, 50, 1))), 1)).toBeLessThan(1)
  })

  test('beside a margin takes half of the evidence', () => {
    const both: RateSpec = { ...ERRORS, max: 0.02 }
    const evidence = gathered(both, times(60, rate(570, 57, 30, 3)))
    expect(rollbackLogE(both, evidence)).toBeCloseTo(rollbackLogE(spec, gathered(spec, times(60, rate(570, 57, 30, 3)))) - Math.LN2, 6)
  })
})

describe('bursts', () => {
  const bursty = Array.from({ length: 60 }, (_, i) => rate(6000, i % 6 === 0 ? 180 : 0, 0, 0))
  const calm = times(60, rate(6000, 30, 0, 0))
  test('before the canary make its first burst weigh less', () => {
    const burst = [rate(5700, 30, 300, 15)]
    const [afterCalm, afterBursts] = [calm, bursty].map((before) => rollbackLogE(ERRORS, gathered(ERRORS, burst, before)))
    expect(afterCalm).toBeGreaterThan(ONE_PERCENT)
    expect(afterBursts).toBeLessThan(2)
  })

  test('have an overdispersion of 5 where one minute in six has all failures', () => {
    expect(describeEvidence(ERRORS, gathered(ERRORS, [], bursty)).overdispersion).toBeCloseTo(5, 0)
    expect(describeEvidence(ERRORS, gathered(ERRORS, [], calm)).overdispersion).toBe(0)
  })
})

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

  test('windows of few requests make batches of thirty', () => {
    const few = Array.from({ length: 40 }, () => mean([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3]))
    const evidence = gathered(COST, few)
    expect(evidence.kind === 'mean' && evidence.batches.count).toBe(4)
  })
})

test.each([
  ['failures', ERRORS, [rate(570, 3, 30, 2), NO_FAILURES, rate(570, 200, 30, 10)]],
  ['latencies', LATENCY, [histogram([300, 180, 60, 30, 24, 5, 1], [30, 18, 6, 3, 2, 1, 0])]],
  ['means', COST, [mean([1, 2, 3], [4, 5, 6])]],
] as const)('evidence of %s is plain JSON, and a replay from the middle gives the same bytes', (_, spec, readings) => {
  const many = Array.from({ length: 40 }, (_, i) => readings[i % readings.length] ?? NO_FAILURES)
  const straight = gathered(spec, many)
  const read: Evidence = JSON.parse(JSON.stringify(gathered(spec, many.slice(0, 17))))
  const resumed = many.slice(17).reduce((evidence, reading) => addReading(spec, evidence, reading), read)
  expect(JSON.stringify(resumed)).toBe(JSON.stringify(straight))
  expect(numbersIn(straight).filter((value) => !Number.isFinite(value))).toEqual([])
})

test('a guardrail that no step waits for follows no exclusion, and rolls back as well', () => {
  const spec = { ...ERRORS, ladder: [] }
  const readings = times(12, rate(570, 3, 30, 2))
  const evidence = gathered(spec, readings)
  expect(rollbackLogE(spec, evidence)).toBe(rollbackLogE(ERRORS, gathered(ERRORS, readings)))
  expect(evidence.kind === 'rate' && evidence.exclusions).toEqual([])
  expect(() => exclusionLogE(spec, evidence, 1)).toThrow(RangeError)
  expect(describeEvidence(spec, evidence)).toMatchObject({ excluded: null, notExcluded: null })
})

test.each([
  ['a reading of another kind', () => addReading(ERRORS, startEvidence(ERRORS), mean([1], [1]))],
  ['evidence of another kind', () => rollbackLogE(ERRORS, startEvidence(COST))],
  ['a ratio that is not followed', () => exclusionLogE(ERRORS, startEvidence(ERRORS), 3.3)],
  ['no margin and no ceiling', () => startEvidence({ ...ERRORS, relative: null, absolute: null })],
  ['a negative margin', () => startEvidence({ ...ERRORS, relative: -0.1 })],
  ['a ceiling of 2', () => startEvidence({ ...ERRORS, max: 2 })],
  ['no quantile', () => startEvidence({ ...LATENCY, quantiles: [] })],
  ['a ladder below 1', () => startEvidence({ ...ERRORS, ladder: [0.5] })],
  ['means without a margin', () => startEvidence({ ...COST, relative: null })],
])('refused: %s', (_, call) => {
  expect(call).toThrow(RangeError)
})
