import { UsageError } from '../../../src/errors.ts'
import { type Opening, openApprovalsAt, startApprovalScene } from '../../support/github/approval-scene.ts'
import type { FakeGitHub, FaultAnswer } from '../../support/github/server.ts'
import type { State } from '../../support/github/state.ts'

// Against the strict fake: every request and every answer is checked by GitHub's own description.

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startApprovalScene()
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const open = (opening: Opening = {}) => openApprovalsAt(fake, opening)
const refusal = (opening: Opening = {}): Promise<UsageError> =>
  open(opening)
    .preflight()
    .then(
      () => Promise.reject(new Error('it refused nothing')),
      (error) => error,
    )
const environment = (state: State) => state.environments[0] ?? Promise.reject(new Error('no environment'))

test.each(['environment', 'pull-request-review', 'comment'] as const)('a repository that is set up for %s: nothing to say', async (by) => {
  await expect(open({ rule: { by, users: ['alice'], teams: ['ml-owners'] } }).preflight()).resolves.toEqual([])
  expect(fake.requests.filter((one) => !one.startsWith('GET'))).toEqual([])
})

const WHERE = 'models.income.rollout.approval'
test.each<[string, (state: State) => unknown, Opening, { where: string; found: string; remedy: string }]>([
  [
    'no environment',
    (state) => state.environments.splice(0),
    {},
    { where: `${WHERE}.by`, found: 'no environment production', remedy: 'Create it under Settings, Environments' },
  ],
  [
    'one without reviewers in a public repository',
    (state) => Object.assign(environment(state), { reviewers: null }),
    {},
    { where: `${WHERE}.by`, found: 'production asks no reviewers', remedy: 'Add them' },
  ],
  [
    'one without reviewers in a private repository, whose plan may not have the rule',
    (state) => Object.assign(state, { isPrivate: true }) && Object.assign(environment(state), { reviewers: null }),
    {},
    { where: `${WHERE}.by`, found: 'in a private repository', remedy: '`by: pull-request-review` or `by: comment`' },
  ],
  [
    'one with a rule that names nobody',
    (state) => Object.assign(environment(state), { reviewers: [] }),
    {},
    { where: `${WHERE}.by`, found: 'production asks no reviewers', remedy: 'Add them' },
  ],
  [
    'one that lets people approve what they started',
    (state) => Object.assign(environment(state), { preventSelfReview: false }),
    {},
    { where: `${WHERE}.by`, found: 'approve what they started themselves', remedy: '`self-approval: allow`' },
  ],
  [
    'no workflow that waits',
    (state) => state.workflows.splice(0, 1),
    {},
    { where: `${WHERE}.workflow`, found: 'has no .github/workflows/rollout-approve.yml', remedy: 'action-templates' },
  ],
  [
    'one that is switched off',
    (state) => Object.assign(state.workflows[0] ?? {}, { state: 'disabled_manually' }),
    {},
    { where: `${WHERE}.workflow`, found: 'switched off (disabled_manually)', remedy: 'Enable it' },
  ],
  [
    'one whose runs do not say what they are for',
    (state) => Object.assign(state.workflows[0] ?? {}, { text: `name: Approve \${{ inputs.request }}\n` }),
    {},
    { where: `${WHERE}.workflow`, found: 'do not say in their title', remedy: 'action-templates' },
  ],
  [
    'a commit of no pull request',
    (state) => state.pulls.splice(0),
    { rule: { by: 'comment' } },
    { where: WHERE, found: 'the commit cccccccccccc, which no merged pull request brought', remedy: 'Merge the change by a pull request' },
  ],
  [
    'a team that is not there',
    () => undefined,
    { rule: { by: 'comment', teams: ['nobody'] } },
    { where: `${WHERE}.teams`, found: 'nobody', remedy: 'Members: read' },
  ],
  [
    'a team, and only the token of the job',
    () => undefined,
    { rule: { by: 'comment', teams: ['ml-owners'] }, options: { teamsToken: null } },
    { where: 'the environment variable SLUICE_TEAMS_TOKEN', found: 'nothing in it', remedy: 'Members: read' },
  ],
  [
    'a user whom GitHub does not know',
    () => undefined,
    { rule: { by: 'comment', users: ['ghost'] } },
    { where: `${WHERE}.users`, found: 'ghost', remedy: 'Correct the login' },
  ],
  [
    'users of whom none could answer',
    () => undefined,
    { rule: { by: 'comment', users: ['bob', 'dave'] } },
    {
      where: `${WHERE}.users`,
      found: 'bob, named in `users`, with write; dave, named in `users`, with read',
      remedy: 'Give them the permission',
    },
  ],
  [
    'reviewers of whom none could answer',
    (state) => Object.assign(environment(state), { reviewers: [{ login: 'bob' }] }),
    {},
    { where: `${WHERE}.permission`, found: 'bob, a reviewer of production, with write', remedy: 'ask for less by `permission`' },
  ],
  [
    'a token without the permissions',
    () => undefined,
    { options: { token: 'without' } },
    { where: WHERE, found: 'needs `actions: read`', remedy: 'permissions: actions: read' },
  ],
])('%s: refused with what to do', async (_what, change, opening, expected) => {
  change(fake.state)
  const error = await refusal(opening)
  expect(error).toBeInstanceOf(UsageError)
  expect(error.where).toBe(expected.where)
  expect(error.found).toContain(expected.found)
  expect(error.remedy).toContain(expected.remedy)
})

