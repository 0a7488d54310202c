import type { DataSpec, ResolvedFile } from '../scored-rows.ts'
import type { DatabaseOptions } from './database.ts'
import type { Duckdb } from './duckdb.ts'
import { openTabular } from './open-tabular.ts'
import { numberOf, type Row, selectRow, textsOf } from './query.ts'
import { readFailed } from './read-failed.ts'
import type { Column, ColumnKind, Table } from './table.ts'

/** What a column looks like, for people and programs that have to guess what it is. Counts are of the rows looked at. */
export type SurveyedColumn = {
  readonly name: string
  /** DuckDB's name of the type; of a CSV column, what its text looks like. */
  readonly type: string
  readonly kind: ColumnKind
  readonly nulls: number
  /** Exact where the values are few or nearly all different, else approximate (some percent). */
  readonly distinct: number
  /** All distinct values as text, unsorted; null where there are more than MOST_VALUES. */
  readonly values: readonly string[] | null
  /** Of a column of numbers. */
  readonly range: { readonly min: number; readonly max: number; readonly whole: boolean } | null
}

export type TableSurvey = {
  readonly rows: number
  /** The first rows, where the file has more than these. */
  readonly rowsLookedAt: number
  readonly columns: readonly SurveyedColumn[]
}

export const MOST_VALUES = 100
/** The first rows show what a column is; reading all of a large file would cost minutes and tell nothing more. */
const ROWS_LOOKED_AT = 100_000
/** One query for all columns of a wide table would be too long to plan. */
const COLUMNS_AT_ONCE = 100
/** DuckDB's approximate count was seen 15 % off; twice that is looked at exactly. */
const NEARLY = 0.7

/** @throws MeasurementError DATA_INVALID or LFS_POINTER */
export async function surveyTable(
  duckdb: Duckdb,
  data: { readonly file: ResolvedFile; readonly format: DataSpec['format'] },
  options: DatabaseOptions,
): Promise<TableSurvey> {
  const table = await openTabular(duckdb, { files: [data.file], format: data.format }, options)
  try {
    return await survey(table)
  } catch (cause) {
    throw readFailed(table, cause)
  } finally {
    table.close()
  }
}

async function survey(table: Table): Promise<TableSurvey> {
  const rows = table.rows ?? numberOf(await ask(table, ['count(*)::DOUBLE AS rows'], table.source()), 'rows')
  const rowsLookedAt = Math.min(rows, ROWS_LOOKED_AT)
  const source = rows > ROWS_LOOKED_AT ? `(SELECT * FROM ${table.source()} LIMIT ${ROWS_LOOKED_AT}) AS data` : table.source()
  const columns: SurveyedColumn[] = []
  for (let start = 0; start < table.columns.length; start += COLUMNS_AT_ONCE) {
    columns.push(...(await surveyColumns(table, table.columns.slice(start, start + COLUMNS_AT_ONCE), source, rowsLookedAt)))
  }
  return { rows, rowsLookedAt, columns }
}

/** Two passes: which columns have few values, or as many as rows, is known by an approximate count that costs no memory. */
async function surveyColumns(table: Table, columns: readonly Column[], source: string, rows: number): Promise<SurveyedColumn[]> {
  const rough = await ask(table, columns.flatMap(roughFacts), source)
  const isFew = (index: number) => numberOf(rough, `about_${index}`) <= MOST_VALUES / NEARLY
  const isNearlyUnique = (index: number) => numberOf(rough, `about_${index}`) >= rows * NEARLY
  const exact = columns.flatMap(({ text }, index) => [
    ...(isFew(index) ? [`list(DISTINCT ${text})[1:${MOST_VALUES + 1}] AS values_${index}`] : []),
    ...(isNearlyUnique(index) && !isFew(index) ? [`count(DISTINCT ${text})::DOUBLE AS distinct_${index}`] : []),
  ])
  const facts = exact.length === 0 ? {} : await ask(table, exact, source)
  return columns.map(({ name, type, kind }, index) => {
    const values = isFew(index) ? textsOf(facts, `values_${index}`) : null
    return {
      name,
      type,
      kind,
      nulls: numberOf(rough, `nulls_${index}`),
      distinct: values?.length ?? (isNearlyUnique(index) ? numberOf(facts, `distinct_${index}`) : numberOf(rough, `about_${index}`)),
      values: values !== null && values.length <= MOST_VALUES ? values : null,
      range: rangeOf(kind, rough, index),
    }
  })
}

function roughFacts({ kind, text, value }: Column, index: number): string[] {
  const number = `TRY_CAST(${value} AS DOUBLE)`
  const counts = [`approx_count_distinct(${text})::DOUBLE AS about_${index}`, `count_if(${text} IS NULL)::DOUBLE AS nulls_${index}`]
  if (kind !== 'integer' && kind !== 'float') return counts
  return [
    ...counts,
    `min(${number}) FILTER (isfinite(${number})) AS min_${index}`,
    `max(${number}) FILTER (isfinite(${number})) AS max_${index}`,
    `coalesce(bool_and(${number} = floor(${number})) FILTER (isfinite(${number})), false) AS whole_${index}`,
  ]
}

function rangeOf(kind: ColumnKind, row: Row, index: number): SurveyedColumn['range'] {
  const [min, max] = [row[`min_${index}`], row[`max_${index}`]]
  if ((kind !== 'integer' && kind !== 'float') || typeof min !== 'number' || typeof max !== 'number') return null
  return { min, max, whole: row[`whole_${index}`] === true }
}

function ask(table: Table, facts: readonly string[], source: string): Promise<Row> {
  return selectRow(table.connection, `SELECT ${facts.join(', ')} FROM ${source}`)
}
