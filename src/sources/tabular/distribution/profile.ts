import type { DataSpec, Limits } from '../../scored-rows.ts'

/** Two data sets whose columns and rows are to be counted beside each other. */
export type DistributionJob = {
  readonly reference: Pick<DataSpec, 'files' | 'format'>
  readonly current: Pick<DataSpec, 'files' | 'format'>
  readonly label: string | null
  /** Columns that name rows: no part of what makes two rows equal. */
  readonly ids: readonly string[]
  /** Columns of numbers that are names all the same, such as the label of a classification. */
  readonly categories: readonly string[]
  /** Whether the reference's own chunks are counted, and how columns go together; each costs some time. */
  readonly also?: { readonly chunks: boolean; readonly pairs: boolean }
  readonly limits: Limits
}

/** What is counted of a column's values: numbers on a grid, levels, moments in time, or only what is null. */
export type ColumnUse = 'number' | 'category' | 'time' | 'other'

/** Of one column on one side. Every row is in `rows`, so that nothing can be dropped silently. */
export type SideCounts = {
  readonly rows: number
  readonly nulls: number
  /** NaN, and CSV text in a column of numbers that is none. */
  readonly notNumbers: number
  readonly infinities: number
  readonly zeros: number
  /** Of finite numbers; of time in seconds since 1970. null where there are none. */
  readonly min: number | null
  readonly max: number | null
  /** Rows and different values among a random sample of values (all, up to some ten thousands); null where nobody asked. */
  readonly distinct: { readonly rows: number; readonly values: number } | null
}

export type Level = { readonly name: string | null; readonly reference: number; readonly current: number }

export type ColumnProfile = {
  readonly name: string
  readonly use: ColumnUse
  /** DuckDB's names of the types. */
  readonly types: { readonly reference: string; readonly current: string }
  readonly whole: boolean
  readonly reference: SideCounts
  readonly current: SideCounts
  /** Of finite numbers, ascending. */
  readonly bins: { readonly values: readonly number[]; readonly reference: readonly number[]; readonly current: readonly number[] } | null
  /** Most frequent first; null for no column of levels, and for one of too many. Names are given where they can matter. */
  readonly levels: readonly Level[] | null
  /** Of the reference; left out where nobody asked. */
  readonly chunks?: ChunkCounts
}

/** The same bins (or levels, then without values) counted in consecutive parts of the rows: `counts[part][bin]`. */
export type ChunkCounts = { readonly values: readonly number[] | null; readonly counts: readonly (readonly number[])[] }

/** How two columns go together, in a sample of rows: cells of `width` a row, the same on both sides. */
export type PairTable = {
  readonly columns: readonly [string, string]
  readonly width: number
  readonly reference: readonly number[]
  readonly current: readonly number[]
}

/** Of a random sample of rows (all, up to some ten thousands), chosen by what they hold, so that copies stay together. */
export type RowCounts = {
  readonly rows: number
  /** Rows beyond the first of their kind, if the larger data set were as small as the smaller one. */
  readonly duplicates: number
  /** Rows that have a copy in the same data set. */
  readonly twins: number
}

export type RowsProfile = {
  readonly reference: RowCounts
  readonly current: RowCounts
  /** Current rows looked at, and those of them that the reference has too. */
  readonly shared: { readonly looked: number; readonly found: number }
  /** Rows with features that stand beside another label elsewhere in the same data; null without a label. */
  readonly conflicts: {
    readonly reference: { readonly rows: number; readonly conflicting: number }
    readonly current: { readonly rows: number; readonly conflicting: number }
  } | null
}

export type DistributionProfile = {
  readonly rows: { readonly reference: number; readonly current: number }
  readonly columns: readonly ColumnProfile[]
  /** null where no column is shared. */
  readonly equalRows: RowsProfile | null
  /** Of the first columns; left out where nobody asked. */
  readonly pairs?: readonly PairTable[]
}
