import { plan } from '../../src/judge/plan.ts'
import { renderPlan } from '../../src/report/plan-report.ts'
import { compared, floor, unmeasured } from './fixture-verdicts.ts'

const PLAN = plan(
  [
    compared('roc_auc', null, { baseline: 0.9, candidate: 0.9, se: 0.0026, n: 2_000 }),
    floor('roc_auc', 0.85, 0.9, 0.008),
    compared('roc_auc', 'age<30', { baseline: 0.9, candidate: 0.9, se: 0.005, n: 600 }),
    unmeasured('roc_auc', 'race=Other', { kind: 'too-few-rows', n: 31, rarer: 2 }),
  ],
  { confidence: 0.95, smallestMargin: () => 0.005 },
)

test('says what is too tight and what would help', () => {
  // Φ(0.005/0.0026 − 1.645) = Φ(0.278) = 61 %; 2.4865 · 0.0026 = 0.00646; 2000 · (0.00646 / 0.005)² = 3,344.
  const text = renderPlan([{ model: 'income', plan: PLAN }], 'terminal')
  expect(text).toContain(
    '* roc_auc: an equal model passes in 61 % only; a margin of 0.0065 or about 3,340 rows would let it through in 80 %.',
  )
  expect(text).toContain('* roc_auc on race=Other: 31 rows are too few')
  expect(text).toContain('roc_auc on age<30')
})

test('is escaped in Markdown', () => {
  expect(renderPlan([{ model: '<b>', plan: PLAN }], 'markdown')).toContain('## Plan: &lt;b&gt;')
})

test('promises nothing where a check cannot be judged', () => {
  const checks = [
    compared('roc_auc', null, { baseline: 0.9, candidate: 0.9, se: 0.0001, n: 2_000 }),
    unmeasured('roc_auc', 'tenure', { kind: 'error', reasonCode: 'EMPTY_SLICE', why: 'no row belongs to it' }),
  ]
  const stopped = plan(checks, { confidence: 0.95, smallestMargin: () => 0.005 })
  const text = renderPlan([{ model: 'income', plan: stopped }], 'terminal')
  expect(text).toContain('No model can pass: roc_auc on tenure cannot be judged (no row belongs to it).')
  expect(text).not.toContain('let through')
})
