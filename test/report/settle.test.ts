import { makeVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { settle } from '../../src/report/settle.ts'
import { asError, HEAD, SUBJECT } from './comment/reports.ts'
import { FACTS, VERDICTS } from './fixture-verdicts.ts'

const INCOME = { model: 'income', gate: 'evaluate' }
const { checks, message } = VERDICTS.pass[0]

function verdict(
  changes: { word?: Verdict['verdict']; id?: number; attempt?: number; finishedAt?: string; headSha?: string; sha256?: string } = {},
): Verdict {
  const { word = 'pass', id = 4711, attempt = 1, finishedAt = FACTS.finishedAt, headSha = HEAD, sha256 = FACTS.policy.sha256 } = changes
  const run = FACTS.run === null ? null : { ...FACTS.run, id, attempt, headSha }
  return makeVerdict(
    { ...FACTS, run, finishedAt, policy: { ...FACTS.policy, sha256 } },
    { verdict: word, reasonCode: 'NOT_WORSE', message, remedy: null, checks },
  )
}

const handed = (...verdicts: Verdict[]) =>
  verdicts.map((one, index) => ({ kind: 'verdict' as const, origin: `file ${index}`, verdict: one }))

test.each([
  ['the newer run', [verdict({ word: 'fail' }), verdict({ id: 4712 })], 'file 1'],
  ['the newer attempt', [verdict({ word: 'fail' }), verdict({ attempt: 2 })], 'file 1'],
  ['of one attempt the worse', [verdict(), verdict({ word: 'fail' }), verdict({ word: 'warn' })], 'file 1'],
  ['of two alike the later', [verdict(), verdict({ finishedAt: '2026-11-23T11:00:00Z' })], 'file 1'],
  ['of two the same the first by name', [verdict(), verdict()], 'file 0'],
  ['not a newer run of another commit', [verdict(), verdict({ id: 4800, headSha: 'a'.repeat(40) })], 'file 0'],
  ['not a worse one under another policy', [verdict(), verdict({ word: 'fail', sha256: '0'.repeat(64) })], 'file 0'],
])('%s counts, in whatever order they come', (_, verdicts, expected) => {
  const all = handed(...verdicts)
  for (const order of [all, [...all].reverse()]) {
    const { answers, setAside } = settle([INCOME], order, SUBJECT, asError)
    expect(answers).toHaveLength(1)
    expect(answers[0]?.origin).toBe(expected)
    // The very same verdict twice (a folder and its artifact) is no second opinion.
    expect(setAside).toHaveLength(new Set(verdicts.map((one) => JSON.stringify(one))).size - 1)
  }
})

test('what cannot be read goes before a good verdict of its name, which it may be the newer of', () => {
  const good = { kind: 'verdict' as const, origin: 'a/income.evaluate.verdict.json', verdict: verdict() }
  const bad = { kind: 'unreadable' as const, origin: 'b/income.evaluate.verdict.json', why: 'torn.' }
  const { answers } = settle([INCOME], [good, bad], SUBJECT, asError)
  expect(answers.map(({ verdict: { verdict: word, reasonCode } }) => `${word} ${reasonCode}`)).toEqual(['error VERDICT_UNREADABLE'])
})

test('without a policy that asks for anything, nothing counts and nothing is lost', () => {
  const { answers, setAside } = settle([], handed(verdict()), SUBJECT, asError)
  expect(answers).toEqual([])
  expect(setAside.map(({ why }) => why)).toEqual(['the policy asks for no such verdict'])
})
