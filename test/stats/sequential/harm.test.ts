import {
  addReading,
  exclusionLogE,
  type LatencySpec,
  type RateSpec,
  rollbackLogE,
  startEvidence,
} from '../../../src/stats/sequential/guardrail.ts'
import { harmOfRate, type Stratum } from '../../../src/stats/sequential/harm.ts'
import { harmOfQuantile } from '../../../src/stats/sequential/harm-of-latency.ts'
import { harmOfMean } from '../../../src/stats/sequential/harm-of-mean.ts'
import { addControl, NO_CONTROL } from '../../../src/stats/sequential/overdispersion.ts'
import { poisson } from '../../../src/stats/sequential/poisson-draw.ts'
import { COST, ERRORS, histogram, LATENCY, mean, rate } from './live-readings.ts'

const ALPHA = 0.05
const stratum = (n1: number, e1: number, n2: number, e2: number, windows = 1): Stratum => ({
  windows,
  arms: { stable: { requests: n1, failures: e1 }, canary: { requests: n2, failures: e2 } },
})

function together(a: Stratum, b: Stratum): Stratum {
  const { stable, canary } = a.arms
  const [one, other] = [b.arms.stable, b.arms.canary]
  return stratum(
    stable.requests + one.requests,
    stable.failures + one.failures,
    canary.requests + other.requests,
    canary.failures + other.failures,
    a.windows + b.windows,
  )
}

