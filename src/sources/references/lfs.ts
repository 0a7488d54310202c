import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { MeasurementError } from '../../errors.ts'
import type { Token } from '../git/fetch-commit.ts'
import { hasGitLfs, type LfsPointer, localObjectPath, smudge } from '../git/lfs.ts'
import { printable } from './not-found.ts'
import type { Asked, Sources } from './sources.ts'
import { type Digest, storeStream, WrongDigest } from './store.ts'

/**
 * The file that a Git LFS pointer stands for, written to `target`: from the repository's own store, else by `git lfs smudge`,
 * and in either case only with the digest that the pointer names.
 */
export async function resolvePointer(pointer: LfsPointer, text: string, asked: Asked, sources: Sources, target: string): Promise<Digest> {
  const refuse = (why: string, cause?: unknown) => unresolved(pointer, text, asked, why, cause)
  const { repository } = sources
  if (pointer.bytes > sources.maxBytes) throw refuse(`it is larger than the limit of ${sources.maxBytes} bytes`)
  if (repository === null) throw refuse('there is no git repository to fetch it with')
  const object = await localObjectPath(repository.place, pointer)
  const arrival = { maxBytes: sources.maxBytes, expected: pointer, ...(sources.signal === undefined ? {} : { signal: sources.signal }) }
  if (await exists(object)) {
    try {
      return await storeStream({ ...arrival, open: () => ({ stream: createReadStream(object) }) }, target)
    } catch (error) {
      if (error instanceof WrongDigest) throw refuse(`its object in .git/lfs/objects is damaged: ${error.message}`, error)
      throw error
    }
  }
  if (!(await hasGitLfs(repository.place))) throw refuse('it is not in .git/lfs/objects, and git-lfs is not installed')
  const attempts: readonly (Token | undefined)[] = sources.token === undefined ? [undefined] : [undefined, sources.token]
  let last: unknown
  for (const token of attempts) {
    try {
      return await storeStream({ ...arrival, open: () => smudge(repository.place, pointer, token) }, target)
    } catch (error) {
      if (sources.signal?.aborted === true) throw error
      last = error
    }
  }
  throw refuse(`it is not in .git/lfs/objects, and git-lfs could not fetch it (${printable(reason(last))})`, last)
}

function unresolved(pointer: LfsPointer, text: string, asked: Asked, why: string, cause: unknown): MeasurementError {
  return new MeasurementError(
    'LFS_POINTER',
    `${asked.where}: the ${asked.role} \`${printable(text)}\` is a Git LFS pointer (oid sha256:${pointer.sha256}, ${pointer.bytes} bytes), not the file; ${why}`,
    text.startsWith('git:')
      ? 'Install git-lfs and let the job fetch (`permissions: contents: read`, input `github-token`), or run `git lfs fetch origin <commit>` before.'
      : 'Set `lfs: true` in actions/checkout, or run `git lfs pull`.',
    { cause },
  )
}

function reason(error: unknown): string {
  return error instanceof WrongDigest ? 'it gave something else back' : error instanceof Error ? error.message.slice(0, 500) : String(error)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
