import { createReadStream } from 'node:fs'
import type { ResolvedFile } from '../../scored-rows.ts'

/** The first file that is not UTF-8, and what it seems to be; null when all are. Compressed files are left to their reader. */
export async function undecodableFile(
  files: readonly ResolvedFile[],
): Promise<{ readonly file: string; readonly encoding: string } | null> {
  for (const file of files) {
    const encoding = await otherEncoding(file.path)
    if (encoding !== null) return { file: file.reference, encoding }
  }
  return null
}

/** What gzip and zstd files begin with (RFC 1952, RFC 8878). */
const COMPRESSED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
]

async function otherEncoding(path: string): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isFirst = true
  const stream = createReadStream(path)
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) throw new Error('a stream of bytes')
      if (isFirst && COMPRESSED.some((magic) => magic.every((byte, index) => chunk[index] === byte))) return null
      if (isFirst && startsWithUtf16Mark(chunk)) return 'UTF-16'
      isFirst = false
      decoder.decode(chunk, { stream: true })
    }
    decoder.decode()
    return null
  } catch (cause) {
    // What the decoder refuses is a TypeError (Encoding Standard); anything else is the file system's.
    if (cause instanceof TypeError) return 'a single-byte encoding such as Windows-1252'
    return null
  } finally {
    stream.destroy()
  }
}

function startsWithUtf16Mark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
