import { resolve } from 'node:path'
import type { Connection, Duckdb } from './duckdb.ts'
import { quoteTexts } from './sql.ts'

export type DatabaseOptions = {
  readonly threads: number
  /** DuckDB's own buffers; scans need little of it, joins by id and distinct ids most. */
  readonly memoryLimitBytes: number
}

export type Database = {
  /** A new connection: each can stream one result at a time. */
  connect(): Promise<Connection>
  close(): void
}

/**
 * An in-memory database that can touch nothing but the given files: no extensions, no network, no spilling to disk, and the
 * settings locked, because slices of the policy bring SQL of their own (where-expression.ts is the other half of the defence).
 */
export async function openDatabase(duckdb: Duckdb, paths: readonly string[], options: DatabaseOptions): Promise<Database> {
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.floor(options.memoryLimitBytes / 1024)}KiB`,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    temp_directory: '',
  })
  const first = await instance.connect()
  await first.run(`SET allowed_paths = ${quoteTexts(paths.map((path) => resolve(path)))}`)
  await first.run('SET enable_external_access = false')
  await first.run('SET lock_configuration = true')
  const connections = [first]
  return {
    async connect() {
      const connection = await instance.connect()
      connections.push(connection)
      return connection
    },
    close() {
      for (const connection of connections) connection.closeSync()
      instance.closeSync()
    },
  }
}
