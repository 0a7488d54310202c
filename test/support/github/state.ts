import type { StoredEnvironment, StoredReview, StoredRun, StoredWorkflow } from './approval-state.ts'
import type { StoredBranch, StoredCommit, StoredReaction, StoredTree } from './conversation-routes.ts'
import { pullRequestExample } from './events.ts'
import type { StoredPerson, StoredTeam } from './people-routes.ts'

/** Who a token speaks for, and what it may do: `{ contents: 'read', 'pull-requests': 'write' }`. */
export type Token = { readonly login: string; readonly permissions: Readonly<Record<string, 'read' | 'write'>> }

export type StoredComment = {
  id: number
  issue: number
  login: string
  body: string
  /** Epoch milliseconds; 0 stands for a time of no interest. */
  createdAt: number
  /** Left out: never edited. */
  updatedAt?: number
  /** Written by an app in the name of its author. */
  viaApp?: boolean
}
export type StoredCheck = {
  id: number
  headSha: string
  name: string
  externalId: string
  status: string
  conclusion: string | null
  detailsUrl: string | null
  output: { title: string; summary: string; annotations: Record<string, unknown>[] }
}
export type StoredArtifact = { id: number; runId: number; name: string; zip: Buffer; expired?: boolean }
export type StoredStatus = { id: number; state: string; description: string; logUrl: string; autoInactive: boolean }
export type StoredDeployment = {
  id: number
  ref: string
  task: string
  environment: string
  description: string
  payload: Record<string, unknown> | string
  statuses: StoredStatus[]
}
export type StoredPull = {
  number: number
  headSha: string
  headRepository: string
  baseSha: string
  state: 'open' | 'closed'
  author?: string
  /** Left out: not merged. */
  mergeCommit?: string
  /** Left out: this one. */
  baseRepository?: string
  /** Commits beside its head and its merge. */
  contains?: string[]
  /** Its branches by name, and what it says; left out: of no interest. */
  head?: string
  base?: string
  title?: string
  body?: string
}

/** One repository as the server knows it. Tests read and change it directly. */
export type State = {
  readonly repository: string
  readonly comments: StoredComment[]
  readonly checks: StoredCheck[]
  readonly artifacts: StoredArtifact[]
  readonly pulls: StoredPull[]
  readonly deployments: StoredDeployment[]
  readonly people: StoredPerson[]
  readonly teams: StoredTeam[]
  readonly reviews: StoredReview[]
  readonly environments: StoredEnvironment[]
  readonly workflows: StoredWorkflow[]
  readonly runs: StoredRun[]
  readonly reactions: StoredReaction[]
  readonly branches: StoredBranch[]
  readonly commits: StoredCommit[]
  readonly trees: StoredTree[]
  /** Numbers of those that are no pull requests. */
  readonly issues: number[]
  /** A setting of the repository: what a job's token may open. */
  mayOpenPulls: boolean
  isPrivate: boolean
  nextId: number
}

export function emptyState(repository: string): State {
  return {
    repository,
    comments: [],
    checks: [],
    artifacts: [],
    pulls: [],
    deployments: [],
    people: [],
    teams: [],
    reviews: [],
    environments: [],
    workflows: [],
    runs: [],
    reactions: [],
    branches: [],
    commits: [],
    trees: [],
    issues: [],
    mayOpenPulls: true,
    isPrivate: false,
    nextId: 1000,
  }
}

const example = pullRequestExample()
const AT = '2026-11-24T00:00:00Z'

export function user(login: string) {
  return { ...example.sender, login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
}

/** When it was, in whole seconds as GitHub says it. */
export function timeOf(epochMs: number): string {
  return epochMs === 0 ? AT : `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}

export function commentJson({ repository }: State, comment: StoredComment, api: string) {
  const { id, issue, login, body, createdAt, updatedAt = createdAt, viaApp = false } = comment
  return {
    id,
    node_id: `IC_${id}`,
    url: `${api}/repos/${repository}/issues/comments/${id}`,
    html_url: `https://github.test/${repository}/pull/${issue}#issuecomment-${id}`,
    issue_url: `${api}/repos/${repository}/issues/${issue}`,
    body,
    user: user(login),
    created_at: timeOf(createdAt),
    updated_at: timeOf(updatedAt),
    author_association: 'NONE',
    ...(viaApp ? { performed_via_github_app: appJson() } : {}),
  }
}

