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
    await checkBytes(handle, file.reference, format)
  } finally {
    await handle.close()
  }
}

async function checkBytes(handle: FileHandle, file: string, format: DataSpec['format']): Promise<void> {
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
  if (format !== 'parquet') return
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

async function readText(handle: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('latin1', 0, bytesRead)
}