test.each<[string, (state: State) => unknown, Opening, string]>([
  [
    'administrators who may let a job pass',
    (state) => Object.assign(environment(state), { canAdminsBypass: true }),
    {},
    'counts as no answer',
  ],
  [
    'jobs of every branch',
    (state) => Object.assign(environment(state), { onProtectedBranchesOnly: false }),
    {},
    'Jobs of every branch may enter',
  ],
  [
    'ticks that GitHub switched off',
    (state) => Object.assign(state.workflows[1] ?? {}, { state: 'disabled_inactivity' }),
    {},
    'GitHub switched it off after 60 days without a commit',
  ],
  [
    'ticks that somebody switched off',
    (state) => Object.assign(state.workflows[1] ?? {}, { state: 'disabled_manually' }),
    {},
    'disabled_manually',
  ],
  ['ticks of another name', (state) => state.workflows.splice(1, 1), { rule: { by: 'comment' } }, 'No workflow rollout-tick.yml is there'],
  [
    'one of the users who could not answer',
    () => undefined,
    { rule: { users: ['alice', 'bob'] } },
    '@bob is named in `users`, but has only write',
  ],
  [
    'one of the reviewers whose answer would not count',
    (state) => Object.assign(environment(state), { reviewers: [{ login: 'alice' }, { login: 'bob' }] }),
    {},
    '@bob is a reviewer of production, but has only write: maintain is asked.',
  ],
  [
    'a team of reviewers beside one whose answer would not count',
    (state) => Object.assign(environment(state), { reviewers: [{ login: 'bob' }, { team: 'ml-owners' }] }),
    {},
    '@bob is a reviewer of production',
  ],
  [
    'no pull request where only reviewers are asked',
    (state) => state.pulls.splice(0),
    { rule: { selfApproval: 'allow' } },
    'No merged pull request brought',
  ],
])('%s: allowed, with a note', async (_what, change, opening, note) => {
  change(fake.state)
  await expect(open(opening).preflight()).resolves.toEqual([expect.stringContaining(note)])
})

const answer = (status: number): FaultAnswer => ({
  kind: 'answer',
  status,
  body: '{"message":"no"}',
  headers: { 'content-type': 'application/json' },
})
test.each<[string, FaultAnswer]>([
  ['401', answer(401)],
  ['500', answer(500)],
  ['a broken connection', { kind: 'reset' }],
])('%s: what cannot be checked is not taken for good', async (_what, fault) => {
  fake.fault = () => fault
  for (const by of ['environment', 'pull-request-review', 'comment'] as const)
    await expect(refusal({ rule: { by } })).resolves.toBeInstanceOf(UsageError)
})
