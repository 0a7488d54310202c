import {
  addComment,
  announcements,
  BEFORE,
  EXPIRES,
  LATER,
  MERGE,
  openApprovalsAt,
  REQUEST,
  startApprovalScene,
} from '../../support/github/approval-scene.ts'
import type { FakeGitHub } from '../../support/github/server.ts'
import type { StoredComment, StoredPull } from '../../support/github/state.ts'

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
const open = (rule = {}) => openApprovalsAt(fake, { rule: { by: 'comment', ...rule } })

test.each<[string, Partial<StoredComment>, string | null]>([
  // what                                       comment                                            why it does not count; null: it does
  ['by whom the policy asks', {}, null],
  ['with more text below', { body: `/sluice promote ${ID}\r\n\r\nI have looked at the evidence.` }, null],
  ['with white space around the id', { body: `/sluice  promote\t${ID}  ` }, null],
  ['by an administrator', { login: 'root' }, null],
  ['of another request', { body: '/sluice promote zzzzzzzz' }, 'names another request'],
  ['of an id that only begins so', { body: `/sluice promote ${ID}x` }, 'names another request'],
  ['of no request', { body: '/sluice promote' }, 'names no request'],
  ['edited afterwards', { updatedAt: LATER + 1_000 }, 'was edited since'],
  ['from before the request', { createdAt: BEFORE }, 'was written before the request'],
  ['after the request was void', { createdAt: EXPIRES + 1_000 }, 'when the request was void'],
  ['by a bot', { login: 'helper[bot]' }, 'bots and apps cannot answer'],
  ['by an app in a person’s name', { viaApp: true }, 'bots and apps cannot answer'],
  ['by the author of the pull request', { login: 'carol' }, 'wrote the pull request'],
  ['by the author, written otherwise', { login: 'CAROL' }, 'wrote the pull request'],
  ['by somebody with too little permission', { login: 'bob' }, 'has only write, maintain is asked'],
  ['by somebody whom GitHub does not know here', { login: 'ghost' }, 'the permission of @ghost cannot be told'],
])('a comment %s', async (_what, comment, why) => {
  const { login } = addComment(fake, comment)
  const answer = await open().read(REQUEST)
  if (why === null) expect(answer).toEqual({ kind: 'approved', by: login, why: expect.stringContaining('/pull/7#issuecomment-') })
  else {
    expect(answer).toMatchObject({ kind: 'pending', by: null })
    expect(answer.why).toContain(`@${login} commented \`/sluice promote\` in https://github.test/`)
    expect(answer.why).toContain(why)
  }
})

test.each([
  ['quoted', `> /sluice promote ${ID}`],
  ['in a fence', `\`\`\`\n/sluice promote ${ID}\n\`\`\``],
  ['in a code span', `\`/sluice promote ${ID}\``],
  ['indented as code', `    /sluice promote ${ID}`],
  ['below other text', `I would say\n/sluice promote ${ID}`],
  ['in a sentence', `/sluice promote ${ID} looks right to me`],
  ['hidden behind a zero-width space', `\u200B/sluice promote ${ID}`],
  ['in other letters', `/Sluice Promote ${ID}`],
  ['for another program', `/sluice-bot promote ${ID}`],
])('a command %s is none', async (_what, body) => {
  addComment(fake, { body })
  await expect(open().read(REQUEST)).resolves.toEqual({
    kind: 'pending',
    by: null,
    why: expect.stringContaining(`Nobody has commented \`/sluice promote ${ID}\``),
  })
})

test('a comment on another issue says nothing', async () => {
  fake.state.pulls.push({ number: 8, headSha: 'f'.repeat(40), headRepository: 'acme/models', baseSha: 'b'.repeat(40), state: 'open' })
  addComment(fake, { issue: 8 })
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind: 'pending' })
})

test('one yes that counts is enough, whatever others say', async () => {
  addComment(fake, { login: 'bob' })
  addComment(fake)
  addComment(fake, { login: 'dave' })
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind: 'approved', by: 'alice' })
})

test('a yes behind 150 comments is found', async () => {
  for (let index = 0; index < 150; index++) addComment(fake, { login: 'dave', body: `comment ${index}` })
  addComment(fake)
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind: 'approved', by: 'alice' })
})

