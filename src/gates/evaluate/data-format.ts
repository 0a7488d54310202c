import { closeSync, openSync, readSync } from 'node:fs'
import { extname } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { DataSpec, ResolvedFile } from '../../sources/scored-rows.ts'

export type DataFormat = DataSpec['format']

const FORMATS: Readonly<Record<string, DataFormat>> = {
  '.parquet': 'parquet',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
}

/** What gzip and zstd files begin with (RFC 1952, RFC 8878); what is inside is told by a name only. */
const COMPRESSED = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])]
/** Blank lines before the first bracket of a JSON file are fewer than this. */
const HEAD_BYTES = 4096

/** By the names of the files, else by what they begin with: `run:` and some addresses tell nothing. @throws UsageError for a mixture */
export function formatOf(files: readonly ResolvedFile[], where: string): DataFormat {
  const formats = new Set(files.map((file) => formatByName(file.reference) ?? formatByContent(file.path)))
  const [format] = formats
  if (formats.size === 1 && format !== undefined && format !== null) return format
  throw new UsageError({
    where,
    found:
      formats.size === 1 ? `compressed data whose format its name does not tell (${files[0]?.reference})` : 'data files of several formats',
    expected: 'files that all end in .parquet, .csv, .tsv, .json, .jsonl or .ndjson, compressed (.gz, .zst) or not',
    remedy: 'Name the files so, or convert them.',
  })
}

/** A command's last word may end in .csv, and what it writes be something else. */
function formatByName(reference: string): DataFormat | undefined {
  if (reference.startsWith('run:')) return undefined
  const bare = reference.replace(/[#?].*$/, '').replace(/\.(gz|zst)$/i, '')
  return FORMATS[extname(bare).toLowerCase()]
}

function formatByContent(path: string): DataFormat | null {
  const head = readHead(path)
  if (COMPRESSED.some((magic) => head.subarray(0, magic.length).equals(magic))) return null
  const text = head.toString('utf8')
  if (text.startsWith('PAR1')) return 'parquet'
  return /^\uFEFF?\s*[[{]/.test(text) ? 'json' : 'csv'
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0))
  } finally {
    closeSync(file)
  }
}
