import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RULE_IDS } from '../../src/gates/diff/rules/registry.ts'
import { renderReport } from '../../src/report/markdown-report.ts'
import { ruleLink } from '../../src/report/rule-link.ts'
import { VERDICTS } from './fixture-verdicts.ts'

const DOCS = readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8')
const HEADINGS = new Set([...DOCS.matchAll(/^## (.+)$/gm)].map(([, heading]) => (heading ?? '').toLowerCase()))

test.each(RULE_IDS.map((id) => [id]))('a finding of %s leads to its entry, also with what it is of', (id) => {
  for (const name of [id, `${id}.of-something`]) {
    const link = ruleLink({ id: name })
    expect(link?.rule).toBe(id)
    const [page, fragment] = (link?.address ?? '').split('#')
    expect(page).toMatch(/\/docs\/rules\.md$/)
    expect(HEADINGS).toContain(fragment)
  }
})

test('checks of other gates, and names that no rule could have, lead nowhere', () => {
  for (const id of ['roc_auc', 'latency.p99', 'DRIFT](https://evil.example', 'Drift', 'A']) expect(ruleLink({ id })).toBeNull()
})

test('the report links every finding of a verdict', () => {
  const [verdict] = VERDICTS.pass
  const [check] = verdict.checks
  if (check === undefined) throw new Error('no check')
  const rules = ['COLUMN_REMOVED', 'DRIFT', 'DUPLICATE_OR_LEAK.leak']
  const checks = rules.map((id) => ({ ...check, id, metric: id, slice: 'age', outcome: 'fail' as const, blocking: true }))
  const report = renderReport([{ ...verdict, gate: 'diff', verdict: 'fail', checks }])
  for (const id of rules) {
    const { rule, address } = ruleLink({ id }) ?? { rule: '', address: '' }
    expect(report).toContain(`[${rule}](${address})`)
  }
})
