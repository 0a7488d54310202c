import type { DataSpec, ResolvedFile } from '../scored-rows.ts'
import { checkFile } from './check-file.ts'
import { sniffCsv } from './csv-source.ts'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'
import type { Duckdb } from './duckdb.ts'
import { openJson } from './json-source.ts'
import { openParquet } from './parquet-source.ts'
import { readFailed } from './read-failed.ts'
import type { Column, CsvDialect, Table } from './table.ts'

export type OpenOptions = DatabaseOptions & {
  /** Other files that scans of this table may read: the files of predictions. */
  readonly alsoReads?: readonly ResolvedFile[]
}

/** What the three formats have in common after looking at their heads. */
export type Opened = {
  readonly columns: readonly Column[]
  readonly rows: number | null
  readonly csv: CsvDialect | null
  source(files: readonly ResolvedFile[]): string
}

/**
 * Opens evaluation data for reading: schema, nullability and, where free, the number of rows; no rows yet.
 *
 * @throws MeasurementError DATA_INVALID or LFS_POINTER
 */
export async function openTabular(duckdb: Duckdb, data: Pick<DataSpec, 'files' | 'format'>, options: OpenOptions): Promise<Table> {
  for (const file of data.files) await checkFile(file, data.format)
  const paths = [...data.files, ...(options.alsoReads ?? [])].map((file) => file.path)
  const database = await openDatabase(duckdb, paths, options)
  try {
    const table = await openTable(database, data)
    return { ...table, close: () => database.close() }
  } catch (cause) {
    database.close()
    throw cause
  }
}

/** A second table in the same database, such as predictions to join with; closed with the database. */
export async function openBeside(database: Database, data: Pick<DataSpec, 'files' | 'format'>): Promise<Table> {
  for (const file of data.files) await checkFile(file, data.format)
  return openTable(database, data)
}

async function openTable(database: Database, { files, format }: Pick<DataSpec, 'files' | 'format'>): Promise<Table> {
  const connection = await database.connect()
  try {
    const opened = await openFormat[format](connection, files)
    return {
      ...opened,
      files,
      format,
      database,
      connection,
      source: (some = files) => opened.source(some),
      close: () => connection.closeSync(),
    }
  } catch (cause) {
    throw readFailed({ files }, cause)
  }
}

const openFormat = {
  parquet: openParquet,
  json: openJson,
  csv: async (...args: Parameters<typeof sniffCsv>): Promise<Opened> => {
    const { dialect, columns, source } = await sniffCsv(...args)
    return { columns, rows: null, csv: dialect, source }
  },
}
