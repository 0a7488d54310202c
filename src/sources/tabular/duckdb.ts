import type * as DuckdbApi from '@duckdb/node-api'

/** The module as loaded from the runtime folder; only its types come from node_modules. */
export type Duckdb = Pick<typeof DuckdbApi, 'DuckDBInstance'>
export type Instance = DuckdbApi.DuckDBInstance
export type Connection = DuckdbApi.DuckDBConnection
export type Result = DuckdbApi.DuckDBResult
export type Vector = ReturnType<DuckdbApi.DuckDBDataChunk['getColumnVector']>
export type Value = DuckdbApi.JS