export function checkJson({ repository }: State, check: StoredCheck, api: string) {
  const { id, headSha, name, externalId, status, conclusion, detailsUrl, output } = check
  const url = `${api}/repos/${repository}/check-runs/${id}`
  return {
    id,
    node_id: `CR_${id}`,
    head_sha: headSha,
    name,
    external_id: externalId,
    url,
    html_url: `https://github.test/${repository}/runs/${id}`,
    details_url: detailsUrl,
    status,
    conclusion,
    started_at: AT,
    completed_at: status === 'completed' ? AT : null,
    output: {
      title: output.title,
      summary: output.summary,
      text: null,
      annotations_count: output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: 5 },
    app: null,
    pull_requests: [],
  }
}

export function deploymentJson({ repository }: State, one: StoredDeployment, api: string) {
  const { id, ref, task, environment, description, payload } = one
  const url = `${api}/repos/${repository}/deployments/${id}`
  return {
    ...{ id, ref, task, environment, description, payload, url },
    node_id: `DE_${id}`,
    sha: ref,
    original_environment: environment,
    creator: user('github-actions[bot]'),
    created_at: AT,
    updated_at: AT,
    statuses_url: `${url}/statuses`,
    repository_url: `${api}/repos/${repository}`,
  }
}

export function statusJson({ repository }: State, deployment: StoredDeployment, status: StoredStatus, api: string) {
  const url = `${api}/repos/${repository}/deployments/${deployment.id}`
  const { id, state, description, logUrl } = status
  return {
    ...{ id, state, description },
    node_id: `DES_${id}`,
    url: `${url}/statuses/${id}`,
    deployment_url: url,
    repository_url: `${api}/repos/${repository}`,
    environment: deployment.environment,
    creator: user('github-actions[bot]'),
    log_url: logUrl,
    target_url: logUrl,
    created_at: AT,
    updated_at: AT,
  }
}

export function artifactJson({ repository }: State, { id, name, zip, expired = false }: StoredArtifact, api: string) {
  const url = `${api}/repos/${repository}/actions/artifacts/${id}`
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired,
    created_at: AT,
    expires_at: AT,
    updated_at: AT,
  }
}

function appJson() {
  const urls = { external_url: 'https://app.test', html_url: 'https://github.test/apps/helper' }
  const times = { created_at: AT, updated_at: AT }
  const owner = user('octo-org')
  return { id: 1, node_id: 'A_1', slug: 'helper', name: 'Helper', description: '', owner, ...urls, ...times, permissions: {}, events: [] }
}

export function pullJson({ repository }: State, stored: StoredPull) {
  const {
    number,
    headSha,
    headRepository,
    baseSha,
    state,
    author,
    mergeCommit,
    baseRepository = repository,
    head,
    base,
    title,
    body,
  } = stored
  const { pull_request: pull } = example
  const repositoryJson = (name: string) => ({ ...pull.head.repo, full_name: name, fork: name !== repository })
  return {
    ...pull,
    number,
    html_url: `https://github.test/${repository}/pull/${number}`,
    state,
    auto_merge: null,
    ...(title === undefined ? {} : { title, body: body ?? '' }),
    ...(author === undefined ? {} : { user: user(author) }),
    merged_at: mergeCommit === undefined ? null : AT,
    merge_commit_sha: mergeCommit ?? null,
    head: { ...pull.head, ref: head ?? pull.head.ref, sha: headSha, repo: repositoryJson(headRepository) },
    base: { ...pull.base, ref: base ?? pull.base.ref, sha: baseSha, repo: repositoryJson(baseRepository) },
  }
}
