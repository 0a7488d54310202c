import { join, posix } from 'node:path'
import { MeasurementError, UsageError } from '../../errors.ts'
import { requireFetched } from '../git/fetch-commit.ts'
import { MAX_POINTER_BYTES, readPointer } from '../git/lfs.ts'
import type { Repository } from '../git/repository.ts'
import type { ResolvedFile } from '../scored-rows.ts'
import { matchGlob, splitGlob } from './glob.ts'
import { resolvePointer } from './lfs.ts'
import { notFoundInCommit } from './not-found.ts'
import { type Asked, requireRepository, type Sources } from './sources.ts'
import { storeStream } from './store.ts'

export type GitName = { readonly text: string; readonly revision: string; readonly path: string }

/** A file of a commit, put under scratch as it stands in the tree, so that side files of a model land beside it. */
export async function resolveGit({ text, revision, path }: GitName, asked: Asked, sources: Sources): Promise<ResolvedFile> {
  const repository = requireRepository(sources, text, asked)
  const commit = await findCommit(repository, revision, asked)
  const file = await repository.findFile(commit, path)
  if (file === null) throw notFoundInCommit(text, asked, path, commit, await repository.listFiles(commit, ''))
  if (file.bytes > sources.maxBytes) {
    throw new MeasurementError(
      'REFERENCE_NOT_FOUND',
      `${asked.where}: \`${text}\` has ${file.bytes} bytes, more than the limit of ${sources.maxBytes}`,
      'Check what it names.',
    )
  }
  const target = join(sources.scratch, 'git', commit, ...path.split('/'))
  const pointer = file.bytes < MAX_POINTER_BYTES ? readPointer(Buffer.from((await repository.readText(commit, path)) ?? '')) : null
  if (pointer !== null) return { reference: text, path: target, ...(await resolvePointer(pointer, text, asked, sources, target)) }
  const { signal } = sources
  const digest = await storeStream(
    {
      open: () => repository.openBlob(file.oid),
      expected: { bytes: file.bytes },
      maxBytes: sources.maxBytes,
      ...(signal === undefined ? {} : { signal }),
    },
    target,
  )
  return { reference: text, path: target, ...digest }
}

/** The paths that a glob matches in a commit. */
export async function expandGit({ text, revision, path }: GitName, asked: Asked, sources: Sources): Promise<readonly string[]> {
  const repository = requireRepository(sources, text, asked)
  const commit = await findCommit(repository, revision, asked)
  const matches = await matchInCommit(repository, commit, path)
  if (matches.length === 0) throw notFoundInCommit(text, asked, path, commit, await repository.listFiles(commit, ''))
  return matches
}

/** What finding files in a commit needs of a repository. */
export type Trees = Pick<Repository, 'findFile' | 'listFiles'>

/** Paths of a commit that a path or glob names; none when it names nothing there. */
export async function matchInCommit(repository: Trees, commit: string, path: string): Promise<readonly string[]> {
  if ((await repository.findFile(commit, path)) !== null) return [path]
  const { folder, pattern } = splitGlob(path)
  const prefix = folder === '' ? '' : `${folder}/`
  const names = (await repository.listFiles(commit, folder)).map((file) => file.slice(prefix.length))
  // A tree written by hand can hold names that lead out of any folder; git refuses to check those out, and so do we.
  return matchGlob(
    pattern,
    names.filter((name) => posix.normalize(name) === name && !/[\n\0]/.test(name)),
  ).map((name) => prefix + name)
}

/** A commit by any name: as git knows it here, else fetched by its full name, else the remote's branch or tag of that name. */
export async function findCommit(repository: Repository, revision: string, { where, role }: Asked): Promise<string> {
  const known = await repository.revParse(revision)
  if (known !== null) return known
  const tip = FULL_NAME.test(revision) ? revision : await repository.remoteTip(revision.replace(/^origin\//, ''))
  if (tip === null) {
    throw new UsageError({
      where,
      found: `the revision \`${revision}\`, which git knows neither here nor at the remote`,
      expected: 'a commit (all of its digits), branch or tag',
      remedy: 'A checkout of depth 1 has no history: set `fetch-depth: 0` in actions/checkout for names such as `HEAD~3`.',
    })
  }
  requireFetched(await repository.fetchCommit(tip), tip, `the ${role} is read from (${where})`)
  return tip
}

const FULL_NAME = /^[0-9a-f]{40}([0-9a-f]{24})?$/
