import { selectRows, textOf } from '../query.ts'
import type { Column, Table } from '../table.ts'

/** The most frequent levels stand among the first rows; only rare ones are worth another pass. */
const FIRST_ROWS = 20_000
/** A name is shown, never used; DuckDB would hand over whole documents. */
const MOST_CHARACTERS = 200

/** The texts behind hashes of a column's values, as far as the table has them. Keys are the hashes in decimal. */
export async function namesOf(table: Table, column: Column, wanted: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const source of [`(SELECT * FROM ${table.source()} LIMIT ${FIRST_ROWS}) AS data`, table.source()]) {
    const missing = wanted.filter((hash) => !names.has(hash))
    if (missing.length === 0) break
    const sql = `SELECT CAST(hash(${column.text}) AS VARCHAR) AS hash, left(any_value(${column.text}), ${MOST_CHARACTERS}) AS name
      FROM ${source} WHERE hash(${column.text}) IN (${missing.join(', ')}) GROUP BY hash(${column.text})`
    for (const row of await selectRows(table.connection, sql)) names.set(textOf(row, 'hash') ?? '', textOf(row, 'name') ?? '')
  }
  return names
}
