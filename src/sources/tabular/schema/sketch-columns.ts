import { numberOf, selectRow, selectRows, textOf } from '../query.ts'
import { quoteName } from '../sql.ts'
import type { Column, Table } from '../table.ts'
import type { Sketch } from './table-schema.ts'

/** Rows of a sketch: quantiles of so many are within a hundredth. */
const SKETCHED_ROWS = 20_000
const SHARES = [0, 0.25, 0.5, 0.75, 1]
const LEVELS = 5
/** Characters of a value that are kept. */
const LEVEL_CHARS = 100

/** Of columns that are on one side only: looks at the first rows. */
export async function sketchColumn(table: Table, column: Column): Promise<Sketch> {
  const name = quoteName(column.name)
  const head = `(SELECT ${name} AS value, ${column.text} AS words FROM ${table.source()} LIMIT ${SKETCHED_ROWS})`
  const isNumber = column.kind === 'integer' || column.kind === 'float'
  const quantiles = isNumber ? `, quantile_cont(value::DOUBLE, [${SHARES.join(', ')}]) AS quantiles` : ''
  const row = await selectRow(table.connection, `SELECT count(*) AS n, count(words) AS filled${quantiles} FROM ${head}`)
  const n = Math.max(1, numberOf(row, 'n'))
  const levels = await selectRows(
    table.connection,
    `SELECT left(words, ${LEVEL_CHARS}) AS value, count(*) AS n FROM ${head} WHERE words IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${LEVELS}`,
  )
  const found = row['quantiles']
  const numbers = Array.isArray(found) ? found.filter((value) => typeof value === 'number' && Number.isFinite(value)) : []
  return {
    nulls: 1 - numberOf(row, 'filled') / n,
    quantiles: numbers.length === SHARES.length ? numbers.map(Number) : null,
    levels: levels.map((level) => ({ value: textOf(level, 'value') ?? '', share: numberOf(level, 'n') / n })),
  }
}
