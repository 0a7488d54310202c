import type { ApprovalRule } from '../../../src/adapters/approvals/github/look.ts'
import {
  addComment,
  addReview,
  addRun,
  announcements,
  BEFORE,
  JOB,
  LATER,
  openApprovalsAt,
  REQUEST,
  RUN_ID,
  startApprovalScene,
} from '../../support/github/approval-scene.ts'
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

const open = (rule: Partial<ApprovalRule>) => openApprovalsAt(fake, { rule })
const MARKER = '<!-- sluice:approval income production kq3m7pza -->'

test('who is asked sees what is asked, what it risks, until when, and how to answer', async () => {
  await open({ by: 'comment', users: ['alice'], teams: ['ml-owners'] }).read(REQUEST)
  const [body = ''] = announcements(fake)
  expect(body.startsWith(`${MARKER}\n`)).toBe(true)
  for (const part of [
    '### income in production asks for 50 % of the traffic',
    '⏳ **Waits for an answer.**',
    '> errors\u003A excluded above 2.1×, not excluded 1.25×',
    '* **Request** `kq3m7pza`, for the model `dddddddddddd`, commit `cccccccccccc`',
    `It is void after ${new Date(REQUEST.expiresAtMs).toISOString().slice(0, 10)}`,
    '@alice, @acme/ml-owners, with the permission `maintain` or more, but not the author of the pull request.',
    '  ```\n  /sluice promote kq3m7pza\n  ```\n',
    '`/sluice hold income`',
    '**No** holds the rollout where it is. Going back never needs an approval',
  ])
    expect(body).toContain(part)
})

test.each<[ApprovalRule['by'], RegExp, RegExp]>([
  [
    'environment',
    /Yes:\*\* open \[the run that waits\]\(https:\/\/github\.test\/acme\/models\/actions\/runs\/\d+\), \*Review deployments\*/,
    /\*Reject\*/,
  ],
  ['pull-request-review', /\*Approve\*, with `kq3m7pza` in the text/, /\*Request changes\*, with `kq3m7pza`/],
  ['comment', /as the first line and not edited later:\s+```\s+\/sluice promote kq3m7pza\s+```/, /`\/sluice abort income` takes it back/],
])('%s says exactly how to answer', async (by, yes, no) => {
  await open({ by }).read(REQUEST)
  const [body = ''] = announcements(fake)
  expect(body).toMatch(yes)
  expect(body).toMatch(no)
})

test('the promotion, and a no that takes back', async () => {
  await open({ by: 'comment', onRejection: 'rollback' }).read({ ...REQUEST, beforeBp: 10_000 })
  const [body = ''] = announcements(fake)
  expect(body).toContain('asks for all of the traffic: the promotion')
  expect(body).toContain('**No** takes the canary back to 0 %')
})

test('one comment from the question to the answer, by however many ticks', async () => {
  const ids = () => fake.state.comments.filter(({ login }) => login === JOB).map(({ id }) => id)
  await open({ by: 'pull-request-review' }).read(REQUEST)
  const first = ids()
  addReview(fake, { login: 'bob' })
  await open({ by: 'pull-request-review' }).read(REQUEST)
  expect(announcements(fake)[0]).toContain('has only write, maintain is asked')
  addReview(fake)
  await open({ by: 'pull-request-review' }).read(REQUEST)
  expect(announcements(fake)).toEqual([expect.stringContaining('✅ **Approved by alice**')])
  expect(ids()).toEqual(first)
})

test('a refusal is shown with its words', async () => {
  addRun(fake, { approvals: [{ environment: 'production', state: 'rejected', login: 'alice', comment: 'not on a Friday' }] })
  await open({}).read({ ...REQUEST, runId: RUN_ID })
  expect(announcements(fake)).toEqual([expect.stringMatching(/❌ \*\*Refused by alice\*\*: rejected in .*not on a Friday/)])
})

test('a request whose time has passed no longer waits', async () => {
  await open({ by: 'comment' }).read({ ...REQUEST, expiresAtMs: BEFORE })
  expect(announcements(fake)).toEqual([expect.stringContaining('⌛ **Void**')])
})

