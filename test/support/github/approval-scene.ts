import { GitHubApprovals, type GitHubApprovalsOptions } from '../../../src/adapters/approvals/github/approvals.ts'
import type { ApprovalRule } from '../../../src/adapters/approvals/github/look.ts'
import { GitHubPeople } from '../../../src/adapters/people/github.ts'
import type { ApprovalRequest } from '../../../src/rollout/ports.ts'
import type { StoredReview, StoredRun } from './approval-state.ts'
import { type FakeGitHub, startFakeGitHub } from './server.ts'
import type { StoredComment } from './state.ts'

export const REPOSITORY = 'acme/models'
export const JOB = 'github-actions[bot]'
export const HEAD = 'a'.repeat(40)
export const MERGE = 'c'.repeat(40)
const MINUTE = 60_000
/** In the middle of a second, as clocks are. */
export const ASKED = Math.floor(Date.now() / 1_000) * 1_000 - 10 * MINUTE + 500
export const LATER = ASKED + MINUTE
export const BEFORE = ASKED - MINUTE
export const EXPIRES = ASKED + 60 * MINUTE
export const APPROVE = '.github/workflows/rollout-approve.yml'

export const REQUEST: ApprovalRequest = {
  id: 'kq3m7pza',
  beforeBp: 5_000,
  digest: 'd'.repeat(64),
  commit: MERGE,
  policySha256: 'e'.repeat(64),
  sentence: 'errors: excluded above 2.1×, not excluded 1.25×',
  askedAtMs: ASKED,
  expiresAtMs: EXPIRES,
  runId: null,
}

const RULE: ApprovalRule = {
  before: [0.5],
  by: 'environment',
  users: null,
  teams: null,
  permission: 'maintain',
  selfApproval: 'refuse',
  expires: 60 * MINUTE,
  onRejection: 'hold',
  workflow: 'rollout-approve.yml',
}

/** A repository in which somebody may be asked: alice and carol maintain, carol wrote the merged pull request, bob only writes. */
export async function startApprovalScene(): Promise<FakeGitHub> {
  const fake = await startFakeGitHub({
    repository: REPOSITORY,
    tokens: {
      job: { login: JOB, permissions: { contents: 'write', actions: 'write', 'pull-requests': 'write' } },
      silent: { login: JOB, permissions: { contents: 'read', actions: 'write', 'pull-requests': 'read' } },
      without: { login: JOB, permissions: { contents: 'write' } },
      teams: { login: 'sluice-teams[bot]', permissions: { members: 'read' } },
    },
  })
  const { state } = fake
  const common = { headRepository: REPOSITORY, baseSha: 'b'.repeat(40), state: 'closed' } as const
  state.pulls.push({ number: 7, headSha: HEAD, author: 'carol', mergeCommit: MERGE, ...common })
  for (const login of ['alice', 'carol']) state.people.push({ login, permission: 'write', role: 'maintain' })
  state.people.push({ login: 'bob', permission: 'write' }, { login: 'root', permission: 'admin' }, { login: 'dave', permission: 'read' })
  state.teams.push({ slug: 'ml-owners', members: { alice: 'active', root: 'pending' } })
  state.environments.push({
    ...{ name: 'production', reviewers: [{ login: 'alice' }], preventSelfReview: true },
    ...{ canAdminsBypass: false, onProtectedBranchesOnly: true },
  })
  const text = `run-name: Approve \${{ inputs.request }}\non: workflow_dispatch\n`
  state.workflows.push({ id: 11, path: APPROVE, state: 'active', text })
  state.workflows.push({ id: 12, path: '.github/workflows/rollout-tick.yml', state: 'active', text: 'on: schedule\n' })
  return fake
}

export type Opening = { readonly rule?: Partial<ApprovalRule>; readonly options?: Partial<GitHubApprovalsOptions> }

export function openApprovalsAt(fake: FakeGitHub, { rule = {}, options = {} }: Opening = {}): GitHubApprovals {
  const { token = 'job', teamsToken = 'teams' } = options
  const signal = new AbortController().signal
  const place = { token, apiUrl: fake.url, repository: REPOSITORY, signal, pauseMs: 1, log: () => undefined }
  return new GitHubApprovals({
    ...place,
    rule: { ...RULE, ...rule },
    subject: { model: 'income', environment: 'production' },
    people: new GitHubPeople({ ...place, teamsToken }),
    commit: MERGE,
    ...options,
    teamsToken,
  })
}

export function addComment(fake: FakeGitHub, changes: Partial<StoredComment> = {}): StoredComment {
  const { state } = fake
  const said = { issue: 7, login: 'alice', body: `/sluice promote ${REQUEST.id}`, createdAt: LATER }
  const comment = { id: state.nextId++, ...said, ...changes }
  state.comments.push(comment)
  return comment
}

export function addReview(fake: FakeGitHub, changes: Partial<StoredReview> = {}): StoredReview {
  const { state } = fake
  const said = {
    pull: 7,
    login: 'alice',
    body: `Looks right: ${REQUEST.id}.`,
    state: 'APPROVED',
    commitId: HEAD,
    submittedAt: LATER,
  } as const
  const review = { id: state.nextId++, ...said, ...changes }
  state.reviews.push(review)
  return review
}

export const RUN_ID = 500

export function addRun(fake: FakeGitHub, changes: Partial<StoredRun> = {}): StoredRun {
  const run: StoredRun = {
    ...{ id: RUN_ID, workflowId: 11, path: APPROVE, title: `Approve ${REQUEST.id}`, event: 'workflow_dispatch', branch: 'main' },
    ...{ attempt: 1, status: 'in_progress', conclusion: null, createdAt: LATER },
    approvals: [{ environment: 'production', state: 'approved', login: 'alice', comment: 'go' }],
    ...changes,
  }
  fake.state.runs.push(run)
  return run
}

/** What the bot says on the pull request. */
export function announcements(fake: FakeGitHub): string[] {
  return fake.state.comments.filter(({ login }) => login === JOB).map(({ body }) => body)
}
