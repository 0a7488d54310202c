import { describe as describeEvidence } from '../../../src/stats/sequential/describe.ts'
import {
  addReading,
  type Evidence,
  exclusionLogE,
  type RateSpec,
  rollbackLogE,
  startEvidence,
} from '../../../src/stats/sequential/guardrail.ts'
import {
  COST,
  ERRORS,
  FIVE_PERCENT,
  gathered,
  histogram,
  LATENCY,
  mean,
  NO_FAILURES,
  numbersIn,
  ONE_PERCENT,
  rate,
  times,
} from './live-readings.ts'

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
