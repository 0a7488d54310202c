import type { ResolvedFile } from '../scored-rows.ts'
import { dialectOptions, findRaggedLine, repeatedColumns } from './csv-header.ts'
import { dataInvalid } from './data-invalid.ts'
import type { Connection } from './duckdb.ts'
import { numberOf, type Row, selectRow, textOf } from './query.ts'
import { quoteName, quoteText, quoteTexts } from './sql.ts'
import { type Column, type CsvDialect, kindOf } from './table.ts'

/** Rows from which dialect and types are guessed; a wrong guess of a type is an error later, never a rounded number. */
const SNIFFED_ROWS = 20_480
/** Beside each typed column stands its text, under a name that no header line has by accident. */
const TEXT_PREFIX = 'sluice text of '

export type CsvSource = {
  readonly dialect: CsvDialect
  readonly columns: readonly Column[]
  source(files: readonly ResolvedFile[]): string
}

type Sniffed = {
  readonly dialect: CsvDialect
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly repeated: ReadonlySet<number>
}

/**
 * Reads all columns as text and casts after: DuckDB types a CSV column by its first rows and by what the query does with it,
 * and would round 1.5 to 2 where the first rows hold whole numbers.
 */
export async function sniffCsv(connection: Connection, files: readonly ResolvedFile[]): Promise<CsvSource> {
  const sniffed: Sniffed[] = []
  for (const file of files) sniffed.push(await sniffFile(connection, file))
  const [first, ...others] = sniffed
  if (first === undefined) throw new Error('sniffCsv needs a file')
  others.forEach((other, index) => {
    refuseOtherHeader(files, first, other, index + 1)
    refuseOtherSkip(files, first, other, index + 1)
  })
  const { dialect } = first
  const columns = first.columns.map(({ name }, index): Column => {
    const types = new Set(sniffed.map((file) => file.columns[index]?.type ?? 'VARCHAR'))
    const type = commonType([...types])
    const text = quoteName(TEXT_PREFIX + name)
    const column = { name, type, kind: kindOf(type), nullable: true, text, value: text }
    return sniffed.some(({ repeated }) => repeated.has(index)) ? { ...column, repeated: true } : column
  })
  return { dialect, columns, source: (some) => csvSource(dialect, columns, some) }
}

async function sniffFile(connection: Connection, file: ResolvedFile): Promise<Sniffed> {
  const row = await selectRow(connection, `FROM sniff_csv(${quoteText(file.path)}, sample_size = ${SNIFFED_ROWS})`)
  const dialect = {
    delimiter: textOf(row, 'Delimiter') ?? ',',
    // A file whose first rows need no quotes may need them later; RFC 4180 knows no other quote.
    quote: orDoubleQuote(textOf(row, 'Quote')),
    escape: orDoubleQuote(textOf(row, 'Escape')),
    header: row['HasHeader'] === true,
    skipLines: numberOf(row, 'SkipRows'),
    dateFormat: textOf(row, 'DateFormat'),
    timestampFormat: textOf(row, 'TimestampFormat'),
  }
  const columns = sniffedColumns(row)
  const names = columns.map(({ name }) => name)
  await findRaggedLine(connection, file, dialect, names)
  return { dialect, columns, repeated: await repeatedColumns(connection, file, dialect, names) }
}

function orDoubleQuote(sniffed: string | null): string {
  return sniffed === null || sniffed.length !== 1 ? '"' : sniffed
}

function sniffedColumns(row: Row): Sniffed['columns'] {
  const columns = row['Columns']
  if (!Array.isArray(columns)) return []
  return columns.flatMap((column) => {
    if (column === null || typeof column !== 'object' || !('name' in column) || !('type' in column)) return []
    const { name, type } = column
    return typeof name === 'string' && typeof type === 'string' ? [{ name, type }] : []
  })
}

function refuseOtherHeader(files: readonly ResolvedFile[], first: Sniffed, other: Sniffed, index: number): void {
  const names = (sniffed: Sniffed): string => sniffed.columns.map((column) => column.name).join(', ')
  if (names(first) === names(other) && first.dialect.delimiter === other.dialect.delimiter) return
  throw dataInvalid({
    file: files[index]?.reference ?? '',
    found: `the columns ${names(other)} (delimiter ${JSON.stringify(other.dialect.delimiter)})`,
    expected: `those of ${files[0]?.reference ?? ''}: ${names(first)} (delimiter ${JSON.stringify(first.dialect.delimiter)})`,
    remedy: 'Write all files of the glob with the same header line, or use Parquet, which is read by name.',
  })
}

/** All files are read in one go, and a line skipped in one file would be a row of data in the other. */
function refuseOtherSkip(files: readonly ResolvedFile[], first: Sniffed, other: Sniffed, index: number): void {
  const linesOf = ({ dialect: { skipLines } }: Sniffed) => `${skipLines} ${skipLines === 1 ? 'line' : 'lines'}`
  if (first.dialect.skipLines === other.dialect.skipLines) return
  throw dataInvalid({
    file: files[index]?.reference ?? '',
    found: `${linesOf(other)} before the header line`,
    expected: `${linesOf(first)}, as in ${files[0]?.reference ?? ''}`,
    remedy: 'Take the comments and empty lines before the header line out of all files of the glob.',
  })
}

function commonType(types: readonly string[]): string {
  const [first] = types
  if (first !== undefined && types.length === 1) return first
  return types.every((type) => kindOf(type) === 'integer' || kindOf(type) === 'float') ? 'DOUBLE' : 'VARCHAR'
}

function csvSource(dialect: CsvDialect, columns: readonly Column[], files: readonly ResolvedFile[]): string {
  const all = columns.map((column) => `${quoteText(column.name)}: 'VARCHAR'`).join(', ')
  const options = [...dialectOptions(dialect, dialect.header), `columns = {${all}}`]
  const typed = columns.map((column) => `${typedValue(column, dialect)} AS ${quoteName(column.name)}`)
  const texts = columns.map((column) => `${quoteName(column.name)} AS ${column.text}`)
  const paths = quoteTexts(files.map((file) => file.path))
  return `(SELECT ${[...typed, ...texts].join(', ')} FROM read_csv(${paths}, ${options.join(', ')})) AS data`
}

/** The column as its sniffed type, for slices' conditions; a later row that does not fit is an error. */
function typedValue({ name, type, kind }: Column, dialect: CsvDialect): string {
  const text = quoteName(name)
  if (kind === 'integer') {
    const whole = `${text} IS NULL OR regexp_full_match(${text}, '\\s*[+-]?[0-9]+\\s*')`
    const complaint = `error('column ${name.replaceAll("'", "''")}: expected a whole number as in the first rows, found ' || ${text})`
    return `CASE WHEN ${whole} THEN CAST(${text} AS ${type}) ELSE ${complaint} END`
  }
  if (type === 'DATE' && dialect.dateFormat !== null) return `CAST(strptime(${text}, ${quoteText(dialect.dateFormat)}) AS DATE)`
  if (type === 'TIMESTAMP' && dialect.timestampFormat !== null) return `strptime(${text}, ${quoteText(dialect.timestampFormat)})`
  return type === 'VARCHAR' ? text : `CAST(${text} AS ${type})`
}
