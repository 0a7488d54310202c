import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { MeasurementError, UsageError } from '../../errors.ts'
import { type FetchOutcome, fetchCommit, remoteTip, type Token } from './fetch-commit.ts'
import { type Environment, type GitPlace, runGit, startGit } from './run-git.ts'
import { pathInRepository } from './tree-path.ts'

/** A file of a commit: its blob, found by following symlinks inside the tree. */
export type TreeFile = { readonly oid: string; readonly bytes: number }

/** What Sluice asks of git. Commits are full object names; paths are relative to the root of the repository, with `/`. */
export interface Repository {
  /** Absolute, symlinks resolved. */
  readonly root: string
  /** The commit that a revision names, null when git does not know it here. */
  revParse(revision: string): Promise<string | null>
  /** As the commit object names them, also where the checkout is too shallow to have them. */
  parents(commit: string): Promise<readonly string[]>
  mergeBase(one: string, other: string): Promise<string | null>
  isShallow(): Promise<boolean>
  /** The remote branch that a pull request would go to: the remote's HEAD, else the upstream of the current branch. */
  upstream(): Promise<{ readonly name: string; readonly commit: string } | null>
  /** Brings one commit here unless it is already; `depth` more of its history where the checkout is shallow. */
  fetchCommit(commit: string, depth?: number): Promise<FetchOutcome>
  /** The commit that a branch or tag has at the remote. */
  remoteTip(name: string): Promise<string | null>
  findFile(commit: string, path: string): Promise<TreeFile | null>
  /** Streams a blob; `done` rejects when git could not read it. */
  openBlob(oid: string): { readonly stream: Readable; readonly done: Promise<void> }
  /** Small text files only (the policy); null when absent. */
  readText(commit: string, path: string): Promise<string | null>
  /** All files below a folder ('' is the root), in git's byte order. */
  listFiles(commit: string, folder: string): Promise<readonly string[]>
  /** Writes all files of a commit below a folder that does not exist yet, as a checkout would; the repository stays as it is. */
  writeTree(commit: string, folder: string): Promise<void>
  changedPaths(base: string, head: string): Promise<readonly string[]>
  /** A path relative to the folder that was opened, or absolute, as a path in the tree; null when it lies outside. */
  pathInTree(path: string): Promise<string | null>
  readonly place: GitPlace
}

export type RepositoryOptions = {
  readonly environment: Environment
  /** Used only when git's own credentials are refused, for this server alone (`persist-credentials: false`). */
  readonly token?: Token
  readonly signal?: AbortSignal
}

/** The repository around a folder, or null when there is none. @throws UsageError without git, or when git distrusts the folder */
export async function openRepository(folder: string, options: RepositoryOptions): Promise<Repository | null> {
  const { signal } = options
  const place: GitPlace = { folder, environment: options.environment, ...(signal === undefined ? {} : { signal }) }
  const { code, stdout } = await runGit(place, ['rev-parse', '--show-toplevel'])
  return code === 0 ? new GitRepository(place, stdout.replace(/\r?\n$/, ''), options.token) : null
}

class GitRepository implements Repository {
  readonly place: GitPlace
  readonly root: string
  readonly #token: Token | undefined
  #fetching: Promise<unknown> = Promise.resolve()

  constructor(place: GitPlace, root: string, token: Token | undefined) {
    this.place = place
    this.root = root
    this.#token = token
  }

