import {
  addReview,
  BEFORE,
  EXPIRES,
  HEAD,
  LATER,
  openApprovalsAt,
  REQUEST,
  startApprovalScene,
} from '../../support/github/approval-scene.ts'
import { GONE, type StoredReview } from '../../support/github/approval-state.ts'
import type { FakeGitHub } from '../../support/github/server.ts'

// Against the strict fake: every request and every answer is checked by GitHub's own description.

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startApprovalScene()
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const ID = REQUEST.id
const NO = { state: 'CHANGES_REQUESTED', body: `Not yet: ${ID}` } as const
const open = (rule = {}) => openApprovalsAt(fake, { rule: { by: 'pull-request-review', ...rule } })

test.each<[string, Partial<StoredReview>, string | null]>([
  // what                                     review                                        why it does not count; null: it does
  ['by whom the policy asks', {}, null],
  ['with the id alone', { body: ID }, null],
  ['with the id in a code span', { body: `Go: \`${ID}\`` }, null],
  ['without the id', { body: 'Looks right.' }, `does not name the request ${ID}`],
  ['with the id in a longer word', { body: `${ID}2` }, 'does not name the request'],
  ['with the id behind a dash', { body: `x-${ID}` }, 'does not name the request'],
  ['of an older commit', { commitId: 'f'.repeat(40) }, 'of the commit ffffffffffff, not of aaaaaaaaaaaa'],
  ['that was dismissed', { state: 'DISMISSED' }, 'was dismissed'],
  ['from before the request', { submittedAt: BEFORE }, 'was before the request'],
  ['after the request was void', { submittedAt: EXPIRES + 1_000 }, 'when the request was void'],
  ['whose text was edited', { editedAt: LATER + 1_000 }, 'was edited since'],
  ['by a bot', { login: 'helper[bot]' }, 'bots and apps cannot answer'],
  ['by an account that is gone', { login: GONE }, 'the account is gone'],
  ['by the author of the pull request', { login: 'carol' }, 'wrote the pull request'],
  ['by somebody with too little permission', { login: 'bob' }, 'has only write, maintain is asked'],
])('an approving review %s', async (_what, review, why) => {
  const { login } = addReview(fake, review)
  const answer = await open().read(REQUEST)
  if (why === null) expect(answer).toEqual({ kind: 'approved', by: login, why: expect.stringContaining('/pull/7#pullrequestreview-') })
  else {
    expect(answer).toMatchObject({ kind: 'pending', by: null })
    expect(answer.why).toContain(why)
  }
})

test.each<[string, Partial<StoredReview>, string]>([
  ['by whom the policy asks', {}, 'refused'],
  ['by the author, whose yes would not count', { login: 'carol' }, 'refused'],
  ['of an older commit: a no is a no', { commitId: 'f'.repeat(40) }, 'refused'],
  ['whose text was edited: nobody is made to agree', { editedAt: LATER + 1_000 }, 'refused'],
  ['without the id', { body: 'Please rename this.' }, 'pending'],
  ['from before the request', { submittedAt: BEFORE }, 'pending'],
  ['by somebody with too little permission', { login: 'dave' }, 'pending'],
  ['by a bot', { login: 'helper[bot]' }, 'pending'],
  ['that was dismissed', { state: 'DISMISSED' }, 'pending'],
])('a review that asks for changes %s', async (_what, review, kind) => {
  addReview(fake, { ...NO, ...review })
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind })
})

test.each<[string, Partial<StoredReview>[], { kind: string; by: string | null }]>([
  ['one no beats any yes, before it or after', [{}, { ...NO, login: 'root' }, { login: 'carol' }], { kind: 'refused', by: 'root' }],
  ['a no that does not count beats nobody', [{}, { ...NO, login: 'dave' }], { kind: 'approved', by: 'alice' }],
  ['a no by a person who cannot be told leaves it open', [{}, { ...NO, login: 'ghost' }], { kind: 'pending', by: null }],
  ['a later no of the same person', [{}, { ...NO, submittedAt: LATER + 1_000 }], { kind: 'refused', by: 'alice' }],
  ['a later yes of the same person', [NO, { submittedAt: LATER + 1_000 }], { kind: 'approved', by: 'alice' }],
  ['a yes taken back without the id', [{}, { ...NO, body: 'Wait.', submittedAt: LATER + 1_000 }], { kind: 'pending', by: null }],
  ['a yes and then a remark', [{}, { state: 'COMMENTED', body: 'Nice.', submittedAt: LATER + 1_000 }], { kind: 'approved', by: 'alice' }],
  ['a yes in the same second as the no after it', [{}, { ...NO }], { kind: 'refused', by: 'alice' }],
  ['the review that let it be merged', [{ body: '', submittedAt: BEFORE }], { kind: 'pending', by: null }],
  ['that review, and a new one', [{ body: '', submittedAt: BEFORE }, {}], { kind: 'approved', by: 'alice' }],
])('%s', async (_what, reviews, expected) => {
  for (const review of reviews) addReview(fake, review)
  await expect(open().read(REQUEST)).resolves.toMatchObject(expected)
})

test('nobody has answered: said with what they would have to write', async () => {
  addReview(fake, { body: '', submittedAt: BEFORE })
  const { why } = await open().read(REQUEST)
  expect(why).toMatch(/^Nobody has reviewed https:\/\/\S+ with kq3m7pza in the text yet\.$/)
})

test('teams are asked of reviews too', async () => {
  addReview(fake, { login: 'root' })
  await expect(open({ teams: ['ml-owners'] }).read(REQUEST)).resolves.toMatchObject({ kind: 'pending' })
  addReview(fake)
  await expect(open({ teams: ['ml-owners'] }).read(REQUEST)).resolves.toMatchObject({ kind: 'approved', by: 'alice' })
})

test('an answer to the request before is none to this one', async () => {
  addReview(fake)
  const next = { ...REQUEST, id: 'b8wnc4xd', askedAtMs: LATER + 60_000 }
  await expect(open().read(next)).resolves.toMatchObject({ kind: 'pending' })
  await expect(open().read({ ...next, askedAtMs: LATER - 1_000 })).resolves.toMatchObject({
    kind: 'pending',
    why: expect.stringContaining('does not name the request b8wnc4xd'),
  })
  expect(fake.state.reviews[0]?.commitId).toBe(HEAD)
})
