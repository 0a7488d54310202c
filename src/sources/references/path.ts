import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { MeasurementError, UsageError } from '../../errors.ts'
import { type LfsPointer, MAX_POINTER_BYTES, readPointer } from '../git/lfs.ts'
import type { ResolvedFile } from '../scored-rows.ts'
import { listFolder, matchGlob, splitGlob } from './glob.ts'
import { resolvePointer } from './lfs.ts'
import { notFoundOnDisk } from './not-found.ts'
import type { Asked, Sources } from './sources.ts'
import { digestFile, storeStream } from './store.ts'

/** A file of the working tree, used where it lies; a Git LFS pointer's file is put into the scratch folder. */
export async function resolvePath(text: string, path: string, asked: Asked, sources: Sources): Promise<ResolvedFile> {
  const absolute = resolve(sources.folder, path)
  const pointer = await readPointerAt(absolute, text, asked, sources.folder)
  if (pointer === null) return { reference: text, path: absolute, ...(await digestFile(absolute, sources.signal)) }
  const target = join(placeFor(dirname(absolute), sources), basename(absolute))
  return { reference: text, path: target, ...(await resolvePointer(pointer, text, asked, sources, target)) }
}

/** The names that a glob matches, from the folder of the policy; a file that is called just so comes first. */
export async function expandPath(path: string, asked: Asked, sources: Sources): Promise<readonly string[]> {
  if (await isFile(resolve(sources.folder, path))) return [path]
  const { folder, pattern } = splitGlob(path)
  const start = folder === '' && path.startsWith('/') ? '/' : folder
  const absolute = resolve(sources.folder, start)
  const names = await listFolder(absolute, pattern.includes('/')).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw await notFoundOnDisk(path, asked, absolute, sources.folder)
    throw error
  })
  const matches = matchGlob(pattern, names)
  if (matches.length === 0) throw await notFoundOnDisk(path, asked, join(absolute, pattern), sources.folder)
  return matches.map((name) => (start === '' ? name : `${start.replace(/\/$/, '')}/${name}`))
}

/**
 * A model and the side files it reads (`names`, checked by the caller), all in one folder: where they lie, or copied together
 * when one of them is a pointer. A symlink that leaves the model's folder is refused.
 */
export async function resolveBeside(model: ResolvedFile, original: string, names: readonly string[], asked: Asked, sources: Sources) {
  const folder = dirname(original)
  const home = await realpath(folder)
  const files: { name: string; path: string; pointer: LfsPointer | null }[] = []
  for (const name of names) {
    const path = join(folder, name)
    const pointer = await readPointerAt(path, name, asked, folder)
    const inside = relative(home, await realpath(path))
    if (isAbsolute(inside) || inside.split(sep)[0] === '..') throw readsOutside(name, asked)
    files.push({ name, path, pointer })
  }
  const stays = model.path === original && files.every(({ pointer }) => pointer === null)
  const place = stays ? folder : placeFor(folder, sources)
  const moved =
    stays || model.path !== original ? model : { ...model, path: await copyInto(original, join(place, basename(original)), sources) }
  const siblings: ResolvedFile[] = []
  for (const { name, path, pointer } of files) {
    const target = join(place, name)
    if (pointer !== null) siblings.push({ reference: name, path: target, ...(await resolvePointer(pointer, name, asked, sources, target)) })
    else
      siblings.push({
        reference: name,
        path: stays ? path : await copyInto(path, target, sources),
        ...(await digestFile(path, sources.signal)),
      })
  }
  return { model: moved, siblings }
}

export function readsOutside(name: string, { where, role }: Asked): MeasurementError {
  return new MeasurementError(
    'MODEL_READS_OUTSIDE',
    `${where}: the ${role} reads \`${name}\`, which is not in its own folder`,
    'Do not trust the file; export the model with its weights beside it.',
  )
}

/** One scratch folder for each folder of the working tree, so that a model and its side files meet again. */
function placeFor(folder: string, sources: Sources): string {
  return join(sources.scratch, 'tree', createHash('sha256').update(folder).digest('hex').slice(0, 16))
}

async function copyInto(from: string, target: string, sources: Sources): Promise<string> {
  const { signal } = sources
  await storeStream(
    { open: () => ({ stream: createReadStream(from) }), maxBytes: sources.maxBytes, ...(signal === undefined ? {} : { signal }) },
    target,
  )
  return target
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

/** The pointer that stands at a path, null when the file itself does. */
async function readPointerAt(path: string, text: string, asked: Asked, base: string): Promise<LfsPointer | null> {
  try {
    // Before opening: a pipe would hold us until somebody writes to it.
    const found = await stat(path)
    if (!found.isFile()) throw notAFile(text, asked, found.isDirectory())
    await access(path, constants.R_OK)
    return found.size < MAX_POINTER_BYTES ? readPointer(await readFile(path)) : null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === null) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') throw await notFoundOnDisk(text, asked, path, base)
    const message = `${asked.where}: the ${asked.role} \`${text}\` cannot be opened (${code})`
    throw new MeasurementError('REFERENCE_NOT_FOUND', message, 'Check its permissions.', { cause: error })
  }
}

function notAFile(text: string, { where, role }: Asked, isFolder: boolean): UsageError {
  return new UsageError({
    where,
    found: isFolder ? `the folder \`${text}\`` : `\`${text}\`, which is not a regular file`,
    expected: `a file for the ${role}`,
    remedy: isFolder ? `Name a file in it, or for data all of them: \`${text.replace(/\/$/, '')}/*.parquet\`.` : 'Name a regular file.',
  })
}
