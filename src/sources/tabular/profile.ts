import { explainClaim } from './claim.ts'
import { dataInvalid } from './data-invalid.ts'
import { numberOf, selectRow, textsOf } from './query.ts'
import { type Column, fileNames, type Table } from './table.ts'
import { isWholeNumber } from './text-codes.ts'

/** More distinct values than any label or slice may have; the lists are cut here, so that a wrong column costs no memory. */
export const MAX_DISTINCT = 10_000

export type ProfileRequest = {
  /** Columns whose distinct values are wanted (classes, groups). */
  readonly values: readonly Column[]
  /** Columns that become codes (ids, groups, queries): their nulls and range. */
  readonly codes: readonly Column[]
  /** Those of them whose distinct values are counted. */
  readonly distinct: readonly Column[]
  /** SQL conditions whose rows are counted. */
  readonly conditions: readonly string[]
}

export type Profile = {
  readonly rows: number
  readonly values: ReadonlyMap<string, { readonly texts: readonly string[]; readonly nulls: number }>
  readonly codes: ReadonlyMap<string, { readonly distinct: number | null; readonly nulls: number; readonly largest: number }>
  readonly conditions: ReadonlyMap<string, number>
}

/** Everything that must be known before the first batch, in one pass over the columns concerned. */
export async function profileTable(table: Table, request: ProfileRequest): Promise<Profile> {
  const asked = [
    'count(*)::DOUBLE AS rows',
    ...request.values.flatMap((column, index) => [
      `${distinctTexts(column)} AS values_${index}`,
      `count_if(${isWholeNumber(column) ? column.value : column.text} IS NULL)::DOUBLE AS value_nulls_${index}`,
    ]),
    ...request.codes.flatMap((column, index) => [
      `${request.distinct.includes(column) ? `count(DISTINCT ${column.value})::DOUBLE` : 'NULL'} AS distinct_${index}`,
      `count_if(${column.value} IS NULL)::DOUBLE AS code_nulls_${index}`,
      `${largestOf(column)} AS largest_${index}`,
    ]),
    ...request.conditions.map((condition, index) => `count_if(${condition})::DOUBLE AS condition_${index}`),
  ]
  const row = await selectRow(table.connection, `SELECT ${asked.join(', ')} FROM ${table.source()}`)
  const rows = numberOf(row, 'rows')
  if (rows === 0) throw noRows(table)
  return {
    rows,
    values: new Map(
      request.values.map(({ name }, index) => [
        name,
        { texts: textsOf(row, `values_${index}`), nulls: numberOf(row, `value_nulls_${index}`) },
      ]),
    ),
    codes: new Map(
      request.codes.map(({ name }, index) => [
        name,
        {
          distinct: typeof row[`distinct_${index}`] === 'number' ? numberOf(row, `distinct_${index}`) : null,
          nulls: numberOf(row, `code_nulls_${index}`),
          largest: numberOf(row, `largest_${index}`),
        },
      ]),
    ),
    conditions: new Map(request.conditions.map((condition, index) => [condition, numberOf(row, `condition_${index}`)])),
  }
}

/** Of whole numbers only the distinct ones are turned into text. */
function distinctTexts(column: Column): string {
  const first = `[1:${MAX_DISTINCT + 2}]`
  return isWholeNumber(column) ? `CAST(list(DISTINCT ${column.value})${first} AS VARCHAR[])` : `list(DISTINCT ${column.text})${first}`
}

/** Largest magnitude of a column of whole numbers: up to 2^53 they can be told apart as doubles. */
function largestOf(column: Column): string {
  if (column.kind !== 'integer') return '0::DOUBLE'
  const number = `TRY_CAST(${column.value} AS DOUBLE)`
  return `coalesce(greatest(abs(max(${number})), abs(min(${number}))), 0)`
}

function noRows(table: Table): Error {
  return dataInvalid({
    file: fileNames(table),
    found: 'no rows',
    expected: 'at least one',
    remedy: 'Nothing can be measured on it; check the job that writes the data.',
  })
}

export async function refuseNulls(table: Table, column: Column, nulls: number, use: string): Promise<void> {
  if (nulls === 0) return
  const remedy = `Leave out the ${nulls === 1 ? 'row' : `${nulls} rows`} without one, or fill the column.`
  const claim = { table, column, wrong: `${column.text} IS NULL`, expected: `a value: the column is the ${use}`, remedy }
  throw (await explainClaim(claim)) ?? new Error(`${nulls} nulls in ${column.name} that no query finds`)
}
