import type { ApprovalRule } from '../../../src/adapters/approvals/github/look.ts'
import { addComment, addReview, addRun, openApprovalsAt, REQUEST, RUN_ID, startApprovalScene } from '../../support/github/approval-scene.ts'
import type { FakeGitHub, FaultAnswer } from '../../support/github/server.ts'

// Whatever GitHub does, there is no yes but the one that somebody gave.

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startApprovalScene()
  addComment(fake)
  addReview(fake)
  addRun(fake)
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const CLAIMED = { ...REQUEST, runId: RUN_ID }
const WAYS = ['environment', 'pull-request-review', 'comment'] as const
const answer = (status: number, headers = {}): FaultAnswer => ({
  kind: 'answer',
  status,
  body: '{"message":"no"}',
  headers: { 'content-type': 'application/json', ...headers },
})
const FAULTS: readonly (readonly [string, FaultAnswer])[] = [
  ['401', answer(401)],
  ['403', answer(403)],
  ['404', answer(404)],
  ['429', answer(429, { 'retry-after': '60' })],
  ['500', answer(500)],
  ['a broken connection', { kind: 'reset' }],
  ['the page of a proxy', { kind: 'answer', status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
  ['an empty answer', { kind: 'answer', status: 200, body: '{}', headers: { 'content-type': 'application/json' } }],
]
/** Without what these say nobody can know that it is a yes; the rest is the announcement, on which no answer depends. */
const NEEDED: Readonly<Record<ApprovalRule['by'], RegExp>> = {
  environment: /\/acme\/models$|\/commits\/\w+\/pulls|\/actions\/runs\/|\/environments\/|\/permission/,
  'pull-request-review': /\/commits\/\w+\/pulls|\/reviews|\/permission/,
  comment: /\/commits\/\w+\/pulls|\/permission|\/issues\/7\/comments|\/issues\/comments\/1000/,
}

test.each(WAYS)('%s: the answer that the others are compared with is a yes', async (by) => {
  await expect(openApprovalsAt(fake, { rule: { by } }).read(CLAIMED)).resolves.toMatchObject({ kind: 'approved', by: 'alice' })
})

test.each(WAYS.flatMap((by) => FAULTS.map(([what, fault]) => [by, what, fault] as const)))(
  '%s, with %s in the place of any answer that it needs: no yes is made of it',
  async (by, _what, fault) => {
    await openApprovalsAt(fake, { rule: { by } }).read(CLAIMED)
    const needed = [...new Set(fake.requests)].filter((one) => one.startsWith('GET') && NEEDED[by].test(one))
    expect(needed.length).toBeGreaterThanOrEqual(by === 'environment' ? 6 : 3)
    for (const broken of needed) {
      fake.fault = ({ method, path }) => (`${method} ${path}` === broken ? fault : null)
      const { kind, why } = await openApprovalsAt(fake, { rule: { by } }).read(CLAIMED)
      expect({ broken, kind, says: why !== '' }).toEqual({ broken, kind: 'pending', says: true })
    }
  },
)

test.each(FAULTS.slice(0, -1))('%s where the announcement is written: the answer stands', async (_what, fault) => {
  fake.fault = ({ method, path }) => (method !== 'GET' && path.includes('/issues/') ? fault : null)
  for (const by of WAYS) await expect(openApprovalsAt(fake, { rule: { by } }).read(CLAIMED)).resolves.toMatchObject({ kind: 'approved' })
})

test('what stands in the way of the announcement is told while somebody waits for an answer', async () => {
  fake.state.reviews.length = 0
  const answer = await openApprovalsAt(fake, { rule: { by: 'pull-request-review' }, options: { token: 'silent' } }).read(CLAIMED)
  expect(answer.kind).toBe('pending')
  expect(answer.why).toContain('It could not be announced in https://')
  expect(answer.why).toContain('`pull-requests: write`')
})

test.each(WAYS)('%s: a server that never answers holds up no tick', async (by) => {
  const held = new AbortController()
  fake.fault = () => new Promise((resolve) => held.signal.addEventListener('abort', () => resolve({ kind: 'reset' })))
  const read = openApprovalsAt(fake, { rule: { by }, options: { totalMs: 100 } }).read(CLAIMED)
  await expect(read).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining('did not answer in time') })
  held.abort()
})

test.each(WAYS)('%s: a process that is told to end makes no yes', async (by) => {
  const ending = new AbortController()
  ending.abort(new Error('interrupted'))
  const read = openApprovalsAt(fake, { rule: { by }, options: { signal: ending.signal } }).read(CLAIMED)
  await expect(read).resolves.toMatchObject({ kind: 'pending' })
})

test.each(WAYS)('%s: a request whose id is none is not asked about', async (by) => {
  const answered = await openApprovalsAt(fake, { rule: { by } }).read({ ...CLAIMED, id: 'x --> @everyone' })
  expect(answered.kind).toBe('pending')
  expect(fake.requests).toEqual([])
})
