import { explainFailure, type Suspect } from './claim.ts'
import type { Part } from './part.ts'
import { openRowStream, type Sink } from './row-stream.ts'
import type { Table } from './table.ts'

export type PartReader = {
  /** Fills all parts with the next rows, of which there must be so many. */
  read(rows: number): Promise<void>
  close(): void
}

/** Streams what several parts need in one query; an expression that two of them want is computed once. */
export async function readParts(
  table: Table,
  source: string,
  parts: readonly Part<unknown>[],
  suspects: readonly Suspect[],
): Promise<PartReader> {
  const sinks = new Map<string, Sink[]>()
  for (const { sql, sink } of parts.flatMap((part) => part.columns)) {
    const known = sinks.get(sql)
    if (known === undefined) sinks.set(sql, [sink])
    else known.push(sink)
  }
  const connection = await table.database.connect()
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (cause) {
      throw await explainFailure(table, cause, suspects)
    }
  }
  const expressions = sinks.size === 0 ? ['1'] : [...sinks.keys()]
  const stream = await explained(openRowStream(connection, `SELECT ${expressions.join(', ')} FROM ${source}`))
  const takers = [...sinks.values()]
  return {
    async read(rows) {
      for (const part of parts) part.begin(rows)
      const got = await explained(stream.fill(rows, takers))
      if (got !== rows) throw new Error(`${got} rows came where ${rows} were counted: the file changed while it was read`)
    },
    close: () => connection.closeSync(),
  }
}
