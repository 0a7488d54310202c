import { createHash } from 'node:crypto'
import { lstat, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { UsageError } from '../../errors.ts'
import { parseVerdict } from '../../judge/verdict.ts'
import type { Handed } from '../../report/settle.ts'
import { ArchiveRefused, readArchive } from '../../sources/references/archive.ts'
import { type Artifact, type Artifacts, ArtifactsRefused } from '../../sources/references/artifacts.ts'
import { listFolder, matchGlob, splitGlob } from '../../sources/references/glob.ts'

export type GatherRequest = {
  /** The input, one name a line or separated by commas; null for the default. */
  readonly verdicts: string | null
  readonly out: string
  readonly cwd: string
  /** Verdicts are another run's: files of this job's folders have no say. */
  readonly onlyArtifacts: boolean
  readonly artifacts: () => Promise<Artifacts>
}

export type Gathered = {
  readonly handed: readonly Handed[]
  /** What was looked for and is not there, in words: hostile text. */
  readonly notes: readonly string[]
}

/** Verdicts are a few kilobytes; thousands of slices make a megabyte. */
const MAX_FILE_BYTES = 5 * 2 ** 20
const MAX_ARCHIVE_BYTES = 5 * 2 ** 20
const ARCHIVE_LIMITS = { entries: 200, unpackedBytes: 20 * 2 ** 20 }
const MOST_ARTIFACTS = 50
const MOST_FILES = 200

/** What the templates upload. */
const DEFAULT_ARTIFACTS = 'artifact:sluice*'
const VERDICT_FILE = /\.verdict\.json$/
/** Of an archive only such names are opened at all. */
const VERDICT_IN_ARCHIVE = /^[A-Za-z0-9._-]+\.(evaluate|diff|benchmark|rollout)\.verdict\.json$/

/** The verdicts that the input names: files, folders, globs, artifacts. What cannot be read is handed in too, as that. */
export async function gatherVerdicts(request: GatherRequest): Promise<Gathered> {
  const { onlyArtifacts, out } = request
  const names = listed(request.verdicts ?? (onlyArtifacts ? DEFAULT_ARTIFACTS : out))
  const found: Handed[] = []
  const notes: string[] = []
  for (const name of names) {
    const isArtifact = name.startsWith('artifact:')
    if (onlyArtifacts && !isArtifact) throw fileOfAnotherRun(name)
    if (!isArtifact) refuseScheme(name)
    const handed = isArtifact ? await fromArtifacts(name.slice('artifact:'.length), request) : await fromFiles(name, request)
    if (handed.length === 0) notes.push(`\`${name}\` holds no verdict file.`)
    found.push(...handed)
  }
  return { handed: found, notes }
}

export function listed(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

async function fromFiles(name: string, { cwd }: GatherRequest): Promise<Handed[]> {
  const handed: Handed[] = []
  for (const path of (await filesOf(name, cwd)).slice(0, MOST_FILES)) handed.push(await fromFile(path, cwd))
  return handed
}

async function fromFile(path: string, cwd: string): Promise<Handed> {
  const file = resolve(cwd, path)
  const { size } = await stat(file)
  if (size > MAX_FILE_BYTES)
    return { kind: 'unreadable', origin: path, why: `it has ${megabytes(size)} MiB, more than ${megabytes(MAX_FILE_BYTES)}.` }
  return read(path, await readFile(file, 'utf8'))
}

/** Paths relative to `cwd`: the file itself, the verdicts below a folder, or what a glob matches. */
async function filesOf(name: string, cwd: string): Promise<readonly string[]> {
  const kind = await lstat(resolve(cwd, name)).catch(() => null)
  if (kind?.isFile()) return [name]
  if (kind?.isDirectory())
    return (await listFolder(resolve(cwd, name), true)).filter((path) => VERDICT_FILE.test(path)).map((path) => join(name, path))
  const { folder, pattern } = splitGlob(name)
  const names = await listFolder(resolve(cwd, folder), true).catch(() => [])
  return matchGlob(pattern, names)
    .filter((path) => VERDICT_FILE.test(path))
    .map((path) => join(folder, path))
}

async function fromArtifacts(pattern: string, request: GatherRequest): Promise<Handed[]> {
  const artifacts = await request.artifacts()
  const all = await listOrRefusal(artifacts)
  // Without the list nobody knows what is missing: an error of its own, with the permission to add.
  if (all instanceof ArtifactsRefused) return [{ kind: 'unreadable', origin: `artifact:${pattern}`, why: `${all.message}. ${all.remedy}` }]
  const matching = new Set(
    matchGlob(
      pattern,
      all.map(({ name }) => name),
    ),
  )
  const handed: Handed[] = []
  for (const artifact of all.filter(({ name }) => matching.has(name)).slice(0, MOST_ARTIFACTS)) {
    handed.push(...(await fromArtifact(artifact, artifacts)))
  }
  return handed
}

async function listOrRefusal(artifacts: Artifacts): Promise<readonly Artifact[] | ArtifactsRefused> {
  try {
    return await artifacts.list()
  } catch (error) {
    if (error instanceof ArtifactsRefused) return error
    throw error
  }
}

/** One that is damaged, too large or withheld hides its verdicts, not the others'. */
async function fromArtifact(artifact: Artifact, artifacts: Artifacts): Promise<Handed[]> {
  const origin = `artifact:${artifact.name}`
  try {
    if (artifact.bytes > MAX_ARCHIVE_BYTES)
      throw new ArchiveRefused(
        `it has ${megabytes(artifact.bytes)} MiB, more than ${megabytes(MAX_ARCHIVE_BYTES)}: upload the verdicts apart from large files`,
      )
    const zip = await buffer(await artifacts.download(artifact, MAX_ARCHIVE_BYTES))
    const files = await readArchive(zip, VERDICT_IN_ARCHIVE, ARCHIVE_LIMITS)
    return files.map(({ path, content }) => read(`${origin}/${path}`, content))
  } catch (error) {
    if (error instanceof ArchiveRefused) return [{ kind: 'unreadable', origin, why: `${error.message}.` }]
    if (error instanceof ArtifactsRefused) return [{ kind: 'unreadable', origin, why: `${error.message}. ${error.remedy}` }]
    throw error
  }
}

function read(origin: string, json: string): Handed {
  try {
    return { kind: 'verdict', origin, verdict: parseVerdict(json, origin), sha256: createHash('sha256').update(json).digest('hex') }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { kind: 'unreadable', origin, why: `${error.found}; expected ${error.expected}.` }
  }
}

function megabytes(bytes: number): number {
  return Number((bytes / 2 ** 20).toPrecision(2))
}

function refuseScheme(name: string): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(name)?.[1]
  if (scheme === undefined) return
  throw new UsageError({
    where: '--verdicts',
    found: `the scheme \`${scheme}:\``,
    expected: 'files, folders, globs or `artifact:<name>`',
    remedy: 'Fetch the files in a step before, and name their folder.',
  })
}

function fileOfAnotherRun(name: string): UsageError {
  return new UsageError({
    where: '--verdicts',
    found: `\`${name}\` in a workflow_run event`,
    expected: 'only artifacts of the run that triggered, such as `artifact:sluice*`',
    remedy: 'Files of this job say nothing about that run; leave the input out for `artifact:sluice*`.',
  })
}
