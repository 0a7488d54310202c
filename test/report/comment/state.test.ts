import {
  type CommentState,
  inShort,
  isNewer,
  lastPush,
  readState,
  rememberedOf,
  renderState,
  wordBefore,
} from '../../../src/report/comment/state.ts'
import { VERDICTS } from '../fixture-verdicts.ts'

const [FIRST, SECOND] = ['a'.repeat(40), 'b'.repeat(40)]
const answer = { model: 'income', gate: 'evaluate', word: 'fail' as const, message: 'roc_auc lower by 0.018.' }
const state = (changes: Partial<CommentState> = {}): CommentState => ({
  version: 1,
  runId: 42,
  attempt: 1,
  now: { headSha: SECOND, answers: [answer] },
  before: { headSha: FIRST, answers: [] },
  ...changes,
})

test('what is hidden is read again', () => {
  expect(readState(`text\n\n${renderState(state())}\n`)).toEqual(state())
})

test.each([
  ['an end of the comment', '--> <b>'],
  ['a mention', '@octocat #1'],
  ['quotes and backslashes', '"\\\\u0000"'],
  ['half of a pair', '\uD800'],
])('%s in a name neither shows nor is lost', (_, model) => {
  const hidden = renderState(state({ now: { headSha: SECOND, answers: [{ ...answer, model }] } }))
  expect(hidden).toMatch(/^<!-- sluice:state [A-Za-z0-9 %"{}[\],:._\\]+ -->$/)
  expect(hidden.slice(4, -3)).not.toMatch(/--|[<>@#]/)
  expect(readState(hidden)?.now.answers[0]?.model).toBe(model)
})

test.each([
  ['none', 'a comment'],
  ['no JSON', '<!-- sluice:state {oops -->'],
  ['another version', renderState(state()).replace('"version":1', '"version":2')],
  ['a commit that is none', renderState(state()).replaceAll(SECOND, 'x; rm -rf /')],
  ['a word that is none', renderState(state()).replace('"fail"', '"shipped"')],
  ['one without an end', '<!-- sluice:state '],
  ['one too long', `<!-- sluice:state ${' '.repeat(20_000)}{} -->`],
])('%s is no memory, and no error', (_, body) => {
  expect(readState(body)).toBeNull()
})

test('a pasted state before the real one is not read', () => {
  const forged = renderState(state({ runId: 999_999 }))
  expect(readState(`${forged}\n\n${renderState(state())}`)?.runId).toBe(42)
})

test('it stays short, whatever it should remember: messages go first, then the push before', () => {
  const long = { headSha: SECOND, answers: Array.from({ length: 60 }, () => ({ ...answer, message: '‼'.repeat(150) })) }
  const hidden = renderState(state({ now: long, before: { ...long, headSha: FIRST } }))
  expect(hidden.length).toBeLessThanOrEqual(12_000)
  expect(readState(hidden)?.now.answers).toHaveLength(60)
  const names = { ...long, answers: long.answers.map((one) => ({ ...one, model: '‼'.repeat(150) })) }
  const shortest = renderState(state({ now: names, before: names }))
  expect(shortest.length).toBeLessThanOrEqual(12_000)
  expect(readState(shortest)).toMatchObject({ runId: 42, now: { headSha: SECOND } })
})

test.each([
  ['a newer run', { runId: 43, attempt: 1 }, false],
  ['the same again', { runId: 42, attempt: 1 }, false],
  ['a re-run', { runId: 42, attempt: 2 }, false],
  ['an older run', { runId: 41, attempt: 5 }, true],
])('%s: is the comment newer?', (_, now, expected) => {
  expect(isNewer(state(), now)).toBe(expected)
})

test('a late first attempt leaves what the second said', () => {
  expect(isNewer(state({ attempt: 2 }), { runId: 42, attempt: 1 })).toBe(true)
})

test('the last push is another commit: a re-run compares with what its first attempt compared with', () => {
  expect(lastPush(state(), 'c'.repeat(40))?.headSha).toBe(SECOND)
  expect(lastPush(state(), SECOND)?.headSha).toBe(FIRST)
  expect(lastPush(null, SECOND)).toBeNull()
})

test('a model with a long name is known again', () => {
  const model = 'x'.repeat(1_500)
  const [verdict] = VERDICTS.pass
  const memory = rememberedOf(FIRST, { answers: [{ model, gate: 'evaluate', verdict, origin: 'x' }], setAside: [] })
  expect(wordBefore(memory, model, 'evaluate')?.word).toBe('pass')
  expect(wordBefore(memory, 'y', 'evaluate')).toBeNull()
})

test('the first sentence is remembered, and no number ends it', () => {
  expect(inShort('roc_auc lower by 0.018 (0.015 to 0.021), allowed 0.005. Proven worse.')).toBe(
    'roc_auc lower by 0.018 (0.015 to 0.021), allowed 0.005.',
  )
  expect(Array.from(inShort('😀'.repeat(1_000)))).toHaveLength(150)
})
