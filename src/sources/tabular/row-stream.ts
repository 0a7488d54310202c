import type { Connection, Result, Vector } from './duckdb.ts'

/** Takes `count` values of a chunk's column, from its row `from`, to row `at` of the batch being filled. */
export type Sink = (vector: Vector, from: number, count: number, at: number) => void

/** Hands out a query's rows in portions of any size, whatever the size of DuckDB's chunks. */
export type RowStream = {
  /** Fills up to `rows` rows: one list of sinks a column. Fewer come back only at the end. */
  fill(rows: number, sinks: readonly (readonly Sink[])[]): Promise<number>
}

type Chunk = Awaited<ReturnType<Result['fetchChunk']>>

export async function openRowStream(connection: Connection, sql: string): Promise<RowStream> {
  const result = await connection.stream(sql)
  let chunk: Chunk = null
  let used = 0
  return {
    async fill(rows, sinks) {
      let at = 0
      while (at < rows) {
        if (chunk === null || used === chunk.rowCount) {
          chunk = await result.fetchChunk()
          used = 0
          if (chunk === null || chunk.rowCount === 0) return at
        }
        const count = Math.min(rows - at, chunk.rowCount - used)
        for (const [index, takers] of sinks.entries()) {
          const vector = chunk.getColumnVector(index)
          for (const take of takers) take(vector, used, count, at)
        }
        used += count
        at += count
      }
      return at
    },
  }
}
