import type { Judgement } from '../../src/judge/judgement.ts'
import { loosenedTitle, warnOfUnseenRules } from '../../src/judge/loosened.ts'

const KEPT = { rule: 'models.m.evaluate.metrics.roc_auc.margin', base: '0.005', head: '0.05', kept: '0.005' }
const UNSEEN = { rule: 'the whole policy', base: 'cannot be read', head: 'applies alone', kept: null }
const PASS: Judgement = { verdict: 'pass', reasonCode: 'NOT_WORSE', message: 'All 3 checks pass.', remedy: null, checks: [] }

test('rules of the base commit that still applied leave a pass as it is', () => {
  expect(warnOfUnseenRules(PASS, [KEPT])).toBe(PASS)
  expect(loosenedTitle([KEPT])).toEqual({ strong: 'The pull request loosens the policy', rest: 'the stricter rules applied:' })
})

test('a pass by rules that nobody compared with the base commit’s is a warning that says so', () => {
  expect(warnOfUnseenRules(PASS, [UNSEEN])).toMatchObject({
    verdict: 'warn',
    reasonCode: 'POLICY_LOOSENED',
    message: expect.stringMatching(/cannot be read, .* own rules alone\. All 3 checks pass\./),
  })
  expect(loosenedTitle([UNSEEN]).rest).toMatch(/own rules applied, and nobody has compared them/)
})

test('what is no pass stays what it is', () => {
  const fail: Judgement = { ...PASS, verdict: 'fail', reasonCode: 'WORSE_THAN_MARGIN' }
  expect(warnOfUnseenRules(fail, [UNSEEN])).toBe(fail)
})
