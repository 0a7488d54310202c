import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { copyExample } from '../../support/example.ts'

const NUMBER = 12
const MERGE_REF = `refs/pull/${NUMBER}/merge`
/** Where actions/checkout puts it. */
const FETCHED_REF = `refs/remotes/pull/${NUMBER}/merge`

/** Path in the repository → file that takes its place, or its text. */
export type Changes = Readonly<Record<string, string | { readonly text: string }>>

export type Push = {
  /** The merge commit as actions/checkout has it: depth 1, detached, without its parents. */
  readonly checkout: string
  readonly mergeSha: string
  readonly baseSha: string
  readonly headSha: string
  readonly payload: object
}

export type PullRequest = {
  readonly number: number
  /** Another commit on the pull request's branch. */
  push(changes: Changes): Push
  /** The default branch as a workflow that runs there checks it out. */
  checkoutDefaultBranch(): { readonly checkout: string; readonly sha: string }
}

export type PullRequestOptions = {
  /** Files that become the repository's workflows. */
  readonly workflows: readonly string[]
  /** What the base commit has otherwise than the example. */
  readonly base?: Changes
  readonly headRepository?: string
}

/** The example's repository with a pull request. */
export function makePullRequest({ workflows, base = {}, headRepository = 'acme/models' }: PullRequestOptions): PullRequest {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pull-request-'))
  const [author, remote] = ['author', 'remote.git'].map((name) => join(folder, name)) as [string, string]
  copyExample(author)
  const files = Object.fromEntries(workflows.map((file) => [`.github/workflows/${basename(file)}`, file]))
  change(author, { ...files, ...base })
  git(author, 'init', '--quiet', '--initial-branch=main')
  const baseSha = commit(author, 'Base')
  git(author, 'init', '--quiet', '--bare', remote)
  git(remote, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  git(author, 'push', '--quiet', remote, 'main')
  git(author, 'switch', '--quiet', '--create', 'change')
  return {
    number: NUMBER,
    push(changes) {
      git(author, 'switch', '--quiet', 'change')
      change(author, changes)
      const headSha = commit(author, 'Change')
      git(author, 'switch', '--quiet', '--detach', 'main')
      git(author, 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
      const mergeSha = git(author, 'rev-parse', 'HEAD')
      git(author, 'push', '--quiet', '--force', remote, 'change', `HEAD:${MERGE_REF}`)
      const checkout = shallow(folder, remote, MERGE_REF, FETCHED_REF)
      return { checkout, mergeSha, baseSha, headSha, payload: payloadOf(baseSha, headSha, headRepository) }
    },
    checkoutDefaultBranch: () => ({ checkout: shallow(folder, remote, 'refs/heads/main', 'refs/remotes/origin/main'), sha: baseSha }),
  }
}

function change(folder: string, changes: Changes): void {
  for (const [path, source] of Object.entries(changes)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof source === 'string') copyFileSync(source, file)
    else writeFileSync(file, source.text)
  }
}

function shallow(folder: string, remote: string, ref: string, fetched: string): string {
  const checkout = mkdtempSync(join(folder, 'checkout-'))
  git(checkout, 'init', '--quiet')
  git(checkout, 'remote', 'add', 'origin', `file://${remote}`)
  git(checkout, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${ref}:${fetched}`)
  git(checkout, 'checkout', '--quiet', '--detach', fetched)
  return checkout
}

function payloadOf(baseSha: string, headSha: string, headRepository: string): object {
  const repository = { name: 'models', full_name: 'acme/models', default_branch: 'main', owner: { login: 'acme' } }
  return {
    action: 'synchronize',
    number: NUMBER,
    pull_request: {
      number: NUMBER,
      base: { ref: 'main', sha: baseSha, repo: repository },
      head: { ref: 'change', sha: headSha, repo: { full_name: headRepository } },
    },
    repository,
  }
}

/** Of one person at one moment, so that the same files have the same digests in every run. */
function commit(folder: string, message: string): string {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', `--message=${message}`)
  return git(folder, 'rev-parse', 'HEAD')
}

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false']
  const dates = { GIT_AUTHOR_DATE: '2026-11-24T00:00:00Z', GIT_COMMITTER_DATE: '2026-11-24T00:00:00Z' }
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8', env: { ...process.env, ...dates } }).trim()
}
