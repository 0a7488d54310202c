import type { ResolvedFile } from '../scored-rows.ts'
import { dataInvalid } from './data-invalid.ts'
import type { Connection } from './duckdb.ts'
import type { Opened } from './open-tabular.ts'
import { numberOf, selectRow, selectRows, textOf } from './query.ts'
import { quoteText, quoteTexts } from './sql.ts'
import { type Column, plainColumn } from './table.ts'

/** Opens Parquet files of one schema; each is read by column name. */
export async function openParquet(connection: Connection, files: readonly ResolvedFile[]): Promise<Opened> {
  const schemas: (readonly Column[])[] = []
  for (const file of files) schemas.push(await columnsOf(connection, file))
  const [first = [], ...others] = schemas
  others.forEach((other, index) => {
    refuseOtherSchema(files[0], files[index + 1], first, other)
  })
  const columns = first.map((column) => {
    const nullable = schemas.some((schema) => schema.find(({ name }) => name === column.name)?.nullable !== false)
    return { ...column, nullable }
  })
  const counted = await selectRow(connection, `SELECT sum(num_rows)::DOUBLE AS rows FROM parquet_file_metadata(${pathsOf(files)})`)
  return { columns, rows: numberOf(counted, 'rows'), csv: null, source }
}

function source(files: readonly ResolvedFile[]): string {
  return `read_parquet(${pathsOf(files)}, hive_partitioning = false) AS data`
}

function pathsOf(files: readonly ResolvedFile[]): string {
  return quoteTexts(files.map((file) => file.path))
}

async function columnsOf(connection: Connection, file: ResolvedFile): Promise<readonly Column[]> {
  const required = await requiredColumns(connection, file)
  const described = await selectRows(connection, `DESCRIBE FROM ${source([file])}`)
  return described.map((row) => {
    const name = textOf(row, 'column_name') ?? ''
    return plainColumn(name, textOf(row, 'column_type') ?? '', !required.has(name))
  })
}

/** DESCRIBE calls every Parquet column nullable; the schema tree, flattened depth first, says which are REQUIRED. */
async function requiredColumns(connection: Connection, file: ResolvedFile): Promise<ReadonlySet<string>> {
  const query = `SELECT name, repetition_type, coalesce(num_children, 0)::INTEGER AS children FROM parquet_schema(${quoteText(file.path)})`
  const [, ...nodes] = await selectRows(connection, query)
  const required = new Set<string>()
  let inside = 0
  for (const node of nodes) {
    const name = textOf(node, 'name')
    if (inside === 0 && name !== null && textOf(node, 'repetition_type') === 'REQUIRED') required.add(name)
    inside = Math.max(0, inside - 1) + numberOf(node, 'children')
  }
  return required
}

function refuseOtherSchema(
  firstFile: ResolvedFile | undefined,
  otherFile: ResolvedFile | undefined,
  first: readonly Column[],
  other: readonly Column[],
): void {
  for (const { name, type } of first) {
    const found = other.find((column) => column.name === name)
    if (found?.type === type) continue
    throw dataInvalid({
      file: otherFile?.reference ?? '',
      column: name,
      found: found === undefined ? 'no such column' : `the type ${found.type}`,
      expected: `${type}, as in ${firstFile?.reference ?? ''}`,
      remedy: 'Write all files of the glob with the same schema.',
    })
  }
}