test('each request has a comment of its own', async () => {
  await open({ by: 'comment' }).read(REQUEST)
  await open({ by: 'comment' }).read({ ...REQUEST, id: 'b8wnc4xd' })
  expect(announcements(fake)).toHaveLength(2)
})

test('what says the same again writes nothing, and asks for nothing in the same call', async () => {
  const approvals = open({ by: 'comment' })
  await approvals.read(REQUEST)
  const before = fake.requests.length
  await approvals.read(REQUEST)
  expect(fake.requests.slice(before).map((one) => one.replace(/[0-9a-f]{40}/, 'SHA'))).toEqual([
    'GET /repos/acme/models/commits/SHA/pulls',
    'GET /repos/acme/models/issues/7/comments',
  ])
})

test('a planted comment with our marker is neither changed nor taken for ours', async () => {
  const planted = addComment(fake, { login: 'dave', body: `${MARKER}\n✅ **Approved by alice**`, createdAt: LATER })
  await open({ by: 'comment' }).read(REQUEST)
  expect(planted.body).toContain('Approved by alice')
  expect(announcements(fake)).toEqual([expect.stringContaining('⏳ **Waits for an answer.**')])
})

test('hostile words are shown as they are, and are no markup', async () => {
  addRun(fake, {
    approvals: [
      {
        environment: 'production',
        state: 'rejected',
        login: 'alice',
        comment: '@acme/everyone <img src=x> [a](https://evil.test) closes #1',
      },
    ],
  })
  const sentence = 'errors | <b>fine</b> @carol \u202E /sluice promote'
  await open({}).read({ ...REQUEST, sentence, runId: RUN_ID })
  const [body = ''] = announcements(fake)
  expect(body).not.toMatch(/@acme\/everyone|<img|\]\(https:\/\/evil|#1\b|<b>|@carol|\u202E/)
  expect(body).toContain('errors \\| &lt;b&gt;fine')
})

test.each([
  ['granted', 'alice', '✅ **Approved by alice**, and done: said in review 1'],
  ['refused', 'alice', '❌ **Refused by alice**: said in review 1'],
  ['expired', null, '⌛ **Expired**, no answer counts any more: said in review 1'],
  ['void', null, '⌛ **Void**, no answer counts any more: said in review 1'],
] as const)('a request that is %s says so where it was asked, and what was asked stays', async (outcome, by, line) => {
  const approvals = open({ by: 'comment' })
  await approvals.read(REQUEST)
  const [before = ''] = announcements(fake)
  await approvals.tellEnd(REQUEST, { outcome, by, why: 'said in review 1' })
  await approvals.tellEnd(REQUEST, { outcome, by, why: 'said in review 1' })
  expect(announcements(fake)).toEqual([before.replace(/^⏳.*$/m, line)])
})

test('a request that ended before it was announced is told of all the same', async () => {
  await open({ by: 'comment' }).tellEnd(REQUEST, { outcome: 'void', by: null, why: '@everyone <img>' })
  const [body = ''] = announcements(fake)
  expect(body).toContain('⌛ **Void**, no answer counts any more: @\u200beveryone &lt;img&gt;')
  expect(body).toContain('`kq3m7pza`')
})

test('where no pull request is, there is nothing to tell', async () => {
  fake.state.pulls.length = 0
  await open({ by: 'comment' }).tellEnd(REQUEST, { outcome: 'void', by: null, why: '' })
  expect(announcements(fake)).toEqual([])
})

test('pages of this repository can be followed from what is said, others cannot', async () => {
  addReview(fake, { login: 'bob' })
  await open({ by: 'pull-request-review' }).read(REQUEST)
  expect(announcements(fake)[0]).toMatch(
    /⏳ \*\*Waits for an answer\.\*\* @\u200bbob approved in review \[pull\/7\S*pullrequestreview-\d+\]\(https:\/\/github\.test\/acme\/models\/pull\/7#pullrequestreview-\d+\), but has only write/,
  )
})
