import type { LatencySpec, RateSpec, Reading } from '../../../src/stats/sequential/guardrail.ts'
import { addToIncident, isIncident, startIncident } from '../../../src/stats/sequential/incident.ts'
import { addToSplit, checkSplit, startSplit } from '../../../src/stats/sequential/split.ts'

describe('the split', () => {
  test.each([
    // what, share read back, windows of [stable, canary], broken
    ['as read back', 0.05, [[9_500, 500]], false],
    ['a tenth less, as sticky clients give', 0.05, [[95_500, 4_500]], false],
    ['half of it', 0.05, [[97_500, 2_500]], true],
    [
      'the canary gets nothing',
      0.05,
      [
        [600, 0],
        [600, 0],
      ],
      true,
    ],
    ['nothing of few requests proves nothing', 0.05, [[60, 0]], false],
    ['nobody asks', 0.05, [[0, 0]], false],
    ['twice as much', 0.25, [[500, 500]], true],
    ['all of it goes to the canary', 0.5, [[0, 100]], true],
    ['the weight is ignored', 0.01, [[0, 60]], true],
    ['none is asked for: late requests', 0, [[1_000, 50]], false],
    ['the earlier share is another', 0.5, [[500, 500]], false],
  ] as const)('%s', (_, share, windows, broken) => {
    const earlier = addToSplit(startSplit(0.01), 0.01, { stable: 100_000, canary: 1_000 })
    const evidence = windows.reduce((sums, [stable, canary]) => addToSplit(sums, share, { stable, canary }), earlier)
    expect(checkSplit(share === 0.01 ? addToSplit(startSplit(0.01), 0.01, { stable: 0, canary: 60 }) : evidence, 0.2).broken).toBe(broken)
  })

  test('says what it saw', () => {
    const verdict = checkSplit(addToSplit(startSplit(0.05), 0.05, { stable: 975, canary: 25 }), 0.2)
    expect(verdict).toMatchObject({ observed: 0.025, expected: 0.05 })
    expect(verdict.interval[0]).toBeLessThan(0.025)
    expect(verdict.interval[1]).toBeGreaterThan(0.025)
  })
})

describe('an incident', () => {
  const ERRORS: RateSpec = { kind: 'rate', relative: 0.25, absolute: 0.005, form: 'auto', max: null, ladder: [1] }
  const LATENCY: LatencySpec = { kind: 'latency', margin: 0.25, quantiles: [0.5, 0.9], max: null, ladder: [1] }
  const rate = (requests: number, failures: number, canaryFailures = 0): Reading => ({
    kind: 'rate',
    arms: { stable: { requests, failures }, canary: { requests: 30, failures: canaryFailures } },
  })
  const times = (count: number, reading: Reading) => new Array<Reading>(count).fill(reading)
  const incidentAfter = (readings: readonly Reading[], spec: RateSpec | LatencySpec = ERRORS) =>
    readings.reduce((evidence, reading) => addToIncident(spec, evidence, reading), startIncident())

  test.each([
    ['ten times the failures of stable', [...times(60, rate(570, 3)), ...times(3, rate(570, 30))], true],
    ['all of stable fails', [...times(60, rate(570, 0)), rate(570, 570)], true],
    ['the canary alone fails', [...times(60, rate(570, 3)), ...times(60, rate(570, 3, 30))], false],
    ['twice the failures, as in the evening', [...times(60, rate(570, 3)), ...times(300, rate(570, 6))], false],
    ['a service without failures has its first', [...times(60, rate(570, 0)), rate(570, 1)], false],
    ['bad from the beginning, and no worse', times(300, rate(570, 300)), false],
    ['sixty of a hundred, as ever', times(300, rate(570, 342)), false],
    ['nine of ten, as ever', times(300, rate(570, 513)), false],
    ['sixty of a hundred, and then nearly all', [...times(60, rate(570, 342)), ...times(5, rate(570, 560))], true],
    ['a third, and then most', [...times(60, rate(570, 190)), ...times(5, rate(570, 480))], true],
    ['after a week of quiet', [...times(5_000, rate(570, 3)), ...times(3, rate(570, 40))], true],
    ['over, a while after it ended', [...times(60, rate(570, 3)), ...times(10, rate(570, 30)), ...times(5, rate(570, 3))], false],
    ['not over while it lasts', [...times(60, rate(570, 3)), ...times(200, rate(570, 30))], true],
    ['windows that cannot be judged', [...times(60, rate(570, 3)), ...times(60, { kind: 'not-evaluable', why: 'down' } as const)], false],
    ['no reference yet', times(9, rate(570, 300)), false],
  ])('%s', (_, readings, expected) => {
    expect(isIncident(incidentAfter(readings))).toBe(expected)
  })

  const EDGES = [0.1, 0.2, 0.4]
  const histogram = (counts: number[]): Reading => ({
    kind: 'histogram',
    edges: EDGES,
    arms: { stable: { counts }, canary: { counts: [0, 0, 0, 0] } },
  })
  const usual = histogram([300, 240, 50, 10])
  test.each([
    ['latencies of stable rise', [...times(40, usual), ...times(3, histogram([50, 150, 200, 200]))], true],
    ['a few more slow ones', [...times(40, usual), ...times(60, histogram([290, 235, 60, 15]))], false],
    [
      'other buckets begin anew',
      [...times(40, usual), { kind: 'histogram', edges: [1], arms: { stable: { counts: [0, 9] }, canary: { counts: [0, 0] } } } as const],
      false,
    ],
  ])('%s', (_, readings, expected) => {
    expect(isIncident(incidentAfter(readings, LATENCY))).toBe(expected)
  })
})
