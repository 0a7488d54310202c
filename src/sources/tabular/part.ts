import { BrokenClaim, type Claim } from './claim.ts'
import type { Sink } from './row-stream.ts'
import { itemsOf, validRows } from './vectors.ts'

/** One piece of a batch (labels, weights, a slice, …): the SQL columns that it reads and what it makes of their vectors. */
export type Part<T> = {
  readonly columns: readonly PartColumn[]
  /** Gets fresh arrays for a batch of so many rows. */
  begin(rows: number): void
  end(): T
}

export type PartColumn = { readonly sql: string; readonly sink: Sink }

/** Numbers that must be there and satisfy `accepts`; `sql` gives DOUBLE. */
export function doublePart(sql: string, claim: Claim, accepts: (value: number) => boolean): Part<Float64Array> {
  let out = new Float64Array(0)
  const sink: Sink = (vector, from, count, at) => {
    const items = itemsOf(vector)
    if (!(items instanceof Float64Array)) throw new Error(`expected DOUBLE from ${sql}`)
    if (validRows(vector, from + count) !== null) throw new BrokenClaim(claim)
    for (let row = 0; row < count; row++) {
      const value = items[from + row] ?? 0
      if (!accepts(value)) throw new BrokenClaim(claim)
      out[at + row] = value
    }
  }
  return {
    columns: [{ sql, sink }],
    begin: (rows) => {
      out = new Float64Array(rows)
    },
    end: () => out,
  }
}

/** Codes that SQL made (`sql` gives USMALLINT), put into an array of the receiver's kind. */
export function codePart<T extends Uint8Array | Uint16Array | Int32Array>(sql: string, make: (rows: number) => T): Part<T> {
  let out = make(0)
  const sink: Sink = (vector, from, count, at) => {
    const items = itemsOf(vector)
    if (!(items instanceof Uint16Array)) throw new Error(`expected USMALLINT from ${sql}`)
    out.set(items.subarray(from, from + count), at)
  }
  return {
    columns: [{ sql, sink }],
    begin: (rows) => {
      out = make(rows)
    },
    end: () => out,
  }
}