test.each([
  ['who is named', { users: ['Alice'] }, 'alice', 'approved'],
  ['who is not named', { users: ['alice'] }, 'root', 'pending'],
  ['of the team', { teams: ['ml-owners'] }, 'alice', 'approved'],
  ['who was invited to the team', { teams: ['ml-owners'] }, 'root', 'pending'],
  ['who is named beside a team', { users: ['root'], teams: ['ml-owners'] }, 'root', 'approved'],
  ['who is named, with too little permission', { users: ['bob'] }, 'bob', 'pending'],
  ['who has the lower permission that is asked', { permission: 'write' }, 'bob', 'approved'],
  ['who wrote the change, where that is allowed', { selfApproval: 'allow' }, 'carol', 'approved'],
] as const)('somebody %s', async (_who, rule, login, kind) => {
  addComment(fake, { login })
  await expect(open(rule).read(REQUEST)).resolves.toMatchObject({ kind })
})

test('a team that the token may not read makes nobody a member', async () => {
  addComment(fake)
  const answer = await openApprovalsAt(fake, { rule: { by: 'comment', teams: ['ml-owners'] }, options: { teamsToken: null } }).read(REQUEST)
  expect(answer).toMatchObject({ kind: 'pending', why: expect.stringContaining('SLUICE_TEAMS_TOKEN') })
})

test('the author of a change that came from a fork has no more rights than anybody', async () => {
  const [pull] = fake.state.pulls
  if (pull !== undefined) Object.assign(pull, { author: 'dave', headRepository: 'dave/models' })
  addComment(fake, { login: 'dave' })
  const allowed = await open({ selfApproval: 'allow' }).read(REQUEST)
  expect(allowed.why).toContain('has only read, maintain is asked')
  const refused = await open().read(REQUEST)
  expect(refused.why).toContain('wrote the pull request')
})

test('nothing is remembered: a right that was taken away, a comment that was edited or deleted counts no more', async () => {
  const comment = addComment(fake)
  const approvals = open()
  await expect(approvals.read(REQUEST)).resolves.toMatchObject({ kind: 'approved' })
  comment.updatedAt = LATER + 60_000
  await expect(approvals.read(REQUEST)).resolves.toMatchObject({ kind: 'pending' })
  delete comment.updatedAt
  const alice = fake.state.people.find(({ login }) => login === 'alice')
  if (alice !== undefined) alice.role = 'write'
  await expect(approvals.read(REQUEST)).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining('has only write') })
  if (alice !== undefined) alice.role = 'maintain'
  fake.state.comments.splice(fake.state.comments.indexOf(comment), 1)
  await expect(approvals.read(REQUEST)).resolves.toMatchObject({ kind: 'pending' })
})

test.each([
  ['was edited', (comment: StoredComment) => Object.assign(comment, { updatedAt: LATER + 60_000 }), 'was edited since'],
  ['was deleted', () => fake.state.comments.splice(0, 1), 'was deleted'],
])('a list that lags does not make a yes of a comment that %s', async (_what, change, why) => {
  const comment = addComment(fake)
  const before = structuredClone(fake.state)
  change(comment)
  fake.fault = ({ method, path }) => (method === 'GET' && path.endsWith('/issues/7/comments') ? { kind: 'state', state: before } : null)
  const answer = await open().read(REQUEST)
  expect(answer).toMatchObject({ kind: 'pending', why: expect.stringContaining(why) })
})

const PULL: StoredPull = { number: 7, headSha: '9'.repeat(40), headRepository: 'acme/models', baseSha: 'b'.repeat(40), state: 'closed' }
test.each<[string, StoredPull[]]>([
  ['without any pull request', []],
  ['whose pull request is not merged', [{ ...PULL, state: 'open', headSha: MERGE }]],
  ['that was merged into another repository', [{ ...PULL, mergeCommit: MERGE, baseRepository: 'dave/models' }]],
  ['that another pull request only contains', [{ ...PULL, mergeCommit: '8'.repeat(40), contains: [MERGE] }]],
])('a commit %s has nobody to ask', async (_what, pulls) => {
  fake.state.pulls.splice(0, 1, ...pulls)
  addComment(fake)
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining('No merged pull request') })
  expect(announcements(fake)).toEqual([])
})

test.each<[string, Partial<StoredPull>]>([
  ['its merge commit', { mergeCommit: MERGE }],
  ['its head, merged by another commit', { headSha: MERGE, mergeCommit: '8'.repeat(40) }],
])('a commit that is %s of a merged pull request is asked about there', async (_what, changes) => {
  fake.state.pulls.splice(0, 1, { ...PULL, ...changes })
  addComment(fake)
  await expect(open({ selfApproval: 'allow' }).read(REQUEST)).resolves.toMatchObject({ kind: 'approved' })
})

test('a rollout that names no commit has nobody to ask', async () => {
  await expect(open().read({ ...REQUEST, commit: null })).resolves.toMatchObject({ kind: 'pending' })
})
