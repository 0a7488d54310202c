import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A real git in folders of its own, that knows nothing of the configuration of the machine. */
export class Sandbox {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-git-')))
  readonly environment: Readonly<Record<string, string | undefined>>

  constructor(environment: Readonly<Record<string, string>> = {}) {
    const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' }
    const config = join(this.folder, '.gitconfig')
    writeFileSync(config, '[init]\n\tdefaultBranch = main\n[uploadpack]\n\tallowAnySHA1InWant = true\n')
    this.environment = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      GIT_CONFIG_GLOBAL: config,
      GIT_CONFIG_NOSYSTEM: '1',
      ...who,
      ...environment,
    }
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  git(folder: string, ...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.path(folder),
      env: { ...this.environment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), content)
  }

  /** Writes files into a repository and commits everything; the commit's name. */
  commit(folder: string, files: Readonly<Record<string, string | Uint8Array>>, message = 'change'): string {
    for (const [name, content] of Object.entries(files)) this.write(join(folder, name), content)
    this.git(folder, 'add', '--all')
    this.git(folder, 'commit', '--quiet', '--allow-empty', '-m', message)
    return this.git(folder, 'rev-parse', 'HEAD')
  }

  repository(folder: string): void {
    mkdirSync(this.path(folder), { recursive: true })
    this.git(folder, 'init', '--quiet')
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A remote with a pull request, laid out as GitHub does it: refs/pull/1/head and refs/pull/1/merge. */
export function pullRequestRemote(
  sandbox: Sandbox,
  files: { base: Record<string, string>; main: Record<string, string>; head: Record<string, string> },
) {
  sandbox.repository('author')
  const fork = sandbox.commit('author', files.base, 'fork')
  sandbox.git('author', 'checkout', '--quiet', '-b', 'feature')
  const head = sandbox.commit('author', files.head, 'head')
  sandbox.git('author', 'checkout', '--quiet', 'main')
  const main = sandbox.commit('author', files.main, 'main moved on')
  sandbox.git('author', 'checkout', '--quiet', '--detach')
  sandbox.git('author', 'merge', '--quiet', '--no-ff', '-m', 'merge', 'feature')
  const merge = sandbox.git('author', 'rev-parse', 'HEAD')
  sandbox.git('author', 'checkout', '--quiet', 'main')
  sandbox.git('.', 'clone', '--quiet', '--bare', 'author', 'remote.git')
  sandbox.git('author', 'push', '--quiet', sandbox.path('remote.git'), `${head}:refs/pull/1/head`, `${merge}:refs/pull/1/merge`)
  return { fork, main, head, merge }
}

/** What actions/checkout leaves behind with its default depth of 1. */
export function shallowCheckout(sandbox: Sandbox, folder: string, commit: string, depth = 1): void {
  sandbox.repository(folder)
  sandbox.git(folder, 'remote', 'add', 'origin', `file://${sandbox.path('remote.git')}`)
  sandbox.git(folder, 'fetch', '--quiet', '--no-tags', `--depth=${depth}`, 'origin', commit)
  sandbox.git(folder, 'checkout', '--quiet', '--detach', commit)
}
