import type { Place } from './data-invalid.ts'
import { numberOf, selectRow, textOf } from './query.ts'
import type { Column, Table } from './table.ts'

export type FirstRow = Place & { readonly file: string; readonly row: number; readonly value: string | null }

/**
 * The first row for which `wrong` (an SQL condition) holds, or null. Only asked after something failed, so that the fast path
 * need not count rows; one file after another, because the row is counted within its file, from 1.
 */
export async function findFirstRow(table: Table, column: Column, wrong: string): Promise<FirstRow | null> {
  for (const file of table.files) {
    const numbered = `SELECT row_number() OVER () AS row, ${column.text} AS value, (${wrong}) AS wrong FROM ${table.source([file])}`
    const query = `SELECT row::DOUBLE AS row, value FROM (${numbered}) WHERE wrong ORDER BY row LIMIT 1`
    const found = await selectRow(table.connection, query)
    const row = numberOf(found, 'row')
    if (row > 0) return { file: file.reference, column: column.name, row, value: textOf(found, 'value') }
  }
  return null
}