/** A small generator with a fixed seed: these runs are always the same. */
function seeded(seed: number) {
  let state = seed >>> 0
  return {
    uniform: () => {
      state = (state + 0x6d2b79f5) >>> 0
      let t = Math.imul(state ^ (state >>> 15), 1 | state)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}

describe('of rates', () => {
  const specs: [string, RateSpec][] = [
    ['relative', { ...ERRORS, absolute: null }],
    ['absolute', { ...ERRORS, relative: null, absolute: 0.005 }],
    ['both', ERRORS],
  ]
  test.each(specs)('%s margin: each bound holds in at least 95 %% of runs, also where one looks at the worst moment of ten', (_, spec) => {
    const random = seeded(7)
    const [RUNS, stable, canary] = [100, 0.01, 0.014]
    let [tooHigh, tooLow] = [0, 0]
    for (let run = 0; run < RUNS; run++) {
      let [wrongLower, wrongUpper] = [false, false]
      let seen = stratum(0, 0, 0, 0, 0)
      let control = NO_CONTROL
      for (let look = 0; look < 10; look++) {
        const next = stratum(9_000, poisson(9_000 * stable, random), 1_000, poisson(1_000 * canary, random))
        seen = together(seen, next)
        control = addControl(control, next.arms.stable)
        const harm = harmOfRate(spec, [seen], control, ALPHA)
        wrongLower ||= (harm?.lower ?? 1) > canary - stable + 1e-9
        wrongUpper ||= (harm?.upper ?? 0) < canary - stable - 1e-9
      }
      tooHigh += wrongLower ? 1 : 0
      tooLow += wrongUpper ? 1 : 0
    }
    // Three standard errors of the runs.
    const most = RUNS * (ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / RUNS))
    expect(tooHigh).toBeLessThanOrEqual(most)
    expect(tooLow).toBeLessThanOrEqual(most)
  })

  test('at the margin the bounds say what the tests say that decide', () => {
    const random = seeded(11)
    for (const canary of [0.01, 0.012, 0.02, 0.04]) {
      let evidence = startEvidence(ERRORS)
      let control = NO_CONTROL
      const windows: Stratum[] = []
      for (let window = 0; window < 60; window++) {
        const next = stratum(1_900, poisson(1_900 * 0.01, random), 100, poisson(100 * canary, random))
        const { stable, canary: arm } = next.arms
        evidence = addReading(ERRORS, evidence, rate(stable.requests, stable.failures, arm.requests, arm.failures))
        control = addControl(control, stable)
        windows.push(next)
      }
      const harm = harmOfRate(ERRORS, windows, control, ALPHA)
      const excluded = exclusionLogE(ERRORS, evidence, 1)
      const proven = rollbackLogE(ERRORS, evidence)
      // A hair's breadth is left to what is chosen ahead, window by window.
      if (Math.abs(excluded - Math.log(20)) > 0.5) expect((harm?.upper ?? 1) <= (harm?.margin ?? 0)).toBe(excluded > Math.log(20))
      if (Math.abs(proven - Math.log(20)) > 0.5) expect((harm?.lower ?? 0) >= (harm?.margin ?? 1)).toBe(proven > Math.log(20))
    }
  })

  test('a ramp of the share while the rate of both arms falls: no harm, where pooled rates claim the canary to be far better', () => {
    const strata = [stratum(9_900, 990, 100, 10), stratum(5_000, 50, 5_000, 50)]
    const pooled = 60 / 5_100 - 1_040 / 14_900
    expect(pooled).toBeLessThan(-0.05)
    const harm = harmOfRate(ERRORS, strata, NO_CONTROL, ALPHA)
    expect(Math.abs(harm?.harm ?? 1)).toBeLessThan(1e-12)
    expect(harm?.lower).toBeLessThan(0)
    expect(harm?.upper).toBeGreaterThan(0)
  })

  test('no failures at all: the rate cannot be lower, and the absolute margin says how much higher it may be', () => {
    const harm = harmOfRate(ERRORS, [stratum(50_000, 0, 2_000, 0)], addControl(NO_CONTROL, { requests: 50_000, failures: 0 }), ALPHA)
    expect(harm).toMatchObject({ harm: 0, lower: -0, margin: 0.005 })
    expect(harm?.upper).toBeLessThan(0.005)
    expect(harmOfRate({ ...ERRORS, absolute: null }, [stratum(500, 0, 20, 0)], NO_CONTROL, ALPHA)).toMatchObject({ lower: -0, upper: 1 })
    expect(harmOfRate(ERRORS, [], NO_CONTROL, ALPHA)).toBeNull()
  })
})

describe('of latencies, by edges', () => {
  const one: LatencySpec = { ...LATENCY, quantiles: [0.5] }
  const judged = (stable: number[], canary: number[], windows = 20) => {
    let evidence = startEvidence(one)
    for (let i = 0; i < windows; i++) evidence = addReading(one, evidence, histogram(stable, canary))
    if (evidence.kind !== 'latency') throw new Error('a latency')
    const sums = (counts: number[]) => ({ counts: counts.map((count) => count * windows) })
    return harmOfQuantile(one, evidence, [{ windows, arms: { stable: sums(stable), canary: sums(canary) } }], 0.5, ALPHA)
  }

  test('equal arms: no difference, and one bucket more is excluded', () => {
    const counts = [400, 100, 300, 100, 50, 30, 20]
    const harm = judged(
      counts,
      counts.map((count) => count / 2),
    )
    expect(harm).toMatchObject({ stable: 0.125, canary: 0.125, harm: 0 })
    expect(harm?.upper).toBeCloseTo(0.16 - 0.125, 12)
    expect(harm?.lower).toBeLessThan(0)
  })

  test('much slower: proven to be slower than the margin, by as much as the same part of requests waits longer', () => {
    const harm = judged([400, 100, 300, 100, 50, 30, 20], [50, 50, 150, 150, 100, 300, 200])
    expect(harm?.lower).toBeGreaterThanOrEqual(harm?.margin ?? 1)
    // A fifth of stable's requests lies beyond 0.16, a fifth of the canary's beyond 0.4; the margin ends at the next edge, 0.2.
    expect(harm?.stable).toBe(0.16)
    expect(harm?.canary).toBeCloseTo(0.4, 12)
    expect(harm?.margin).toBeCloseTo(0.04, 12)
  })
})

test('of means, between bounds from the thirtieth batch on', () => {
  const random = seeded(3)
  const costs = (level: number) => Array.from({ length: 40 }, () => level * (0.5 + random.uniform()))
  let evidence = startEvidence(COST)
  const add = () => {
    evidence = addReading(COST, evidence, mean(costs(1), costs(1.02)))
    if (evidence.kind !== 'mean') throw new Error('a mean')
    return harmOfMean(COST, evidence, ALPHA)
  }
  const first = add()
  expect(first).toMatchObject({ lower: null, upper: null })
  let last = first
  for (let batch = 0; batch < 200; batch++) last = add()
  expect(last?.margin).toBeCloseTo(0.1, 2)
  expect(last?.lower).toBeLessThan(0.02)
  expect(last?.upper).toBeGreaterThan(0.02)
  expect(last?.upper).toBeLessThan(0.1)
})
