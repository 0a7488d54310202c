import { type FileHandle, open } from 'node:fs/promises'
import { MeasurementError } from '../../errors.ts'
import type { DataSpec, ResolvedFile } from '../scored-rows.ts'
import { dataInvalid } from './data-invalid.ts'

/** What a Git LFS pointer begins with (git-lfs spec v1). */
const LFS_POINTER_START = 'version https://git-lfs.github.com/spec/'
/** A Parquet file begins and ends with these four bytes (Apache Parquet format, "File format"). */
const PARQUET_MAGIC = 'PAR1'
/** Pointers are shorter than this; it also holds the object id. */
const HEAD_BYTES = 512

/** Refuses what no reader can say clearly: an LFS pointer, an empty file, a Parquet file that is none or is cut off. */
export async function checkFile(file: ResolvedFile, format: DataSpec['format']): Promise<void> {
  const handle = await open(file.path).catch((cause: unknown) => {
    throw dataInvalid({
      file: file.reference,
      found: 'no readable file',
      expected: 'the data',
      remedy: 'Check the path and the checkout.',
      cause,
    })
  })
  try {
    await checkBytes(handle, file, format)
  } finally {
    await handle.close()
  }
}

async function checkBytes(handle: FileHandle, { reference: file, path }: ResolvedFile, format: DataSpec['format']): Promise<void> {
  const { size } = await handle.stat()
  if (size === 0) {
    throw dataInvalid({
      file,
      found: 'an empty file (0 bytes)',
      expected: 'data',
      remedy: 'Write the file again; the job that made it probably failed.',
    })
  }
  const head = await readText(handle, 0, HEAD_BYTES)
  if (head.startsWith(LFS_POINTER_START)) {
    const oid = /^oid (\S+)$/m.exec(head)?.[1] ?? 'unknown'
    throw new MeasurementError(
      'LFS_POINTER',
      `${file}: this is a Git LFS pointer (${oid}), not the data`,
      'Fetch it with `git lfs pull`, or set `lfs: true` on actions/checkout.',
    )
  }
  if (format !== 'parquet') return refuseBinary(head, file, path)
  if (!head.startsWith(PARQUET_MAGIC)) {
    throw dataInvalid({
      file,
      found: 'a file that is not Parquet',
      expected: 'Parquet',
      remedy: 'Write it as Parquet, or name it .csv or .jsonl if it is one.',
    })
  }
  const tail = await readText(handle, Math.max(0, size - PARQUET_MAGIC.length), PARQUET_MAGIC.length)
  if (tail !== PARQUET_MAGIC) {
    throw dataInvalid({
      file,
      found: 'a Parquet file without its end',
      expected: 'a whole file',
      remedy: 'It was cut off while written or copied: write or fetch it again.',
    })
  }
}

/** First bytes of what a text file must be named after to be read (RFC 1952, RFC 8878). */
const COMPRESSED = [
  { magic: '\x1f\x8b', kind: 'gzip', ending: '.gz' },
  { magic: '\x28\xb5\x2f\xfd', kind: 'zstd', ending: '.zst' },
] as const

/** CSV and JSON in UTF-8 hold no zero byte; what is compressed is told by the end of the path, as DuckDB does. */
function refuseBinary(head: string, file: string, path: string): void {
  const compressed = COMPRESSED.find(({ magic }) => head.startsWith(magic))
  const named = COMPRESSED.find(({ ending }) => path.toLowerCase().endsWith(ending))
  if (compressed !== undefined && named === compressed) return
  if (compressed === undefined && named === undefined && !head.includes('\0')) return
  throw dataInvalid({
    file,
    found: compressed === undefined ? 'bytes that are no text' : `a file compressed by ${compressed.kind}`,
    expected: named === undefined ? 'text' : `a file compressed by ${named.kind}, as its name says`,
    remedy:
      compressed === undefined
        ? 'Name a file of CSV or JSON in UTF-8, or of Parquet (.parquet).'
        : `Name it ${compressed.ending} at the end, or decompress it.`,
  })
}

async function readText(handle: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('latin1', 0, bytesRead)
}