  async revParse(revision: string): Promise<string | null> {
    refuseOption(revision)
    const { code, stdout } = await runGit(this.place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    return code === 0 ? stdout.trim() : null
  }

  async parents(commit: string): Promise<readonly string[]> {
    const { stdout } = await this.#ask(['cat-file', 'commit', requireCommitName(commit)])
    const [header = ''] = stdout.split('\n\n', 1)
    return header.split('\n').flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []))
  }

  async mergeBase(one: string, other: string): Promise<string | null> {
    const { code, stdout } = await runGit(this.place, ['merge-base', requireCommitName(one), requireCommitName(other)])
    return code === 0 ? stdout.trim() : null
  }

  async isShallow(): Promise<boolean> {
    const { stdout } = await this.#ask(['rev-parse', '--is-shallow-repository'])
    return stdout.trim() === 'true'
  }

  async upstream(): Promise<{ name: string; commit: string } | null> {
    for (const name of ['origin/HEAD', '@{upstream}']) {
      const commit = await this.revParse(name)
      if (commit === null) continue
      const { stdout } = await runGit(this.place, ['rev-parse', '--abbrev-ref', '--end-of-options', name])
      return { name: stdout.trim().split('\n').at(-1) ?? name, commit }
    }
    return null
  }

  fetchCommit(commit: string, depth?: number): Promise<FetchOutcome> {
    requireCommitName(commit)
    // One after the other: two at once collide over git's lock of the shallow file.
    const fetched = this.#fetching.then(() => this.#fetch(commit, depth))
    this.#fetching = fetched.catch(() => {})
    return fetched
  }

  async #fetch(commit: string, depth: number | undefined): Promise<FetchOutcome> {
    if (depth === undefined && (await this.revParse(commit)) !== null) return { kind: 'present' }
    // Depth would cut the history of a full clone, on somebody's laptop too.
    const history = (await this.isShallow()) ? (depth ?? 1) : null
    return fetchCommit(this.place, commit, history, this.#token)
  }

  async remoteTip(name: string): Promise<string | null> {
    refuseOption(name)
    return remoteTip(this.place, name, this.#token)
  }

  async findFile(commit: string, path: string): Promise<TreeFile | null> {
    requireTreePath(path)
    const { stdout } = await this.#ask(['cat-file', '--batch-check', '--follow-symlinks'], `${requireCommitName(commit)}:${path}\n`)
    const found = /^([0-9a-f]{40,64}) blob (\d+)\n$/.exec(stdout)
    return found?.[1] === undefined ? null : { oid: found[1], bytes: Number(found[2]) }
  }

  openBlob(oid: string): { stream: Readable; done: Promise<void> } {
    const { stdin, stdout, stderr, exit } = startGit(this.place, ['cat-file', 'blob', requireCommitName(oid)])
    stdin.end()
    let said = ''
    stderr.on('data', (chunk: Buffer) => {
      if (said.length < 2000) said += chunk.toString('utf8')
    })
    const done = exit.then((code) => {
      if (code !== 0) throw unreadable(`git cat-file blob ${oid}`, said)
    })
    return { stream: stdout, done }
  }

  async readText(commit: string, path: string): Promise<string | null> {
    requireTreePath(path)
    const { stdout } = await this.#ask(['cat-file', '--batch', '--follow-symlinks'], `${requireCommitName(commit)}:${path}\n`)
    const [header = '', bytes] = /^[0-9a-f]{40,64} blob (\d+)\n/.exec(stdout) ?? []
    if (bytes === undefined) return null
    if (Number(bytes) > MAX_TEXT_BYTES) throw unreadable(`${commit}:${path}`, `${bytes} bytes are too many for a text file`)
    // git ends the content with a line break of its own.
    return stdout.slice(header.length, -1)
  }

  async listFiles(commit: string, folder: string): Promise<readonly string[]> {
    const below = folder === '' ? [] : [`${requireTreePath(folder)}/`]
    return this.#list(['ls-tree', '-r', '-z', '--name-only', '--full-tree', requireCommitName(commit), '--', ...below])
  }

  async writeTree(commit: string, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    // An index of its own: the checkout's says what is staged there.
    const environment = { GIT_INDEX_FILE: join(folder, INDEX_FILE) }
    for (const args of [
      ['read-tree', requireCommitName(commit)],
      ['checkout-index', '--all', `--prefix=${folder}/`],
    ]) {
      const { code, stderr } = await runGit({ ...this.place, folder: this.root }, args, { environment })
      if (code !== 0) throw unreadable(`git ${args.join(' ')}`, stderr)
    }
    await rm(join(folder, INDEX_FILE), { force: true })
  }

  async changedPaths(base: string, head: string): Promise<readonly string[]> {
    return this.#list(['diff-tree', '-r', '-z', '--name-only', '--no-renames', requireCommitName(base), requireCommitName(head), '--'])
  }

  pathInTree(path: string): Promise<string | null> {
    return pathInRepository(this.root, this.place.folder, path)
  }

  async #list(args: readonly string[]): Promise<readonly string[]> {
    return (await this.#ask(args)).stdout.split('\0').filter((path) => path !== '')
  }

  async #ask(args: readonly string[], stdin = ''): Promise<{ stdout: string }> {
    const outcome = await runGit(this.place, args, { stdin })
    if (outcome.code !== 0) throw unreadable(`git ${args.join(' ')}`, outcome.stderr)
    return outcome
  }
}

function unreadable(what: string, said: string): MeasurementError {
  return new MeasurementError('REFERENCE_NOT_FOUND', `${what} failed: ${said.trim()}`, 'Run `git fsck`, or check out again.')
}

function refuseOption(revision: string): void {
  if (!/^-|[\0\n]/.test(revision) && revision !== '') return
  throw new UsageError({
    where: 'git revision',
    found: JSON.stringify(revision),
    expected: 'a commit, branch or tag',
    remedy: 'A revision cannot be empty or begin with `-`.',
  })
}

/** Object names only (SHA-1 or SHA-256): nothing that git could read as an option or a range. */
function requireCommitName(name: string): string {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(name)) throw new Error(`not a full object name: ${JSON.stringify(name)}`)
  return name
}

/** A newline would smuggle a second request into `cat-file --batch-check`. */
function requireTreePath(path: string): string {
  if (/[\0\n]/.test(path)) throw new Error(`not a path in a tree: ${JSON.stringify(path)}`)
  return path
}

/** Beside the files only while they are written. */
const INDEX_FILE = '.sluice-index'
/** A policy is a few kilobytes; a megabyte is a mistake. */
const MAX_TEXT_BYTES = 2 ** 20
