import { z } from 'zod'

const text = z.string().max(100_000)
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** A type as the file states it; of CSV and JSON, as the values look. */
export type ColumnType =
  | { readonly kind: 'boolean' | 'text' | 'bytes' | 'date' | 'time' | 'uuid' | 'json' }
  | { readonly kind: 'integer'; readonly bits: number; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bits: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly unit: 's' | 'ms' | 'us' | 'ns'; readonly utc: boolean }
  /** `length` where the type or every row says it. */
  | { readonly kind: 'list'; readonly element: ColumnType; readonly length: number | null }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: ColumnType }[] }
  | { readonly kind: 'map'; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly kind: 'other'; readonly name: string }

const columnType: z.ZodType<ColumnType> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['boolean', 'text', 'bytes', 'date', 'time', 'uuid', 'json']) }),
    z.object({ kind: z.literal('integer'), bits: count, signed: z.boolean() }),
    z.object({ kind: z.literal('float'), bits: count }),
    z.object({ kind: z.literal('decimal'), precision: count, scale: count }),
    z.object({ kind: z.literal('timestamp'), unit: z.enum(['s', 'ms', 'us', 'ns']), utc: z.boolean() }),
    z.object({ kind: z.literal('list'), element: columnType, length: count.nullable() }),
    z.object({ kind: z.literal('struct'), fields: z.array(z.object({ name: text, type: columnType })).readonly() }),
    z.object({ kind: z.literal('map'), key: columnType, value: columnType }),
    z.object({ kind: z.literal('other'), name: text }),
  ]),
)

/** How the first rows look: enough to recognise a column under another name. */
const sketch = z.object({
  /** Share of nulls, 0 to 1. */
  nulls: z.number().min(0).max(1),
  /** Least, quartiles and largest of numbers; null for anything else. */
  quantiles: z.array(z.number()).readonly().nullable(),
  /** Most frequent values as text with their shares. */
  levels: z.array(z.object({ value: text, share: z.number().min(0).max(1) })).readonly(),
})

/** What the characters of a CSV column or the values of a JSON member show beyond the type; counts of values. */
const spelling = z.object({
  /** Values that are there; with none, the type is a guess of whoever opens the file. */
  values: count,
  /** Digits that begin with a zero: an id that is no number. */
  leadingZeros: count,
  decimalComma: count,
  /** Words that stand for a missing value and are read as text: NA, null. */
  nullTokens: z.array(text).readonly(),
  dateFormat: text.nullable(),
  /** JSON: rows without the member, rows with null, numbers in quotes, whole numbers above 2^53. */
  absent: count,
  nulls: count,
  quotedNumbers: count,
  aboveExact: count,
})

const columnSchema = z.object({
  name: text,
  type: columnType,
  /** Declared, by Parquet; other formats promise nothing. */
  nullable: z.boolean(),
  /** Nulls in the file, where it says so without being read; null where it does not. */
  nullCount: count.nullable(),
  /** Only of columns that somebody asked for. */
  sketch: sketch.nullable(),
  spelling: spelling.nullable(),
  /** Largest absolute value of numbers; only of columns that somebody asked for. */
  largest: z.number().nullable().optional(),
})

/** What people say of a column beside its type: `pii: true`, `unit: EUR`. `column` is the path of a field: `profile.age`. */
const columnTag = z.object({ column: text, key: text, value: text })

const dialect = z.object({ delimiter: text, quote: text, header: z.boolean(), encoding: text })

export const tableSchema = z.object({
  format: z.enum(['parquet', 'csv', 'json']),
  columns: z.array(columnSchema).readonly(),
  csv: dialect.nullable(),
  /** Physical layout of Parquet: codecs; null elsewhere. */
  codecs: z.array(text).readonly().nullable(),
  /** Left out where the format has no place for them. */
  tags: z.array(columnTag).readonly().optional(),
  notes: z.array(text).readonly(),
})

export type TableSchema = z.infer<typeof tableSchema>
export type ColumnSchema = TableSchema['columns'][number]
export type ColumnTag = z.infer<typeof columnTag>
export type Spelling = NonNullable<ColumnSchema['spelling']>
export type Sketch = NonNullable<ColumnSchema['sketch']>
