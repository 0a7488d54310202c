import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { ArmName, DataSpec, ResolvedFile } from '../../src/sources/scored-rows.ts'
import type { Batch, ScanSummary, TabularRequest, TensorData } from '../../src/sources/tabular/batch.ts'
import { openTabular } from '../../src/sources/tabular/open-tabular.ts'
import { scanTabular } from '../../src/sources/tabular/scan-tabular.ts'
import { nativeDuckdb } from './native.ts'

export const OPTIONS = { threads: 2, memoryLimitBytes: 512 * 2 ** 20 }
const FIXTURES = resolve(__dirname, '../fixtures')
const folder = mkdtempSync(join(tmpdir(), 'sluice-tables-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

export function fileAt(path: string): ResolvedFile {
  return { reference: basename(path), path, sha256: '', bytes: 0 }
}

export function fixture(path: string): ResolvedFile {
  return fileAt(join(FIXTURES, path))
}

export function writtenFile(name: string, content: string | Uint8Array): ResolvedFile {
  const path = join(folder, name)
  writeFileSync(path, content)
  return fileAt(path)
}

/** A Parquet file (or CSV, JSON by its name) of a query's rows. */
export async function madeFile(name: string, sql: string): Promise<ResolvedFile> {
  const path = join(folder, name)
  const instance = await nativeDuckdb().DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${sql}) TO '${path}'`)
  connection.closeSync()
  instance.closeSync()
  return fileAt(path)
}

export function formatOf(file: ResolvedFile): DataSpec['format'] {
  return file.path.endsWith('.csv') ? 'csv' : /\.jsonl?$/.test(file.path) ? 'json' : 'parquet'
}

export type ScanWish = Partial<Omit<TabularRequest, 'data'>> & {
  readonly files: readonly ResolvedFile[]
  readonly data: Partial<DataSpec> & { readonly label: string }
}

export type Scanned = { readonly batches: readonly Batch[]; readonly summary: ScanSummary }

export async function scan({ files, data, ...wish }: ScanWish): Promise<Scanned> {
  const [first] = files
  const spec: DataSpec = { files, format: formatOf(first), slices: [], ...data }
  const request: TabularRequest = { task: 'binary-classification', tensors: {}, predictions: {}, batchRows: 1000, ...wish, data: spec }
  const alsoReads = Object.values(request.predictions).map((subject) => subject.file)
  const table = await openTabular(nativeDuckdb(), spec, { ...OPTIONS, alsoReads })
  try {
    const batches: Batch[] = []
    const generator = scanTabular(table, request)
    for (;;) {
      const step = await generator.next()
      if (step.done === true) return { batches, summary: step.value }
      // Tensors are packed anew for the batch after the next.
      batches.push({ ...step.value, tensors: structuredClone(step.value.tensors) })
    }
  } finally {
    table.close()
  }
}

/** One array of a field over all batches. */
export function joined(
  scanned: Scanned,
  field: (batch: Batch) => ArrayLike<number | bigint | string> | null,
): (number | bigint | string)[] {
  return scanned.batches.flatMap((batch) => Array.from(field(batch) ?? []))
}

export function tensor(arm: ArmName, name: string): (batch: Batch) => TensorData {
  return (batch) => batch.tensors[arm]?.[name] ?? []
}

export function sum(values: readonly (number | bigint | string)[]): number {
  return values.reduce<number>((total, value) => total + Number(value), 0)
}

/** How many rows each group of a slice has. */
export function groupSizes(scanned: Scanned, slice: number): Record<string, number> {
  const { groups } = scanned.summary.slices[slice]
  const codes = joined(scanned, (batch) => batch.slices[slice])
  return Object.fromEntries(groups.map((group, code) => [group, codes.filter((value) => value === code).length]))
}
