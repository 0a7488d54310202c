import type { ResolvedFile } from '../scored-rows.ts'
import type { Connection } from './duckdb.ts'
import { selectRow, textOf } from './query.ts'
import { quoteText, quoteTexts } from './sql.ts'
import type { CsvDialect } from './table.ts'

/** What DuckDB makes of a name that came before: `y` becomes `y_1`. */
const RENAMED = /_\d+$/

/** The options of read_csv that say how a file is cut into fields. */
export function dialectOptions(dialect: CsvDialect, header: boolean): readonly string[] {
  return [
    'auto_detect = false',
    `delim = ${quoteText(dialect.delimiter)}`,
    `quote = ${quoteText(dialect.quote)}`,
    `escape = ${quoteText(dialect.escape)}`,
    `header = ${header}`,
    `skip = ${dialect.skipLines}`,
  ]
}

/** Positions of the columns whose name stands more than once in the header line; DuckDB renames all but the first without a word. */
export async function repeatedColumns(
  connection: Connection,
  file: ResolvedFile,
  dialect: CsvDialect,
  names: readonly string[],
): Promise<ReadonlySet<number>> {
  if (!dialect.header || !names.some((name) => RENAMED.test(name))) return new Set()
  const fields = names.map((_, index) => `'f${index}': 'VARCHAR'`).join(', ')
  const options = [...dialectOptions(dialect, false), `columns = {${fields}}`].join(', ')
  const row = await selectRow(connection, `FROM read_csv(${quoteTexts([file.path])}, ${options}) LIMIT 1`)
  const written = names.map((_, index) => textOf(row, `f${index}`))
  const repeated = written.flatMap((name, index) => (name !== null && written.indexOf(name) !== written.lastIndexOf(name) ? [index] : []))
  return new Set(repeated)
}

/**
 * Where one line has a field too many or too few, DuckDB's guess is a table of one column that holds whole lines. Reading it as the
 * header line is written finds that line.
 *
 * @throws what DuckDB says of the line
 */
export async function findRaggedLine(
  connection: Connection,
  file: ResolvedFile,
  dialect: CsvDialect,
  names: readonly string[],
): Promise<void> {
  const [only = '', ...more] = names
  const delimiter = [',', ';', '\t'].find((mark) => mark !== dialect.delimiter && only.includes(mark))
  if (more.length > 0 || delimiter === undefined) return
  const fields = only.split(delimiter).map((_, index) => `'f${index}': 'VARCHAR'`)
  const cut = dialectOptions({ ...dialect, delimiter }, true)
  const options = [...cut, `columns = {${fields.join(', ')}}`].join(', ')
  await selectRow(connection, `SELECT count(f0) FROM read_csv(${quoteTexts([file.path])}, ${options})`)
}
