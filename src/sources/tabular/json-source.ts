import type { ResolvedFile } from '../scored-rows.ts'
import type { Connection } from './duckdb.ts'
import type { Opened } from './open-tabular.ts'
import { selectRows, textOf } from './query.ts'
import { quoteText, quoteTexts } from './sql.ts'
import { plainColumn } from './table.ts'

/**
 * Opens JSON lines, or one array of objects. All rows are looked at for the types, because DuckDB would round a 1.5 that comes
 * after the sampled rows to 2; afterwards the types are fixed.
 */
export async function openJson(connection: Connection, files: readonly ResolvedFile[]): Promise<Opened> {
  const paths = quoteTexts(files.map((file) => file.path))
  const described = await selectRows(connection, `DESCRIBE FROM read_json(${paths}, sample_size = -1)`)
  const columns = described.map((row) => plainColumn(textOf(row, 'column_name') ?? '', textOf(row, 'column_type') ?? '', true))
  const types = columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(type)}`).join(', ')
  return {
    columns,
    rows: null,
    csv: null,
    source: (some) => `read_json(${quoteTexts(some.map((file) => file.path))}, columns = {${types}}) AS data`,
  }
}
