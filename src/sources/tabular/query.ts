import type { Connection, Value } from './duckdb.ts'

export type Row = Readonly<Record<string, Value>>

/** For answers of a few rows (schemas, counts, the first wrong row); data goes through a RowStream. */
export async function selectRows(connection: Connection, sql: string): Promise<readonly Row[]> {
  const result = await connection.run(sql)
  return result.getRowObjectsJS()
}

export async function selectRow(connection: Connection, sql: string): Promise<Row> {
  const [row] = await selectRows(connection, sql)
  return row ?? {}
}

export function textOf(row: Row, name: string): string | null {
  const value = row[name]
  return typeof value === 'string' ? value : null
}

/** Counts come as BIGINT; none that Sluice asks for passes 2^53. */
export function numberOf(row: Row, name: string): number {
  const value = row[name]
  return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : 0
}

export function textsOf(row: Row, name: string): readonly string[] {
  const value = row[name]
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}
