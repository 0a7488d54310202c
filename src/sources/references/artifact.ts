import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { MeasurementError, UsageError } from '../../errors.ts'
import type { ResolvedFile } from '../scored-rows.ts'
import { ArchiveRefused, openOnlyFile } from './archive.ts'
import { type Artifact, type Artifacts, ArtifactsRefused } from './artifacts.ts'
import type { Reference } from './parse.ts'
import type { Asked, Sources } from './sources.ts'
import { storeStream } from './store.ts'

type ArtifactName = Extract<Reference, { kind: 'artifact' }>

/** An artifact for a model or data holds one file; folders of many are for a step that downloads them. */
const MAX_ENTRIES = 1_000

/** The one file of an artifact of this run, the newest of that name. */
export async function resolveArtifact({ text, name }: ArtifactName, asked: Asked, sources: Sources): Promise<ResolvedFile> {
  const open = sources.artifacts
  if (open === undefined) throw outsideRun(text, asked)
  const folder = join(sources.scratch, 'artifact', createHash('sha256').update(name).digest('hex').slice(0, 16))
  const packed = join(folder, 'archive.zip')
  const { maxBytes, signal } = sources
  const limits = { maxBytes, ...(signal === undefined ? {} : { signal }) }
  try {
    const artifacts = await open()
    const artifact = find(name, await artifacts.list(), text, asked)
    const body = await artifacts.download(artifact, maxBytes)
    await storeStream({ ...limits, open: () => ({ stream: body }) }, packed)
    const { path, stream } = await openOnlyFile(packed, MAX_ENTRIES)
    const file = join(folder, 'file', basename(path))
    return { reference: text, path: file, ...(await storeStream({ ...limits, open: () => ({ stream }) }, file)) }
  } catch (error) {
    throw explained(error, text, asked)
  } finally {
    await rm(packed, { force: true })
  }
}

function find(name: string, all: readonly Artifact[], text: string, { where, role }: Asked): Artifact {
  const newest = all.find((artifact) => artifact.name === name)
  if (newest !== undefined) return newest
  const names = [...new Set(all.map((artifact) => artifact.name))].slice(0, 10)
  throw new MeasurementError(
    'REFERENCE_NOT_FOUND',
    `${where}: the ${role} \`${text}\` is no artifact of this run${names.length === 0 ? ', which has none' : `; it has ${names.join(', ')}`}`,
    'Correct the name, and let this job wait (`needs`) for the one that uploads it.',
  )
}

function explained(error: unknown, text: string, { where, role }: Asked): unknown {
  const problem = (why: string, remedy: string) =>
    new MeasurementError('REFERENCE_NOT_FOUND', `${where}: the ${role} \`${text}\` could not be had: ${why}`, remedy, { cause: error })
  if (error instanceof ArtifactsRefused) return problem(error.message, error.remedy)
  if (error instanceof ArchiveRefused) return problem(error.message, 'Upload an artifact that holds the one file.')
  return error
}

function outsideRun(text: string, { where }: Asked): UsageError {
  return new UsageError({
    where,
    found: `\`${text}\` without a run of GitHub Actions, or without a token`,
    expected: 'a runner, and a token with `actions: read`',
    remedy:
      'On a terminal download it by `gh run download` and give its path; in a job set `github-token` and `permissions: actions: read`.',
  })
}

/** For whoever makes the sources: opened once, when the first artifact is asked for. */
export function openedOnce(open: () => Promise<Artifacts>): () => Promise<Artifacts> {
  let opened: Promise<Artifacts> | null = null
  return () => {
    opened ??= open()
    return opened
  }
}
