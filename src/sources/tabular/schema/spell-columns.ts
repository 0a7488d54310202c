import { numberOf, type Row, selectRow, textsOf } from '../query.ts'
import { quoteName, quoteText, quoteTexts } from '../sql.ts'
import type { Column, Table } from '../table.ts'
import type { Spelling } from './table-schema.ts'

/** Rows whose characters are looked at. */
export const SPELLED_ROWS = 100_000

/** What other programs write for a missing value (pandas.read_csv's list, shortened). */
const NULL_TOKENS = ['NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL', 'None', '\\N', '<NA>', '?', '-']

const NOTHING: Spelling = {
  values: 0,
  leadingZeros: 0,
  decimalComma: 0,
  nullTokens: [],
  dateFormat: null,
  absent: 0,
  nulls: 0,
  quotedNumbers: 0,
  aboveExact: 0,
}

/** The characters of a CSV's columns, in one pass over the first rows. */
export async function spellCsv(table: Table): Promise<readonly Spelling[]> {
  const parts = table.columns.flatMap((column, index) => csvCounts(column, index))
  const row = await selectRow(
    table.connection,
    `SELECT ${parts.join(', ')} FROM (SELECT * FROM ${table.source()} LIMIT ${SPELLED_ROWS}) AS data`,
  )
  return table.columns.map(({ type }, index) => ({
    ...NOTHING,
    values: numberOf(row, `v${index}`),
    leadingZeros: numberOf(row, `z${index}`),
    decimalComma: numberOf(row, `c${index}`),
    nullTokens: [...textsOf(row, `t${index}`)].sort(),
    dateFormat: type === 'DATE' ? (table.csv?.dateFormat ?? null) : type === 'TIMESTAMP' ? (table.csv?.timestampFormat ?? null) : null,
  }))
}

function csvCounts({ text }: Column, index: number): string[] {
  return [
    `count(${text}) AS v${index}`,
    `count(*) FILTER (regexp_full_match(${text}, '0[0-9]+')) AS z${index}`,
    `count(*) FILTER (regexp_full_match(${text}, '[+-]?[0-9]+,[0-9]+')) AS c${index}`,
    `coalesce(list(DISTINCT ${text}) FILTER (${text} IN (${NULL_TOKENS.map(quoteText).join(', ')})), []) AS t${index}`,
  ]
}

/** Which members JSON objects have, and how their values are written. */
export async function spellJson(table: Table): Promise<readonly Spelling[]> {
  const paths = quoteTexts(table.files.map(({ path }) => path))
  const parts = table.columns.flatMap(({ name }, index) => jsonCounts(name, index))
  const row = await selectRow(
    table.connection,
    `SELECT ${parts.join(', ')} FROM (SELECT json FROM read_json_objects(${paths}) LIMIT ${SPELLED_ROWS})`,
  )
  return table.columns.map((_, index) => spellingOf(row, index))
}

function jsonCounts(name: string, index: number): string[] {
  const value = `json_extract(json, ${quoteText(`$.${quoteName(name)}`)})`
  const type = `json_type(${value})`
  return [
    `count(*) FILTER (${type} <> 'NULL') AS v${index}`,
    `count(*) FILTER (${value} IS NULL) AS a${index}`,
    `count(*) FILTER (${type} = 'NULL') AS n${index}`,
    `count(*) FILTER (${type} = 'VARCHAR' AND TRY_CAST(${value} ->> '$' AS DOUBLE) IS NOT NULL) AS q${index}`,
    `count(*) FILTER (${type} IN ('BIGINT', 'UBIGINT') AND abs(TRY_CAST(${value} AS HUGEINT)) > ${Number.MAX_SAFE_INTEGER}) AS b${index}`,
  ]
}

function spellingOf(row: Row, index: number): Spelling {
  return {
    ...NOTHING,
    values: numberOf(row, `v${index}`),
    absent: numberOf(row, `a${index}`),
    nulls: numberOf(row, `n${index}`),
    quotedNumbers: numberOf(row, `q${index}`),
    aboveExact: numberOf(row, `b${index}`),
  }
}
