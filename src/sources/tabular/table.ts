import type { DataSpec, ResolvedFile } from '../scored-rows.ts'
import { dataInvalid, missingColumn } from './data-invalid.ts'
import type { Database } from './database.ts'
import type { Connection } from './duckdb.ts'
import { quoteName } from './sql.ts'

export type ColumnKind = 'integer' | 'float' | 'boolean' | 'text' | 'other'

export type Column = {
  readonly name: string
  /** DuckDB's name of the type; of a CSV column, what its text looks like. */
  readonly type: string
  readonly kind: ColumnKind
  /** False only where the file promises it (a REQUIRED column of a Parquet file). */
  readonly nullable: boolean
  /** SQL of the value as the file's text; of CSV the very characters. */
  readonly text: string
  /** SQL that a cast to a number or boolean starts from; of CSV text, so that no sniffed type rounds or cuts. */
  readonly value: string
  /** Its name stands more than once in the file, so that nobody knows which of them is meant. */
  readonly repeated?: true
}

export type CsvDialect = {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly header: boolean
  readonly skipLines: number
  readonly dateFormat: string | null
  readonly timestampFormat: string | null
}

/** An open table: one or several files of one format, read in the order given. */
export type Table = {
  readonly files: readonly ResolvedFile[]
  readonly format: DataSpec['format']
  readonly columns: readonly Column[]
  /** Where the format says it without reading the rows (Parquet). */
  readonly rows: number | null
  readonly csv: CsvDialect | null
  readonly database: Database
  readonly connection: Connection
  /** FROM clause under the name `data`; of some of the files to look for a row in each. */
  source(files?: readonly ResolvedFile[]): string
  close(): void
}

/** @throws MeasurementError naming the nearest column, or where there are two of the name */
export function columnOf(table: Table, name: string, use: string): Column {
  const column = table.columns.find((known) => known.name === name)
  if (column !== undefined) return onlyOne(table, column)
  const names = table.columns.map((known) => known.name)
  throw missingColumn(fileNames(table), name, use, names, table.csv?.header === false)
}

export function onlyOne(table: Pick<Table, 'files'>, column: Column): Column {
  if (column.repeated === undefined) return column
  throw dataInvalid({
    file: fileNames(table),
    column: column.name,
    found: 'a name that stands more than once in the header line',
    expected: 'each column that is used to have a name of its own',
    remedy: 'Take the other one out of the file, or give it another name.',
  })
}

/** For messages about all files of a table: the first one's name, and how many more there are. */
export function fileNames(table: Pick<Table, 'files'>): string {
  const [first, ...more] = table.files
  return `${first?.reference ?? 'no file'}${more.length === 0 ? '' : ` and ${more.length} more`}`
}

export function kindOf(type: string): ColumnKind {
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 'integer'
  if (/^(FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/.test(type)) return 'float'
  if (type === 'BOOLEAN') return 'boolean'
  return /^(VARCHAR|UUID|JSON|ENUM\(.*\))$/s.test(type) ? 'text' : 'other'
}

/** @param value SQL of it, where it is no column by itself */
export function plainColumn(name: string, type: string, nullable: boolean, value: string = quoteName(name)): Column {
  const text = type === 'JSON' ? `(${value} ->> '$')` : type === 'VARCHAR' ? value : `CAST(${value} AS VARCHAR)`
  return { name, type, kind: kindOf(type), nullable, text, value }
}
