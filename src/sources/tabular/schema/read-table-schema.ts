import type { DataSpec } from '../../scored-rows.ts'
import type { DatabaseOptions } from '../database.ts'
import type { Duckdb } from '../duckdb.ts'
import { openTabular } from '../open-tabular.ts'
import { numberOf, selectRow } from '../query.ts'
import { readFailed } from '../read-failed.ts'
import { quoteName } from '../sql.ts'
import type { Column, Table } from '../table.ts'
import { undecodableFile } from './encoding.ts'
import { parquetFacts } from './parquet-facts.ts'
import { parquetTags } from './parquet-tags.ts'
import { sketchColumn } from './sketch-columns.ts'
import { spellCsv, spellJson } from './spell-columns.ts'
import type { ColumnSchema, ColumnType, TableSchema } from './table-schema.ts'
import { typeOf } from './type-of.ts'

/**
 * The schema of a data set, and how its first rows are written. Reads the whole file only where lists might have a fixed length.
 *
 * @param data `sketch` names the columns of which a sketch is wanted, `largest` those of which the largest magnitude is
 * @throws MeasurementError DATA_INVALID or LFS_POINTER
 */
export async function readTableSchema(
  duckdb: Duckdb,
  data: Pick<DataSpec, 'files' | 'format'> & { readonly sketch: readonly string[]; readonly largest?: readonly string[] | undefined },
  options: DatabaseOptions,
): Promise<TableSchema> {
  const undecodable = data.format === 'csv' ? await undecodableFile(data.files) : null
  if (undecodable !== null) return withoutColumns(undecodable)
  const table = await openTabular(duckdb, data, options)
  try {
    return await schemaOf(table, new Set(data.sketch), new Set(data.largest))
  } catch (cause) {
    throw readFailed(table, cause)
  } finally {
    table.close()
  }
}

async function schemaOf(table: Table, sketched: ReadonlySet<string>, measured: ReadonlySet<string>): Promise<TableSchema> {
  const result = await table.connection.run(`SELECT * FROM ${table.source()} LIMIT 0`)
  const types = new Map(result.columnNames().map((name, index) => [name, typeOf(result.columnTypeJson(index))]))
  const parquet = table.format === 'parquet' ? await parquetFacts(table) : null
  const tagged = table.format === 'parquet' ? await parquetTags(table) : null
  const spellings = table.format === 'csv' ? await spellCsv(table) : table.format === 'json' ? await spellJson(table) : null
  const columns: ColumnSchema[] = []
  for (const [index, column] of table.columns.entries()) {
    const type = parquet?.timestamps.get(column.name) ?? types.get(column.name) ?? { kind: 'other', name: column.type }
    columns.push({
      name: column.name,
      type: await withLength(table, column.name, type),
      nullable: column.nullable,
      nullCount: parquet?.nulls.get(column.name) ?? null,
      sketch: sketched.has(column.name) ? await sketchColumn(table, column) : null,
      spelling: spellings?.[index] ?? null,
      ...(measured.has(column.name) ? { largest: await largestOf(table, column) } : {}),
    })
  }
  const csv =
    table.csv === null ? null : { delimiter: table.csv.delimiter, quote: table.csv.quote, header: table.csv.header, encoding: 'UTF-8' }
  return { format: table.format, columns, csv, codecs: parquet?.codecs ?? null, notes: [], ...tagged }
}

/** Null where the column has no number. */
async function largestOf(table: Table, { value }: Column): Promise<number | null> {
  const row = await selectRow(table.connection, `SELECT max(abs(TRY_CAST(${value} AS DOUBLE))) AS largest FROM ${table.source()}`)
  const { largest } = row
  return typeof largest === 'number' && Number.isFinite(largest) ? largest : null
}

/** An embedding is written as a list without a length, and every row has the same. */
async function withLength(table: Table, name: string, type: ColumnType): Promise<ColumnType> {
  if (type.kind !== 'list' || type.length !== null) return type
  const column = quoteName(name)
  const row = await selectRow(table.connection, `SELECT min(len(${column})) AS least, max(len(${column})) AS most FROM ${table.source()}`)
  const [least, most] = [numberOf(row, 'least'), numberOf(row, 'most')]
  return least === most && most > 0 ? { ...type, length: most } : type
}

/** A file in another encoding cannot be read as text; that it is one is all there is to say. */
function withoutColumns({ file, encoding }: { readonly file: string; readonly encoding: string }): TableSchema {
  const csv = { delimiter: '', quote: '', header: true, encoding }
  return { format: 'csv', columns: [], csv, codecs: null, notes: [`${file} is not UTF-8 (${encoding}): its columns were not compared.`] }
}
