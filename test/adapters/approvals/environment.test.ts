import {
  APPROVE,
  addRun,
  BEFORE,
  EXPIRES,
  LATER,
  openApprovalsAt,
  REQUEST,
  RUN_ID,
  startApprovalScene,
} from '../../support/github/approval-scene.ts'
import type { StoredEnvironment, StoredRun } from '../../support/github/approval-state.ts'
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

const CLAIMED = { ...REQUEST, runId: RUN_ID }
const open = (rule = {}) => openApprovalsAt(fake, { rule })
const by = (login: string, state: 'approved' | 'rejected' | 'pending' = 'approved', environment = 'production') => ({
  approvals: [{ login, state, environment, comment: 'said' }],
})

test.each<[string, Partial<StoredRun>, string | null]>([
  // what                                          run                                   why it does not count; null: it does
  ['that a reviewer approved', {}, null],
  ['whose environment is written otherwise, as GitHub allows', by('alice', 'approved', 'Production'), null],
  ['whose path names the branch too', { path: `${APPROVE}@refs/heads/main` }, null],
  ['that ended well after it was approved', { status: 'completed', conclusion: 'success' }, null],
  ['that was run again', { attempt: 2 }, 'it was run again (attempt 2)'],
  ['of another workflow', { path: '.github/workflows/rollout-tick.yml' }, 'it is of the workflow .github/workflows/rollout-tick.yml'],
  ['of a workflow whose name only ends so', { path: `.github/workflows/x/${'rollout-approve.yml'}` }, 'it is of the workflow'],
  ['of another event', { event: 'push' }, 'it was started by push'],
  ['of another branch', { branch: 'evil' }, 'not in the default branch main'],
  ['of another repository’s branch', { headRepository: 'dave/models' }, 'as it is in dave/models'],
  ['from before the request', { createdAt: BEFORE - 60_000 }, 'it was started before the request'],
  ['from after the request was void', { createdAt: EXPIRES + 1_000 }, 'when the request was void'],
  ['of another request', { title: 'Approve zzzzzzzz' }, 'its title does not name the request kq3m7pza'],
  ['of a request whose id only begins so', { title: 'Approve kq3m7pza2' }, 'its title does not name the request'],
  ['that waits', { status: 'waiting', approvals: [] }, 'waits for a reviewer of production'],
  ['whose reviewers only commented', by('alice', 'pending'), 'has no answer of a reviewer'],
  ['that an administrator let pass', { status: 'completed', conclusion: 'success', approvals: [] }, 'lets a job pass gives none'],
  ['that was cancelled', { status: 'completed', conclusion: 'cancelled', approvals: [] }, 'ended (cancelled)'],
  ['that was approved for another environment', by('alice', 'approved', 'staging'), 'has no answer of a reviewer of production'],
  ['that was approved for an environment whose name only begins so', by('alice', 'approved', 'production-watch'), 'has no answer'],
  ['that the author of the change approved', by('carol'), 'wrote the pull request'],
  ['that a bot approved', by('helper[bot]'), 'bots and apps cannot answer'],
  ['that somebody with too little permission approved', by('bob'), 'has only write, maintain is asked'],
])('a run %s', async (_what, run, why) => {
  addRun(fake, run)
  const answer = await open().read(CLAIMED)
  if (why === null)
    expect(answer).toEqual({ kind: 'approved', by: 'alice', why: `approved in https://github.test/acme/models/actions/runs/${RUN_ID}` })
  else {
    expect(answer).toMatchObject({ kind: 'pending', by: null })
    expect(answer.why).toContain(why)
  }
})

test('a rejection is a no with its words, whoever approved besides', async () => {
  const [yes] = addRun(fake).approvals
  if (yes !== undefined) fake.state.runs[0]?.approvals.push({ ...yes, login: 'root', state: 'rejected', comment: 'not on a Friday' })
  await expect(open().read(CLAIMED)).resolves.toEqual({
    kind: 'refused',
    by: 'root',
    why: `rejected in https://github.test/acme/models/actions/runs/${RUN_ID}: not on a Friday`,
  })
})

