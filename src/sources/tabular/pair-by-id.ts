import { MeasurementError } from '../../errors.ts'
import type { ArmName } from '../scored-rows.ts'
import { refuseBlurredIds } from './distinct-ids.ts'
import { numberOf, type Row, selectRow, selectRows, textsOf } from './query.ts'
import { comparable } from './row-hash.ts'
import { quoteName } from './sql.ts'
import { type Column, fileNames, type Table } from './table.ts'

export type Pairing = {
  readonly data: Table
  readonly dataId: Column
  readonly predictions: Table
  readonly predictionsId: Column
  /** SQL of the prediction columns as numbers. */
  readonly answers: readonly string[]
  /** The data's ids repeat. */
  readonly repeated: boolean
  /** Of the data. */
  readonly rows: number
  readonly arm: ArmName
}

/** Ids that a message names, of each kind. */
const SHOWN_IDS = 5

/**
 * Joins predictions to the data's rows, in their order, into a table of the database; returns its name and columns. An id that
 * the data repeats is paired by occurrence, if the predictions repeat it as often.
 *
 * @throws MeasurementError ROWS_DO_NOT_PAIR with counts and the first ids
 */
export async function pairById(pairing: Pairing): Promise<{ readonly source: string; readonly columns: readonly string[] }> {
  const { data, predictions, dataId, predictionsId, answers } = pairing
  const key = comparable(dataId, predictionsId)
  const ids = { table: data, column: dataId, key: key.left }
  const otherIds = { table: predictions, column: predictionsId, key: key.right }
  await refuseBlurredIds(ids, otherIds)
  await refuseBlurredIds(otherIds, ids)
  await refuseOtherIds(pairing, key)
  const name = quoteName(`predictions of ${pairing.arm}`)
  const columns = answers.map((_, index) => `answer_${index}`)
  const values = answers.map((sql, index) => `${sql} AS answer_${index}`)
  const dataRows = `(SELECT row_number() OVER () AS n, ${key.left} AS k FROM ${data.source()})`
  const predictionRows = `(SELECT row_number() OVER () AS n, ${key.right} AS k, ${values.join(', ')} FROM ${predictions.source()})`
  const keys = pairing.repeated ? 'k, occurrence' : 'k'
  const numbered = (rows: string): string =>
    pairing.repeated ? `(SELECT *, row_number() OVER (PARTITION BY k ORDER BY n) AS occurrence FROM ${rows})` : rows
  await data.connection.run(
    `CREATE OR REPLACE TABLE ${name} AS SELECT ${columns.map((column) => `p.${column}`).join(', ')}
     FROM ${numbered(dataRows)} d JOIN ${numbered(predictionRows)} p USING (${keys}) ORDER BY d.n`,
  )
  await refuseOtherCount(pairing, name)
  return { source: name, columns }
}

/** Every id must occur as often in both files; then the join misses no row and adds none. */
async function refuseOtherIds(pairing: Pairing, key: { readonly left: string; readonly right: string }): Promise<void> {
  const counts = (table: Table, id: string): string => `(SELECT ${id} AS k, count(*) AS c FROM ${table.source()} GROUP BY k)`
  const [differing] = await selectRows(
    pairing.data.connection,
    `WITH both_files AS (
       SELECT coalesce(d.k, p.k) AS k, coalesce(d.c, 0) AS dc, coalesce(p.c, 0) AS pc
       FROM ${counts(pairing.data, key.left)} d FULL JOIN ${counts(pairing.predictions, key.right)} p ON d.k = p.k)
     SELECT ${['pc = 0', 'dc = 0', 'dc > 0 AND pc > dc', 'pc > 0 AND dc > pc'].map(countAndFirst).join(', ')} FROM both_files WHERE dc <> pc`,
  )
  const said = differing === undefined ? [] : describeDifferences(pairing, differing)
  if (said.length === 0) return
  throw new MeasurementError(
    'ROWS_DO_NOT_PAIR',
    `${fileNames(pairing.predictions)}: ${said.join('; ')}`,
    `Write exactly one prediction for each row of ${fileNames(pairing.data)}.`,
  )
}

/** The last word on the join, whatever was thought of before it: a row too many would shift all predictions after it. */
async function refuseOtherCount({ data, predictions, rows }: Pairing, joined: string): Promise<void> {
  const found = numberOf(await selectRow(data.connection, `SELECT count(*)::DOUBLE AS rows FROM ${joined}`), 'rows')
  if (found === rows) return
  throw new MeasurementError(
    'ROWS_DO_NOT_PAIR',
    `${fileNames(predictions)}: found ${found} pairs of rows by id; expected ${rows}, the rows of ${fileNames(data)}`,
    'Write ids that are the same values of the same type in both files.',
  )
}

function countAndFirst(condition: string, index: number): string {
  return `count_if(${condition})::DOUBLE AS count_${index}, (min(k, ${SHOWN_IDS}) FILTER (${condition}))::VARCHAR[] AS first_${index}`
}

function describeDifferences({ data, dataId }: Pairing, row: Row): readonly string[] {
  const file = fileNames(data)
  const column = JSON.stringify(dataId.name)
  const kinds = [
    `of the ids in column ${column} of ${file} have no prediction`,
    `ids are not in column ${column} of ${file}`,
    `ids occur more often than in ${file}`,
    `ids occur less often than in ${file}`,
  ]
  return kinds.flatMap((kind, index) => {
    const count = numberOf(row, `count_${index}`)
    const ids = textsOf(row, `first_${index}`)
    const shown = ids.length === 0 ? ['null'] : ids.map((id) => JSON.stringify(id))
    return count === 0 ? [] : [`${count} ${kind} (first: ${shown.join(', ')}${count > shown.length ? ', …' : ''})`]
  })
}

export async function countRows(table: Table): Promise<number> {
  if (table.rows !== null) return table.rows
  return numberOf(await selectRow(table.connection, `SELECT count(*)::DOUBLE AS rows FROM ${table.source()}`), 'rows')
}
