import type { CountedTurns, TurnGroup, TurnsToCount } from '../scored-rows.ts'
import { binsOf, type NumberFacts } from './bins-of-numbers.ts'
import type { DatabaseOptions } from './database.ts'
import type { Connection, Duckdb } from './duckdb.ts'
import { openTabular } from './open-tabular.ts'
import { numberOf, type Row, selectRow, selectRows } from './query.ts'
import { readFailed } from './read-failed.ts'
import type { Column, Table } from './table.ts'
import { insertWanted } from './write-rows.ts'

/** Each is one more query; a wide table's first ones are looked at. */
const MOST_COLUMNS = 100
/** Numbers with as many values or fewer are levels, not quantities: codes, flags, counts of children. */
const MOST_LEVELS_OF_NUMBERS = 12
/** Parts of equal size that a column of numbers is cut into. */
const BINS = 5
/** Texts are told apart by so many characters: a column of documents must not fill the memory. */
const MAX_TEXT_CHARS = 100

/**
 * Counts the turned rows in every group that a column makes: the levels of texts, truth values and numbers of few values, and the
 * fifths of other numbers. Nested columns, dates and binary ones make none. The columns are read once, into a table in memory.
 *
 * @throws MeasurementError when the data cannot be read
 */
export async function countTurns(
  duckdb: Duckdb,
  { data, rows, turns, skip, minRows }: Omit<TurnsToCount, 'limits'>,
  options: DatabaseOptions,
): Promise<CountedTurns> {
  const table = await openTabular(duckdb, data, options)
  try {
    const usable = table.columns.filter(({ name, kind }) => kind !== 'other' && !skip.includes(name))
    const columns = usable.slice(0, MOST_COLUMNS)
    const { connection } = table
    await insertWanted(connection, { rows, extra: [{ name: 'turn', values: turns, whole: true }] })
    await readColumns(table, columns)
    const facts = await factsOf(connection, columns)
    const groups: TurnGroup[] = []
    for (const [index, { name, kind }] of columns.entries()) {
      const levels = kind === 'text' || kind === 'boolean' || facts.isFew(index)
      groups.push(...(await (levels ? countLevels : countBins)(connection, { index, name, minRows, numbers: facts.numbers(index) })))
    }
    return { groups, columns: columns.length, left: usable.length - columns.length }
  } catch (cause) {
    throw readFailed(table, cause)
  } finally {
    table.close()
  }
}

/** The table `searched`: the turn of each row (0 where its answer stayed), and the columns as `c0`, `c1` … */
async function readColumns(table: Table, columns: readonly Column[]): Promise<void> {
  const values = columns.map((column, index) => `${comparable(column)} AS c${index}`)
  const numbered = `SELECT ${['row_number() OVER () - 1 AS "sluice row"', ...values].join(', ')} FROM ${table.source()}`
  const kept = ['coalesce(wanted.extra_0, 0)::TINYINT AS turn', ...columns.map((_, index) => `read.c${index}`)]
  await table.connection.run(
    `CREATE TABLE searched AS SELECT ${kept.join(', ')} FROM (${numbered}) AS read LEFT JOIN wanted ON read."sluice row" = wanted.row`,
  )
}

/** Numbers are looked at, not computed with: doubles do, and what is no number counts as missing. */
function comparable({ kind, text, value }: Column): string {
  if (kind === 'text' || kind === 'boolean') return `left(${text}, ${MAX_TEXT_CHARS})`
  const number = `TRY_CAST(${value} AS DOUBLE)`
  return `CASE WHEN isnan(${number}) THEN NULL ELSE ${number} END`
}

type Facts = { isFew(index: number): boolean; numbers(index: number): NumberFacts }

/** Of the columns of numbers: how many values they have, and where to cut them. */
async function factsOf(connection: Connection, columns: readonly Column[]): Promise<Facts> {
  const shares = Array.from({ length: BINS - 1 }, (_, index) => (index + 1) / BINS)
  const asked = columns.flatMap(({ kind }, index) =>
    kind === 'text' || kind === 'boolean'
      ? []
      : [
          `approx_count_distinct(c${index})::DOUBLE AS about_${index}`,
          `quantile_disc(c${index}, [${shares.join(', ')}]) FILTER (isfinite(c${index})) AS cuts_${index}`,
        ],
  )
  const row: Row = asked.length === 0 ? {} : await selectRow(connection, `SELECT ${asked.join(', ')} FROM searched`)
  return {
    isFew: (index) => numberOf(row, `about_${index}`) <= MOST_LEVELS_OF_NUMBERS,
    numbers(index) {
      const cuts = row[`cuts_${index}`]
      return { cuts: Array.isArray(cuts) ? cuts.filter((cut) => typeof cut === 'number') : [] }
    },
  }
}

type CountedColumn = { readonly index: number; readonly name: string; readonly minRows: number; readonly numbers: NumberFacts }

async function countLevels(connection: Connection, { index, name, minRows }: CountedColumn): Promise<TurnGroup[]> {
  const rows = await countBy(connection, `c${index}`, minRows)
  return rows.map((row) => ({ of: name, slice: row['part'] === null ? `${name} is null` : `${name}=${row['part']}`, ...countsOf(row) }))
}

async function countBins(connection: Connection, { index, name, minRows, numbers }: CountedColumn): Promise<TurnGroup[]> {
  const { sql, names } = binsOf(name, `c${index}`, numbers)
  const rows = await countBy(connection, sql, minRows)
  return rows.map((row) => ({ of: name, slice: names[numberOf(row, 'part')] ?? name, ...countsOf(row) }))
}

/** Of a hundred thousand levels only those come back that are large enough. */
function countBy(connection: Connection, part: string, minRows: number): Promise<readonly Row[]> {
  const counts = 'count(*)::DOUBLE AS rows, count_if(turn < 0)::DOUBLE AS to_wrong, count_if(turn > 0)::DOUBLE AS to_right'
  return selectRows(connection, `SELECT ${part} AS part, ${counts} FROM searched GROUP BY 1 HAVING count(*) >= ${minRows} ORDER BY 1`)
}

function countsOf(row: Row): Pick<TurnGroup, 'rows' | 'toWrong' | 'toRight'> {
  return { rows: numberOf(row, 'rows'), toWrong: numberOf(row, 'to_wrong'), toRight: numberOf(row, 'to_right') }
}