test('a run that is not there says nothing', async () => {
  await expect(open().read(CLAIMED)).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining('404') })
})

test.each<[string, Partial<StoredEnvironment>, string]>([
  ['without reviewers any more', { reviewers: null }, 'asks no reviewers'],
  ['whose reviewers were all taken out', { reviewers: [] }, 'asks no reviewers'],
  ['that lets people approve what they started', { preventSelfReview: false }, 'lets people approve what they started themselves'],
])('an approval in an environment %s does not count', async (_what, changes, why) => {
  addRun(fake)
  Object.assign(fake.state.environments[0] ?? {}, changes)
  await expect(open().read(CLAIMED)).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining(why) })
})

test('an approval in an environment that is gone does not count', async () => {
  addRun(fake)
  fake.state.environments.length = 0
  await expect(open().read(CLAIMED)).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining('is not there') })
})

test('the author may approve where the policy allows it, and then the environment may too', async () => {
  addRun(fake, by('carol'))
  Object.assign(fake.state.environments[0] ?? {}, { preventSelfReview: false })
  await expect(open({ selfApproval: 'allow' }).read(CLAIMED)).resolves.toMatchObject({ kind: 'approved', by: 'carol' })
})

test('without a pull request nobody is known to be another than the author', async () => {
  addRun(fake)
  fake.state.pulls.length = 0
  await expect(open().read(CLAIMED)).resolves.toMatchObject({
    kind: 'pending',
    why: expect.stringContaining('author of the change is not known'),
  })
  await expect(open({ selfApproval: 'allow' }).read(CLAIMED)).resolves.toMatchObject({ kind: 'approved' })
})

const dispatches = () => fake.requests.filter((one) => one.startsWith('POST') && one.endsWith('/dispatches')).length

test('the run is started once: later looks find it by its title', async () => {
  const first = await open().read(REQUEST)
  expect(first).toMatchObject({ kind: 'pending', why: expect.stringMatching(/^https:\S+\/actions\/runs\/\d+ was started/) })
  expect(fake.state.runs).toMatchObject([{ workflowId: 11, title: 'Approve kq3m7pza', branch: 'main' }])
  const second = await open().read(REQUEST)
  expect(second.why).toContain('has yet to say in the journal')
  expect(dispatches()).toBe(1)
})

test('the run of another request is not taken for this one’s', async () => {
  addRun(fake, { title: 'Approve zzzzzzzz', status: 'waiting' })
  await open().read(REQUEST)
  expect(dispatches()).toBe(1)
})

test('an approved run that the journal does not name says nothing', async () => {
  addRun(fake)
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind: 'pending' })
})

test.each<[string, Partial<StoredRun>]>([
  ['that name the request', { status: 'completed', conclusion: 'failure' }],
  ['that do not say what they are for', { title: 'Approve' }],
])('no runs are started without end where those %s never claim it', async (_what, run) => {
  for (let index = 0; index < 10; index++) {
    const { why } = await open().read(REQUEST)
    for (const one of fake.state.runs) Object.assign(one, run)
    if (index > 3) expect(why).toContain('none said in the journal')
  }
  expect(dispatches()).toBe(3)
})

test.each([
  ['switched off', () => Object.assign(fake.state.workflows[0] ?? {}, { state: 'disabled_manually' }), '422'],
  ['gone', () => fake.state.workflows.splice(0, 1), '404'],
])('a workflow that is %s starts nothing, and says so', async (_what, change, why) => {
  change()
  await expect(open().read(REQUEST)).resolves.toMatchObject({ kind: 'pending', why: expect.stringContaining(why) })
})

test('the run is read anew each time', async () => {
  const run = addRun(fake)
  const approvals = open()
  await expect(approvals.read(CLAIMED)).resolves.toMatchObject({ kind: 'approved' })
  run.attempt = 2
  await expect(approvals.read(CLAIMED)).resolves.toMatchObject({ kind: 'pending' })
  expect(run.createdAt).toBe(LATER)
})
