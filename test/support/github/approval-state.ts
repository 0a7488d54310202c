import { publishedPayload } from './events.ts'
import { type State, timeOf, user } from './state.ts'

export type StoredReview = {
  id: number
  pull: number
  login: string
  body: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  commitId: string
  submittedAt: number
  /** Somebody changed its text later. */
  editedAt?: number
}
export type StoredEnvironment = {
  name: string
  /** null: no rule asks for reviewers. */
  reviewers: ({ login: string } | { team: string })[] | null
  preventSelfReview: boolean
  canAdminsBypass: boolean
  onProtectedBranchesOnly: boolean
}
export type StoredWorkflow = {
  id: number
  path: string
  state: 'active' | 'disabled_inactivity' | 'disabled_manually'
  text: string
}
export type StoredRun = {
  id: number
  workflowId: number
  path: string
  title: string
  event: string
  branch: string
  attempt: number
  status: 'waiting' | 'in_progress' | 'completed'
  conclusion: string | null
  createdAt: number
  headRepository?: string
  approvals: { environment: string; state: 'approved' | 'rejected' | 'pending'; login: string; comment: string }[]
}

const runExample = publishedPayload('workflow_run').workflow_run
const AT = '2026-11-24T00:00:00Z'

export function reviewJson({ repository }: State, review: StoredReview, api: string) {
  const { id, pull, login, body, state, commitId, submittedAt } = review
  const html = `https://github.test/${repository}/pull/${pull}#pullrequestreview-${id}`
  const pullUrl = `${api}/repos/${repository}/pulls/${pull}`
  return {
    ...{ id, body, state, node_id: `PRR_${id}`, user: user(login), commit_id: commitId, submitted_at: timeOf(submittedAt) },
    ...{ html_url: html, pull_request_url: pullUrl, author_association: 'MEMBER' },
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
  }
}

export function environmentJson({ repository }: State, stored: StoredEnvironment, api: string) {
  const { name, reviewers, preventSelfReview, canAdminsBypass, onProtectedBranchesOnly } = stored
  const url = `${api}/repos/${repository}/environments/${name}`
  const rule = {
    ...{ id: 3, node_id: 'GA_3', type: 'required_reviewers', prevent_self_review: preventSelfReview },
    reviewers: (reviewers ?? []).map((one) => reviewerJson(one, url)),
  }
  return {
    ...{ id: 161, node_id: 'EN_161', name, url, html_url: url, created_at: AT, updated_at: AT, can_admins_bypass: canAdminsBypass },
    protection_rules: reviewers === null ? [] : [rule],
    deployment_branch_policy: onProtectedBranchesOnly ? { protected_branches: true, custom_branch_policies: false } : null,
  }
}

function reviewerJson(one: { login: string } | { team: string }, url: string) {
  if ('login' in one) return { type: 'User', reviewer: user(one.login) }
  const { team: slug } = one
  const places = { url, html_url: url, members_url: url, repositories_url: url }
  const team = { id: 1, node_id: 'T_1', name: slug, slug, description: null, permission: 'pull', type: 'organization', parent: null }
  return { type: 'Team', reviewer: { ...team, ...places } }
}

export function workflowJson({ repository }: State, { id, path, state }: StoredWorkflow, api: string) {
  const url = `${api}/repos/${repository}/actions/workflows/${id}`
  return {
    ...{ id, path, state, url, node_id: `W_${id}`, name: path, html_url: url, badge_url: url, created_at: AT, updated_at: AT },
  }
}

export function runJson(state: State, run: StoredRun, api: string) {
  const { id, workflowId, path, title, event, branch, attempt, status, conclusion, createdAt, headRepository } = run
  const { repository } = state
  const inRepository = (name: string) => ({ ...runExample.repository, full_name: name })
  return {
    ...runExample,
    ...{ id, path, event, status, conclusion, workflow_id: workflowId, display_title: title, head_branch: branch, run_attempt: attempt },
    ...{ created_at: timeOf(createdAt), updated_at: timeOf(createdAt), pull_requests: [] },
    url: `${api}/repos/${repository}/actions/runs/${id}`,
    html_url: `https://github.test/${repository}/actions/runs/${id}`,
    repository: inRepository(repository),
    head_repository: inRepository(headRepository ?? repository),
  }
}

export function approvalJson(state: State, approval: StoredRun['approvals'][number], api: string) {
  const url = `${api}/repos/${state.repository}/environments/${approval.environment}`
  return {
    environments: [{ id: 161, node_id: 'EN_161', name: approval.environment, url, html_url: url, created_at: AT, updated_at: AT }],
    state: approval.state,
    user: user(approval.login),
    comment: approval.comment,
  }
}

/** What a repository is in the fields that anybody reads. */
export function repositoryJson({ repository, isPrivate }: State) {
  const { repository: example } = publishedPayload('pull_request', 'opened')
  return {
    ...example,
    ...{ full_name: repository, private: isPrivate, visibility: isPrivate ? 'private' : 'public', default_branch: 'main' },
    ...{ has_discussions: false, network_count: 0, subscribers_count: 0, created_at: AT, updated_at: AT, pushed_at: AT },
  }
}
