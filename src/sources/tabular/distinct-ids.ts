import type { MeasurementError } from '../../errors.ts'
import { dataInvalid, showValue } from './data-invalid.ts'
import { type Row, selectRow, textOf } from './query.ts'
import { type Column, fileNames, type Table } from './table.ts'

/** An id column, and SQL of what is compared with the other file's ids. */
export type ComparedIds = { readonly table: Table; readonly column: Column; readonly key: string }

/**
 * Refuses ids that are others where they are compared: as a float, 20,000,001 and 20,000,002 are both 20,000,000 (IEEE 754, 24 bits
 * of a float32, 53 of a float64), and each would get the other's prediction.
 *
 * @throws MeasurementError ROWS_DO_NOT_PAIR with the first such id
 */
export async function refuseBlurredIds(ids: ComparedIds, other: ComparedIds): Promise<void> {
  if (staysDistinct(ids, other)) return
  const { table, column, key } = ids
  const rows = `(SELECT ${column.value} AS v, ${key} AS k FROM ${table.source()})`
  const merged = await selectRow(
    table.connection,
    `SELECT k::VARCHAR AS k, min(v)::VARCHAR AS one, max(v)::VARCHAR AS two FROM ${rows} GROUP BY k HAVING min(v) <> max(v) ORDER BY k LIMIT 1`,
  )
  if (textOf(merged, 'k') !== null) throw blurred(ids, other, merged)
  if (column.kind !== 'integer') return
  // Whole numbers that are rounded but stay apart: the rows may be right, but nobody can tell.
  const rounded = await selectRow(
    table.connection,
    `SELECT k::VARCHAR AS k, v::VARCHAR AS one FROM ${rows} WHERE TRY_CAST(k AS HUGEINT) IS DISTINCT FROM CAST(v AS HUGEINT) ORDER BY k LIMIT 1`,
  )
  if (textOf(rounded, 'k') !== null) throw blurred(ids, other, rounded)
}

/** Texts are compared as they are, and so are the whole numbers of a typed file; the search costs as much as the join. */
function staysDistinct({ table, column, key }: ComparedIds, other: ComparedIds): boolean {
  return key === column.text || (table.csv === null && column.kind === 'integer' && other.column.kind === 'integer')
}

function blurred({ table, column }: ComparedIds, other: ComparedIds, row: Row): MeasurementError {
  const [one, two, key] = [textOf(row, 'one'), textOf(row, 'two'), showValue(textOf(row, 'k'))]
  const where = `where they are compared with column ${JSON.stringify(other.column.name)} (${other.column.type}) of ${fileNames(other.table)}`
  return dataInvalid(
    {
      file: fileNames(table),
      column: column.name,
      found:
        two === null
          ? `the id ${showValue(one)}, which becomes ${key} ${where}`
          : `the ids ${showValue(one)} and ${showValue(two)}, which both become ${key} ${where}`,
      expected: 'ids that stay apart',
      remedy: 'Write the ids as whole numbers in both files, or as text in both: a float has no room for so many digits.',
    },
    'ROWS_DO_NOT_PAIR',
  )
}
