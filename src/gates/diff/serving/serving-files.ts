import { posix } from 'node:path'
import { MeasurementError } from '../../../errors.ts'
import { matchInCommit } from '../../../sources/references/git.ts'
import { splitGlob } from '../../../sources/references/glob.ts'
import type { Reference } from '../../../sources/references/parse.ts'
import type { ResolvedFile } from '../../../sources/scored-rows.ts'
import type { Revision } from '../../../sources/subjects/choose.ts'
import { referenceAt } from '../../../sources/subjects/subject.ts'
import type { FilesRequest } from '../../evaluate/model-files.ts'

/** A file that serves the model beside the model itself, at both commits; null where a commit does not have it. */
export type ServingFile = {
  readonly kind: 'lockfile' | 'file'
  /** As the policy names it; of a glob each file by its own path. */
  readonly path: string
  readonly before: ResolvedFile | null
  readonly after: ResolvedFile | null
  /** False where there is no earlier commit, or the file lies outside of the repository. */
  readonly hasBaseline: boolean
}

export type DeclaredServing = { readonly lockfiles: readonly string[] | null; readonly files: readonly string[] | null } | null

type Request = Pick<FilesRequest, 'chosen' | 'repository' | 'resolver'> & { readonly where: (key: 'lockfiles' | 'files') => string }

/** @throws MeasurementError for a path that neither commit has */
export async function findServingFiles(request: Request, serving: DeclaredServing): Promise<readonly ServingFile[]> {
  const found: ServingFile[] = []
  for (const text of serving?.lockfiles ?? []) found.push(...(await findOne(request, text, 'lockfile')))
  for (const text of serving?.files ?? []) found.push(...(await findOne(request, text, 'file')))
  return found
}

async function findOne(request: Request, text: string, kind: ServingFile['kind']): Promise<ServingFile[]> {
  const { chosen, repository } = request
  const where = request.where(kind === 'lockfile' ? 'lockfiles' : 'files')
  // What is live is a model; the files beside it are those of the checkout.
  const head = chosen.candidate === 'released' ? 'working-tree' : chosen.candidate
  const reference = await referenceAt({ text, where }, head, repository)
  const earlier = await earlierReference({ text, where }, chosen.baseline, repository)
  const before = earlier === null ? new Map<string, ResolvedFile>() : await filesOf(earlier, where, request)
  const after = reference === null ? new Map<string, ResolvedFile>() : await filesOf(reference, where, request)
  if (before.size === 0 && after.size === 0) throw notThere(text, where)
  const { folder } = splitGlob(text)
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((name) => ({
    kind,
    path: name === '' ? text : posix.join(folder, name),
    before: before.get(name) ?? null,
    after: after.get(name) ?? null,
    hasBaseline: earlier !== null,
  }))
}

/** null: there is nothing earlier to compare with. */
async function earlierReference(
  declared: { readonly text: string; readonly where: string },
  revision: Revision | null,
  repository: Request['repository'],
): Promise<Reference | null> {
  if (revision === null || typeof revision === 'string' || repository === null) return null
  const reference = await referenceAt(declared, revision, repository)
  return reference?.kind === 'git' ? reference : null
}

/** By the part of the path that a glob leaves open; '' for a plain path. None where nothing is there. */
async function filesOf(reference: Reference, where: string, { repository, resolver }: Request): Promise<Map<string, ResolvedFile>> {
  if (reference.kind === 'git' && repository !== null && /^[0-9a-f]{40,64}$/.test(reference.revision)) {
    if ((await matchInCommit(repository, reference.revision, reference.path)).length === 0) return new Map()
  }
  try {
    const { files } = await resolver.resolveAll(reference, { role: 'file that serves the model', where })
    return new Map(files.map((file) => [nameOf(reference, file), file]))
  } catch (cause) {
    if (cause instanceof MeasurementError && cause.reasonCode === 'REFERENCE_NOT_FOUND') return new Map()
    throw cause
  }
}

function nameOf(reference: Reference, { reference: text }: ResolvedFile): string {
  if (!('glob' in reference) || !reference.glob) return ''
  const { folder } = splitGlob(reference.path)
  const path = reference.kind === 'git' ? text.slice(`git:${reference.revision}:`.length) : text
  return folder === '' ? path : path.slice(folder.length + 1)
}

function notThere(text: string, where: string): MeasurementError {
  return new MeasurementError(
    'REFERENCE_NOT_FOUND',
    `${where}: \`${text}\` names no file, neither now nor at the baseline's commit`,
    'Correct the path: it is relative to the policy.',
  )
}
