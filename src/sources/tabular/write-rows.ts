import { rename, rm } from 'node:fs/promises'
import type { DataSpec, ResolvedFile } from '../scored-rows.ts'
import type { DatabaseOptions } from './database.ts'
import type { Connection, Duckdb } from './duckdb.ts'
import { openTabular } from './open-tabular.ts'
import { readFailed } from './read-failed.ts'
import { quoteName, quoteText } from './sql.ts'
import type { Table } from './table.ts'

/** Values beside the chosen rows, one each, in the order of `rows`. */
export type ExtraColumn = {
  readonly name: string
  readonly values: ArrayLike<number> | readonly string[]
  /** Whole numbers: written as BIGINT, not as DOUBLE. */
  readonly whole?: true
}

export type RowSelection = {
  readonly data: Pick<DataSpec, 'files' | 'format'>
  /** 0-based over all files. */
  readonly rows: Uint32Array
  readonly extra: readonly ExtraColumn[]
}

/** Rows of one INSERT: its text stays under a megabyte. */
const INSERT_ROWS = 10_000

/** Writes the chosen rows of the data with extra columns, in file order; the format follows the name: .csv, else Parquet. */
export async function writeRows(duckdb: Duckdb, selection: RowSelection, out: string, options: DatabaseOptions): Promise<void> {
  const partial = `${out}.partial`
  const target: ResolvedFile = { reference: out, path: partial, sha256: '', bytes: 0 }
  const table = await openTabular(duckdb, selection.data, { ...options, alsoReads: [target] })
  try {
    await insertWanted(table.connection, selection)
    const form = out.toLowerCase().endsWith('.csv') ? 'FORMAT csv, HEADER true' : 'FORMAT parquet, COMPRESSION zstd'
    await table.connection.run(`COPY (${chosenRows(table, selection)}) TO ${quoteText(partial)} (${form})`)
  } catch (cause) {
    await rm(partial, { force: true })
    throw readFailed(table, cause)
  } finally {
    table.close()
  }
  await rename(partial, out)
}

/** A table `wanted` in the database: the rows' numbers, and what stands beside them as `extra_0`, `extra_1` … */
export async function insertWanted(connection: Connection, { rows, extra }: Pick<RowSelection, 'rows' | 'extra'>): Promise<void> {
  const types = extra.map(
    ({ values, whole }, index) => `extra_${index} ${typeof values[0] === 'string' ? 'VARCHAR' : whole ? 'BIGINT' : 'DOUBLE'}`,
  )
  await connection.run(`CREATE TABLE wanted (${['row UINTEGER', ...types].join(', ')})`)
  for (let from = 0; from < rows.length; from += INSERT_ROWS) {
    const to = Math.min(rows.length, from + INSERT_ROWS)
    const lists = [rows, ...extra.map(({ values }) => values)].map((values) => `unnest([${literals(values, from, to)}])`)
    await connection.run(`INSERT INTO wanted SELECT ${lists.join(', ')}`)
  }
}

function literals(values: ArrayLike<number | string>, from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => {
    const value = values[from + index] ?? ''
    return typeof value === 'string' ? quoteText(value) : Number.isFinite(value) ? String(value) : `'${value}'::DOUBLE`
  }).join(', ')
}

/** A CSV's own columns are written as the text they were. */
function chosenRows(table: Table, { extra }: RowSelection): string {
  const names = new Set(table.columns.map(({ name }) => name))
  const own = table.columns.map((column) => `${table.csv === null ? column.value : column.text} AS ${quoteName(column.name)}`)
  const columns = [...names].map((name) => `data.${quoteName(name)}`)
  const added = extra.map(({ name }, index) => `wanted.extra_${index} AS ${quoteName(names.has(name) ? `sluice_${name}` : name)}`)
  const numbered = `(SELECT row_number() OVER () - 1 AS "sluice row", ${own.join(', ')} FROM ${table.source()}) AS data`
  return `SELECT ${[...columns, ...added].join(', ')} FROM ${numbered} JOIN wanted ON data."sluice row" = wanted.row ORDER BY wanted.row`
}
