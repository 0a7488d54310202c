import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import type { Entry, ZipFile } from 'yauzl'

/** What an archive may be at most; it comes from a run that somebody else may control. */
export type ArchiveLimits = {
  readonly entries: number
  /** Of all files that are unpacked together, counted as they unpack: a header can lie. */
  readonly unpackedBytes: number
}

export type PackedFile = { readonly path: string; readonly content: string }

/** The archive is damaged, or not of the kind that may be read. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused'
}

/**
 * Text files of a zip archive whose last name matches, read into memory: nothing is written, so no path or link of the archive can
 * lead anywhere. Links, folders and devices are passed over; names with `..` or a root are refused with the whole archive.
 */
export async function readArchive(zip: Buffer, name: RegExp, limits: ArchiveLimits): Promise<readonly PackedFile[]> {
  const { fromBufferPromise } = await import('yauzl')
  const files: PackedFile[] = []
  let room = limits.unpackedBytes
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: false })
    if (archive.entryCount > limits.entries) throw new ArchiveRefused(`it has ${archive.entryCount} entries, more than ${limits.entries}`)
    for await (const entry of archive.eachEntry()) {
      if (!isFile(entry) || !name.test(basename(entry.fileName))) continue
      const bytes = await read(archive, entry, room, limits.unpackedBytes)
      room -= bytes.length
      files.push({ path: entry.fileName, content: bytes.toString('utf8') })
    }
  } catch (cause) {
    if (cause instanceof ArchiveRefused) throw cause
    throw new ArchiveRefused(cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause), { cause })
  }
  return files
}

/** The one regular file of an archive, as a stream; `artifact:` for a model names an artifact with a single file. */
export async function openOnlyFile(path: string, maxEntries: number): Promise<{ readonly path: string; readonly stream: Readable }> {
  const { openPromise } = await import('yauzl')
  try {
    const archive = await openPromise(path, { lazyEntries: true, autoClose: false })
    if (archive.entryCount > maxEntries) throw new ArchiveRefused(`it has ${archive.entryCount} entries, more than ${maxEntries}`)
    const found: Entry[] = []
    for await (const entry of archive.eachEntry()) if (isFile(entry)) found.push(entry)
    const [only, ...others] = found
    if (only === undefined || others.length > 0) {
      const names = found.slice(0, 5).map(({ fileName }) => fileName)
      throw new ArchiveRefused(`it has ${found.length} files (${names.join(', ')}${found.length > 5 ? ', …' : ''}), and one is needed`)
    }
    const stream = await archive.openReadStreamPromise(only)
    stream.once('close', () => archive.close())
    return { path: only.fileName, stream }
  } catch (cause) {
    if (cause instanceof ArchiveRefused) throw cause
    throw new ArchiveRefused(cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause), { cause })
  }
}

async function read(archive: ZipFile, entry: Entry, room: number, limit: number): Promise<Buffer> {
  const tooLarge = () => new ArchiveRefused(`its verdicts unpack to more than ${limit / 2 ** 20} MiB`)
  if (entry.uncompressedSize > room) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of await archive.openReadStreamPromise(entry)) {
    bytes += chunk.length
    if (bytes > room) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The upper half of the attributes is a Unix mode where the archive was made by Unix; 0 where it was not. */
function isFile({ fileName, externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE
  return !fileName.endsWith('/') && (type === REGULAR || type === 0)
}

const FILE_TYPE = 0o170000
const REGULAR = 0o100000
