import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { authorisedBy, type Token } from './fetch-commit.ts'
import { type GitPlace, runGit, startGit } from './run-git.ts'

/** What git holds in place of a large file (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). */
export type LfsPointer = { readonly sha256: string; readonly bytes: number }

/** A pointer file is shorter than this, by its specification. */
export const MAX_POINTER_BYTES = 1024

/** The pointer in a file's bytes, null when it is anything else. */
export function readPointer(content: Uint8Array): LfsPointer | null {
  if (content.length >= MAX_POINTER_BYTES) return null
  const text = Buffer.from(content).toString('latin1')
  if (!text.startsWith('version https://git-lfs.github.com/spec/v1\n')) return null
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1]
  const bytes = /^size (\d{1,15})$/m.exec(text)?.[1]
  return sha256 === undefined || bytes === undefined ? null : { sha256, bytes: Number(bytes) }
}

/** Where `git lfs fetch` keeps the object; shared by all work trees of a repository. */
export async function localObjectPath(place: GitPlace, { sha256 }: LfsPointer): Promise<string> {
  const { stdout } = await runGit(place, ['rev-parse', '--git-common-dir'])
  return join(resolve(place.folder, stdout.trim()), 'lfs', 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}

export async function hasGitLfs(place: GitPlace): Promise<boolean> {
  return (await runGit(place, ['lfs', 'version'])).code === 0
}

/** `git lfs smudge`: the pointer in, the file out, downloaded when need be; `done` rejects with git's words. */
export function smudge(place: GitPlace, pointer: LfsPointer, token?: Token): { stream: Readable; done: Promise<void> } {
  const environment = { GIT_LFS_SKIP_SMUDGE: '0', ...(token === undefined ? {} : authorisedBy(token)) }
  const { stdin, stdout, stderr, exit } = startGit(place, ['lfs', 'smudge'], { environment, timeLimitMs: SMUDGE_LIMIT_MS })
  let said = ''
  stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000)
  })
  const done = exit.then((code) => {
    if (code !== 0) throw new Error(said.trim() || `git lfs smudge ended with ${code}`)
  })
  // Written anew instead of passed on: nothing of the pull request's text reaches git-lfs but a digest and a number.
  stdin.end(`version https://git-lfs.github.com/spec/v1\noid sha256:${pointer.sha256}\nsize ${pointer.bytes}\n`)
  return { stream: stdout, done }
}

const SMUDGE_LIMIT_MS = 30 * 60_000
