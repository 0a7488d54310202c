import { detectableRate, eventsToDetect } from '../../../src/stats/sequential/detectable.ts'
import type { LatencySpec, RateSpec } from '../../../src/stats/sequential/guardrail.ts'
import { type PlanRequest, planRollout } from '../../../src/stats/sequential/planning.ts'

const ERRORS: RateSpec = { kind: 'rate', relative: 0.25, absolute: 0.005, form: 'auto', max: null, ladder: [10, 4, 2, 1] }
const LATENCY: LatencySpec = { kind: 'latency', margin: 0.25, quantiles: [0.5, 0.99], max: null, ladder: [10, 4, 2, 1] }

/** Failures of both arms and of the canary until ln 100 is expected, as printed in statistics B2. */
test.each([
  [0.01, 2, 1220, 24],
  [0.01, 4, 190, 7],
  [0.01, 10, 37, 3],
  [0.05, 1.25, 3407, 210],
  [0.05, 1.5, 926, 68],
  [0.05, 2, 267, 25],
  [0.05, 4, 45, 8],
  [0.05, 10, 11, 4],
  [0.1, 2, 150, 27],
  [0.1, 4, 28, 9],
  [0.25, 2, 85, 34],
  [0.25, 4, 20, 11],
  [0.5, 2, 81, 54],
  [0.5, 4, 24, 19],
])('at a share of %d, %d times the failures takes %d in all, %d of the canary', (share, ratio, all, canary) => {
  const needed = eventsToDetect(share, ratio, 0.01)
  expect([Math.round(needed.all), Math.round(needed.canary)]).toEqual([all, canary])
})

test('the detectable rate is the ratio whose events the time brings', () => {
  const { all } = eventsToDetect(0.05, 4, 0.01)
  // 0.5 % of the stable requests and 2 % of the canary's are to be so many failures.
  const requests = all / (0.95 * 0.005 + 0.05 * 0.02)
  const found = detectableRate({
    stable: 0.95 * requests,
    canary: 0.05 * requests,
    rate: 0.005,
    ratio: 1,
    difference: null,
    threshold: Math.log(100),
  })
  expect(found).toBeCloseTo(0.02, 6)
})

test.each([
  ['no time, nothing is found', { stable: 10, canary: 1, rate: 0.005, ratio: 1, difference: null }, null],
  ['two margins: the wider decides', { stable: 1e12, canary: 1e12, rate: 0.001, ratio: 1.25, difference: 0.005 }, 0.006],
  ['a margin that no rate exceeds', { stable: 1e12, canary: 1e12, rate: 0.9, ratio: 1.25, difference: null }, null],
] as const)('%s', (_, request, expected) => {
  const found = detectableRate({ ...request, threshold: Math.log(100) })
  if (expected === null) expect(found).toBeNull()
  else expect(found).toBeCloseTo(expected, 4)
})

function request(changed: Partial<PlanRequest>, rate = 0.005): PlanRequest {
  return {
    guardrails: [{ spec: ERRORS, rate, overdispersion: 0 }],
    steps: [
      { share: 0.01, ratio: 10, bakeWindows: 10 },
      { share: 0.05, ratio: 4, bakeWindows: 10 },
      { share: 0.25, ratio: 2, bakeWindows: 10 },
      { share: 0.5, ratio: 1, bakeWindows: 10 },
    ],
    requestsPerWindow: 600,
    deadlineWindows: 360,
    falsePromotionRate: 0.05,
    falseRollbackRate: 0.01,
    guardrailCount: 1,
    ...changed,
  }
}

describe('a plan', () => {
  const tenPerSecond = planRollout(request({}))

  test('the same request gives the same plan', () => {
    const short = request({ deadlineWindows: 40 })
    expect(planRollout(short)).toEqual(planRollout(short))
  })

  // The whole rollouts of docs/calibration.md, simulated there by the guardrail itself: promoted within six hours.
  test.each([
    ['0.5 %, 1/s', 60, 0.005, 0.52, 0.72],
    ['no failures, 10/s', 600, 0, 0.99, 1],
    ['no failures, 0.1/s', 6, 0, 0, 0.05],
  ])('%s', (_, requestsPerWindow, rate, least, most) => {
    const { decided } = planRollout(request({ requestsPerWindow }, rate))
    expect(decided).toBeGreaterThanOrEqual(least)
    expect(decided).toBeLessThanOrEqual(most)
  })

  test('says how long each step takes, and what is found in its bake', () => {
    const { steps, decided } = tenPerSecond
    expect(decided).toBe(1)
    expect(steps.map(({ canaryRequestsPerWindow }) => canaryRequestsPerWindow)).toEqual([6, 30, 150, 300])
    expect(steps.map(({ windowsToProve }) => windowsToProve.median)).toEqual([expect.any(Number), 10, 10, 10])
    const [first, , , last] = steps.map(({ detectable }) => detectable[0] ?? Infinity)
    expect(first).toBeGreaterThan(10)
    expect(last).toBeLessThan(6)
    expect(last).toBeGreaterThan(2)
  })

  test('windows of five seconds are merged: the same time, the same answer', () => {
    const short = planRollout(
      request({ requestsPerWindow: 50, deadlineWindows: 4320, steps: request({}).steps.map((step) => ({ ...step, bakeWindows: 120 })) }),
    )
    expect(short.decided).toBe(1)
    expect(short.steps[0]?.windowsToProve.median).toBeGreaterThanOrEqual(120)
    expect(short.steps[0]?.windowsToProve.median).toBeLessThan(240)
  })

  test('quantiles are planned by the shares beyond their edges; a step that nothing proves has no time', () => {
    const slow = [
      { beyondEdge: 0.4, beyondShifted: 0.25 },
      { beyondEdge: 0.008, beyondShifted: 0.003 },
    ]
    const latency = { spec: LATENCY, slow, overdispersion: 0 }
    expect(planRollout(request({ guardrails: [latency] })).decided).toBeGreaterThan(0.95)
    const coarse = { ...latency, slow: slow.map(({ beyondEdge }) => ({ beyondEdge, beyondShifted: 1.5 * beyondEdge })) }
    const never = planRollout(request({ guardrails: [coarse], deadlineWindows: 30, steps: request({}).steps.slice(3) }))
    expect(never.decided).toBe(0)
    expect(never.steps[0]?.windowsToProve).toEqual({ median: null, p90: null })
  })

  test('a step whose ratio no guardrail follows is refused', () => {
    expect(() => planRollout(request({ steps: [{ share: 0.1, ratio: 3.3, bakeWindows: 1 }] }))).toThrow(RangeError)
  })
})
