import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MeasurementError, UsageError } from '../../errors.ts'
import { packageVersion } from './load.ts'
import { npmCi } from './npm-ci.ts'
import { currentPlatform, type Platform, requireSupported } from './platform.ts'

const PACKAGES = ['@duckdb/node-api', 'onnxruntime-node']
/** A temporary folder older than this belongs to an installer that was killed. Installing takes a minute or two. */
const ABANDONED_MS = 60 * 60 * 1000

export type InstallOptions = {
  /** A folder that the caller prepared (input `runtime`, SLUICE_RUNTIME); nothing is installed then. */
  readonly prepared?: string
  /** Holds package.json and package-lock.json of the native packages. */
  readonly manifestFolder: string
  /** Survives between runs: the runner's tool cache, or the user's cache folder. */
  readonly cacheFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Called once, before the download starts. */
  readonly onInstall?: (folder: string) => void
}

/**
 * The folder that onnxruntime and DuckDB are loaded from: the prepared one, else one below `cacheFolder` that is named by the
 * lock and the platform, installed now if this is the first use. It appears by one rename, so that installers may race and a
 * killed one leaves nothing that looks complete.
 *
 * @throws UsageError for a prepared folder that lacks a package
 * @throws MeasurementError RUNTIME_NOT_READY
 */
export async function installRuntime(options: InstallOptions): Promise<string> {
  if (options.prepared !== undefined && options.prepared !== '') return checkPrepared(options.prepared)
  const platform = currentPlatform()
  requireSupported(platform)
  const folder = await folderOf(options, platform)
  if (isComplete(folder)) return folder
  options.onInstall?.(folder)
  const root = dirname(folder)
  await mkdir(root, { recursive: true })
  await removeAbandoned(root)
  const draft = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    await mkdir(draft)
    for (const file of ['package.json', 'package-lock.json']) await copyFile(join(options.manifestFolder, file), join(draft, file))
    await npmCi(draft, options)
    await removeForeignBinaries(draft, platform)
    if (!isComplete(draft)) throw notReady('npm finished without installing them', undefined)
    await moveIntoPlace(draft, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return folder
}

/** Where the native packages are; null before their first use. */
export async function findRuntime(options: Pick<InstallOptions, 'prepared' | 'manifestFolder' | 'cacheFolder'>): Promise<string | null> {
  const { prepared = '' } = options
  const folder = prepared === '' ? await folderOf(options, currentPlatform()) : prepared
  return isComplete(folder) ? folder : null
}

function checkPrepared(folder: string): string {
  const missing = PACKAGES.filter((name) => packageVersion(folder, name) === null)
  if (missing.length === 0) return folder
  throw new UsageError({
    where: '--runtime (SLUICE_RUNTIME)',
    found: `the folder ${folder} without ${missing.map((name) => `node_modules/${name}`).join(' and ')}`,
    expected: 'a folder in which npm installed the native packages',
    remedy: "Copy Sluice's runtime/package.json and package-lock.json there and run `npm ci --ignore-scripts` on this platform.",
  })
}

/** Another lock, platform or architecture is another folder; 16 hex digits of SHA-256 are enough to tell them apart. */
async function folderOf(
  { cacheFolder, manifestFolder }: Pick<InstallOptions, 'cacheFolder' | 'manifestFolder'>,
  { platform, arch }: Platform,
): Promise<string> {
  const lock = await readFile(join(manifestFolder, 'package-lock.json'))
  const name = `${createHash('sha256').update(lock).digest('hex').slice(0, 16)}-${platform}-${arch}`
  return join(cacheFolder, 'sluice-runtime', name)
}

function isComplete(folder: string): boolean {
  return PACKAGES.every((name) => packageVersion(folder, name) !== null)
}

/** onnxruntime-node brings every platform's binaries, 288 MB; only this one's 46 MB (Linux x64) are kept. */
async function removeForeignBinaries(folder: string, { platform, arch }: Platform): Promise<void> {
  const binaries = join(folder, 'node_modules', 'onnxruntime-node', 'bin')
  for (const api of await readdir(binaries)) {
    for (const system of await readdir(join(binaries, api))) {
      for (const cpu of await readdir(join(binaries, api, system))) {
        if (system !== platform || cpu !== arch) await rm(join(binaries, api, system, cpu), { recursive: true })
      }
    }
  }
}

/** Rename first, look later: what another installer finished meanwhile is as good, and may already be in use. */
async function moveIntoPlace(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder)
  } catch (cause) {
    if (isComplete(folder)) return
    // A damaged folder (a cache restored by halves) gives way.
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder).catch(() => {
      if (!isComplete(folder)) throw notReady(`they could not be moved to ${folder}`, cause)
    })
  }
}

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name)
    const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now())
    if (name.endsWith('.tmp') && age > ABANDONED_MS) await rm(path, { recursive: true, force: true })
  }
}

function notReady(why: string, cause: unknown): MeasurementError {
  return new MeasurementError(
    'RUNTIME_NOT_READY',
    `onnxruntime and DuckDB could not be installed: ${why}`,
    'Delete the folder sluice-runtime in the tool cache and run again.',
    { cause },
  )
}
