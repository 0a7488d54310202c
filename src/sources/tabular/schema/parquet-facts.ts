import { numberOf, selectRow, selectRows, textOf, textsOf } from '../query.ts'
import { quoteTexts } from '../sql.ts'
import type { Table } from '../table.ts'
import type { ColumnType } from './table-schema.ts'

export type ParquetFacts = {
  readonly timestamps: ReadonlyMap<string, ColumnType>
  /** By top-level column without children, where every row group states it. */
  readonly nulls: ReadonlyMap<string, number>
  readonly codecs: readonly string[]
}

/** What DuckDB's types do not show: units of timestamps, counts of nulls, codecs. */
export async function parquetFacts({ connection, files }: Table): Promise<ParquetFacts> {
  const paths = quoteTexts(files.map(({ path }) => path))
  const leaves = await selectRows(
    connection,
    `SELECT DISTINCT name, logical_type FROM parquet_schema(${paths}) WHERE starts_with(logical_type, 'TimestampType')`,
  )
  const counted = await selectRows(
    connection,
    `SELECT path_in_schema AS name, sum(stats_null_count) AS nulls FROM parquet_metadata(${paths}) GROUP BY 1 HAVING count(*) = count(stats_null_count)`,
  )
  const row = await selectRow(connection, `SELECT list_sort(list(DISTINCT compression)) AS codecs FROM parquet_metadata(${paths})`)
  return {
    timestamps: new Map(leaves.map((leaf) => [textOf(leaf, 'name') ?? '', timestampOf(textOf(leaf, 'logical_type') ?? '')])),
    nulls: new Map(counted.map((one) => [textOf(one, 'name') ?? '', numberOf(one, 'nulls')])),
    codecs: textsOf(row, 'codecs'),
  }
}

/** `TimestampType(isAdjustedToUTC=1, unit=TimeUnit(MILLIS=<null>, MICROS=MicroSeconds(), NANOS=<null>))` */
function timestampOf(logicalType: string): ColumnType {
  const unit = logicalType.includes('MILLIS=MilliSeconds') ? 'ms' : logicalType.includes('NANOS=NanoSeconds') ? 'ns' : 'us'
  return { kind: 'timestamp', unit, utc: logicalType.includes('isAdjustedToUTC=1') }
}
