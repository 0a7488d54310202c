import { BrokenClaim } from './claim.ts'
import type { Part } from './part.ts'
import type { Profile } from './profile.ts'
import type { Sink } from './row-stream.ts'
import type { Column, Table } from './table.ts'
import { itemsOf, validRows } from './vectors.ts'

/** Ids, groups and queries as codes 0, 1, 2, … in the order in which they first appear. */
export type DenseCodes = { readonly part: Part<Uint32Array>; count(): number }

export function denseCodes(table: Table, column: Column, profile: Profile, use: string): DenseCodes {
  const claim = {
    table,
    column,
    wrong: `${column.text} IS NULL`,
    expected: `a value: the column is the ${use}`,
    remedy: 'Fill the column.',
  }
  const known = new Map<string | number, number>()
  let out = new Uint32Array(0)
  let last: string | number | null = null
  let lastCode = 0
  // Rows of one group often stand together: then there is nothing to look up.
  const put = (at: number, value: string | number): void => {
    if (value !== last) {
      last = value
      lastCode = known.get(value) ?? known.size
      if (lastCode === known.size) known.set(value, lastCode)
    }
    out[at] = lastCode
  }
  const asDouble =
    table.csv === null && column.kind === 'integer' && (profile.codes.get(column.name)?.largest ?? 0) <= Number.MAX_SAFE_INTEGER
  const sink: Sink = (vector, from, count, at) => {
    if (validRows(vector, from + count) !== null) throw new BrokenClaim(claim)
    const items = asDouble ? itemsOf(vector) : null
    for (let row = 0; row < count; row++) {
      const value = items === null ? vector.getItem(from + row) : items[from + row]
      if (typeof value !== 'number' && typeof value !== 'string') throw new BrokenClaim(claim)
      put(at + row, value)
    }
  }
  return {
    part: {
      columns: [{ sql: asDouble ? `CAST(${column.value} AS DOUBLE)` : column.text, sink }],
      begin: (rows) => {
        out = new Uint32Array(rows)
      },
      end: () => out,
    },
    count: () => known.size,
  }
}
