import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Comparison } from '../../src/judge/comparison.ts'
import { judge } from '../../src/judge/judge.ts'
import type { ConfidenceDistribution } from '../../src/stats/confidence-distribution.ts'
import { normalDistribution, tDistribution } from '../../src/stats/distributions.ts'

/**
 * The whole evaluate gate on 14 real pairs of models, against scikit-learn, scipy and statsmodels: outcomes and Holm-adjusted p-values of
 * `designRule` in paired-models.json (roc_auc 0.005 and log_loss 0.01 overall by proof, six slices at twice that by no-harm).
 */
type Bounds = { lower: number; upper: number }
type Measured = { difference: number; standardError: number; margin: number; harmBounds: Bounds; harm: number }
type Rule = {
  id: string
  slice: string | null
  require: 'proof' | 'no-harm'
  margin: number
  outcome: string
  pValue?: number
  adjustedP?: number
}
type Metrics = Record<string, Measured> & { rows?: number }
type Case = {
  candidate: string
  expected: { overall: Metrics; slices: Record<string, Metrics>; designRule?: { checks: Rule[]; verdict: string } }
}

const oracle: { tolerance: { relative: number; absolute: number }; cases: Case[] } = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/oracles/paired-models.json'), 'utf8'),
)
const cases = oracle.cases.filter(({ expected }) => expected.designRule !== undefined)

const OPTIONS = { confidence: 0.95, onInconclusive: 'block', minRows: 100, minRarerClass: 20 } as const

/** The reference took its p-values from the normal distribution for both metrics, its bounds of log_loss from Student's t. */
type Shape = (rule: Rule, measured: Measured, rows: number) => ConfidenceDistribution
const asForPValues: Shape = (_, measured) => normalDistribution(-measured.difference, measured.standardError, 'oracle')
const asForBounds: Shape = (rule, measured, rows) =>
  rule.id === 'roc_auc'
    ? normalDistribution(-measured.difference, measured.standardError, 'oracle')
    : tDistribution(-measured.difference, measured.standardError, rows - 1, 'oracle')

const ROWS = 16281

function comparisonOf(rule: Rule, { expected }: Case, shape: Shape): Comparison {
  const metrics = rule.slice === null ? expected.overall : expected.slices[rule.slice]
  const measured = metrics[rule.id]
  return {
    id: rule.id,
    metric: rule.id,
    slice: rule.slice,
    data: 'evaluation',
    kind: 'relative',
    require: rule.require,
    higherIsBetter: rule.id === 'roc_auc',
    margin: rule.margin,
    suspiciousAbove: null,
    measured: {
      kind: 'measured',
      harm: shape(rule, measured, metrics.rows ?? ROWS),
      baseline: 0.5,
      candidate: 0.5 + measured.difference,
      n: metrics.rows ?? ROWS,
    },
  }
}

function expectNear(actual: number | null | undefined, expected: number) {
  const { relative, absolute } = oracle.tolerance
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(absolute + relative * Math.abs(expected))
}

test('the oracle holds the cases that this file is about', () => {
  expect(cases.length).toBe(14)
  expect(new Set(cases.flatMap(({ expected }) => expected.designRule?.checks.map(({ outcome }) => outcome)))).toEqual(
    new Set(['pass', 'warn', 'fail', 'inconclusive']),
  )
})

describe.each(cases.map((one) => [one.candidate, one] as const))('%s', (_, one) => {
  const rules = one.expected.designRule?.checks ?? []
  const [byNormal, byStudent] = [asForPValues, asForBounds].map((shape) =>
    judge(
      rules.map((rule) => comparisonOf(rule, one, shape)),
      OPTIONS,
    ),
  )

  test('comes to the verdict of the reference', () => {
    expect([byNormal.verdict, byStudent.verdict]).toEqual([one.expected.designRule?.verdict, one.expected.designRule?.verdict])
  })

  test.each(rules.map((rule, index) => [`${rule.id} ${rule.slice ?? 'overall'}`, rule, index] as const))('%s', (_name, rule, index) => {
    const { harmBounds } = (rule.slice === null ? one.expected.overall : one.expected.slices[rule.slice])[rule.id]
    expect([byNormal.checks[index].outcome, byStudent.checks[index].outcome]).toEqual([rule.outcome, rule.outcome])
    expectNear(byStudent.checks[index].harmBounds?.lower, harmBounds.lower)
    expectNear(byStudent.checks[index].harmBounds?.upper, harmBounds.upper)
    if (rule.pValue === undefined || rule.adjustedP === undefined) return
    expectNear(byNormal.checks[index].pValue, rule.pValue)
    expectNear(byNormal.checks[index].adjustedP, rule.adjustedP)
  })
})
