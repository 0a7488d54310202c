import type { Comparison } from '../../src/judge/comparison.ts'
import { plan } from '../../src/judge/plan.ts'
import { normalDistribution } from '../../src/stats/distributions.ts'

const OPTIONS = { confidence: 0.95, smallestMargin: () => 0.005 }

function comparison(standardError: number, n: number, changes: Partial<Comparison> = {}, harm = 0): Comparison {
  return {
    id: 'accuracy',
    metric: 'accuracy',
    slice: null,
    data: 'evaluation',
    kind: 'relative',
    require: 'proof',
    higherIsBetter: true,
    margin: 0.01,
    suspiciousAbove: null,
    measured: { kind: 'measured', harm: normalDistribution(harm, standardError, 'tango'), baseline: 0.9, candidate: 0.9, n },
    ...changes,
  }
}

/** statistics.md A1: rows for 80 % power at margin δ and disagreement d, where the standard error is √(d / n). */
test.each([
  [0.05, 0.02, 773],
  [0.05, 0.01, 3_092],
  [0.05, 0.005, 12_367],
  [0.02, 0.01, 1_237],
])('disagreement %p and margin %p need %p rows', (disagreement, margin, rows) => {
  const few = plan([comparison(Math.sqrt(disagreement / 500), 500, { margin })], OPTIONS).checks[0]
  expect(Math.abs((few.rowsToDecide ?? 0) - rows)).toBeLessThanOrEqual(rows * 0.001)
  const enough = plan([comparison(Math.sqrt(disagreement / rows), rows, { margin })], OPTIONS).checks[0]
  expect(enough.chanceEqualPasses).toBeCloseTo(0.8, 3)
})

test.each([
  ['2.4865 standard errors, rounded up', 0.003, 0.0075],
  ['never below the smallest', 0.0001, 0.005],
  ['a round one stays', 0.02 / 2.486474862, 0.02],
])('the margin one can pass: %s', (_, standardError, expected) => {
  expect(plan([comparison(standardError, 1_000)], OPTIONS).checks[0].passableMargin).toBe(expected)
})

test('a no-harm check hardly ever blocks an equal model, and a limit is planned from the value measured', () => {
  const { checks } = plan(
    [
      comparison(0.01, 1_000, { slice: 'a', require: 'no-harm' }),
      // 0.02 above its floor at a standard error of 0.01: blocked below −3.64 standard errors (z of 0.025 is 1.96).
      comparison(0.01, 1_000, { id: 'accuracy.min', kind: 'limit', require: 'no-harm', margin: 0 }, -0.02),
    ],
    OPTIONS,
  )
  // Φ(1 + 1.96) and Φ(2 + 1.96), from a table of the normal distribution.
  expect(checks[0].chanceEqualPasses).toBeCloseTo(0.99846, 4)
  expect(checks[1].chanceEqualPasses).toBeCloseTo(0.99996, 4)
  expect(checks[1].passableMargin).toBeNull()
})

test('the chance for the whole gate is bounded, because checks share their rows', () => {
  // Φ(0.01/0.004 − 1.645) = 0.8037 each: between 1 − 2 · 0.1963 and 0.8037.
  const { chanceAllPass } = plan([comparison(0.004, 1_000), comparison(0.004, 1_000)], OPTIONS)
  expect(chanceAllPass.atLeast).toBeCloseTo(0.6075, 3)
  expect(chanceAllPass.atMost).toBeCloseTo(0.8037, 3)
})

test('what cannot be planned is listed', () => {
  const { checks, unplanned } = plan([comparison(1, 1, { slice: 'a', measured: { kind: 'too-few-rows', n: 3, rarer: null } })], OPTIONS)
  expect(checks).toEqual([])
  expect(unplanned).toEqual([{ id: 'accuracy', slice: 'a', why: '3 rows are too few', blocks: false }])
})

test.each([
  ['a declared slice without rows', 'a', { kind: 'error', reasonCode: 'EMPTY_SLICE', why: 'no row belongs to it' }, 'block', true],
  ['too few rows overall', null, { kind: 'too-few-rows', n: 3, rarer: null }, 'block', true],
  ['too few rows overall, where that only warns', null, { kind: 'too-few-rows', n: 3, rarer: null }, 'warn', false],
  ['too few rows of a slice', 'a', { kind: 'too-few-rows', n: 3, rarer: null }, 'block', false],
  ['no release yet', null, { kind: 'not-applicable', why: 'there is no released model' }, 'block', false],
] as const)('what cannot be measured leaves no chance where it blocks: %s', (_, slice, measured, onInconclusive, blocks) => {
  const { chanceAllPass, unplanned } = plan([comparison(0.001, 1_000), comparison(1, 1, { slice, measured })], {
    ...OPTIONS,
    onInconclusive,
  })
  expect(unplanned).toMatchObject([{ slice, blocks }])
  expect(chanceAllPass.atMost > 0.99).toBe(!blocks)
})
