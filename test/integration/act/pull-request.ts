import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { copyExample } from '../../support/example.ts'

const MERGE_REF = 'refs/pull/12/merge'
/** Where actions/checkout puts it. */
const FETCHED_REF = 'refs/remotes/pull/12/merge'

export type PullRequest = { readonly checkout: string; readonly mergeSha: string; readonly payload: object }

/**
 * The example's repository with a pull request that replaces files, checked out as actions/checkout does: depth 1, detached at the
 * merge commit, whose parents are not there.
 *
 * @param changes path in the repository → file that takes its place
 */
export function makePullRequest(workflow: string, changes: Readonly<Record<string, string>>): PullRequest {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pull-request-'))
  const [author, remote, checkout] = ['author', 'remote.git', 'checkout'].map((name) => join(folder, name))
  copyExample(author)
  mkdirSync(join(author, '.github', 'workflows'), { recursive: true })
  copyFileSync(workflow, join(author, '.github', 'workflows', 'gate.yml'))
  git(author, 'init', '--quiet', '--initial-branch=main')
  const baseSha = commit(author, 'Base')
  git(author, 'switch', '--quiet', '--create', 'change')
  for (const [path, source] of Object.entries(changes)) {
    mkdirSync(dirname(join(author, path)), { recursive: true })
    copyFileSync(source, join(author, path))
  }
  const headSha = commit(author, 'Change')
  git(author, 'switch', '--quiet', '--detach', 'main')
  git(author, 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  const mergeSha = git(author, 'rev-parse', 'HEAD')
  git(author, 'init', '--quiet', '--bare', remote)
  git(author, 'push', '--quiet', remote, 'main', 'change', `HEAD:${MERGE_REF}`)
  git(remote, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  git(folder, 'init', '--quiet', checkout)
  git(checkout, 'remote', 'add', 'origin', `file://${remote}`)
  git(checkout, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${MERGE_REF}:${FETCHED_REF}`)
  git(checkout, 'checkout', '--quiet', '--detach', FETCHED_REF)
  return { checkout, mergeSha, payload: payloadOf(baseSha, headSha) }
}

function payloadOf(baseSha: string, headSha: string): object {
  return {
    action: 'synchronize',
    number: 12,
    pull_request: { number: 12, base: { ref: 'main', sha: baseSha }, head: { ref: 'change', sha: headSha } },
    repository: { name: 'models', full_name: 'acme/models', default_branch: 'main', owner: { login: 'acme' } },
  }
}

function commit(folder: string, message: string): string {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', `--message=${message}`)
  return git(folder, 'rev-parse', 'HEAD')
}

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false']
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8' }).trim()
}
