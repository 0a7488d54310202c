import { z } from 'zod'
import type { ColumnTag } from './table-schema.ts'

type SparkField = { readonly name: string; readonly type?: unknown; readonly metadata?: Readonly<Record<string, unknown>> | undefined }

const struct = z.object({
  type: z.literal('struct'),
  fields: z.array(z.object({ name: z.string(), type: z.unknown(), metadata: z.record(z.string(), z.unknown()).optional() })),
})

/** The metadata of fields in Spark's own schema (`org.apache.spark.sql.parquet.row.metadata`), JSON. @throws Error when it is none */
export function sparkTags(json: string): readonly ColumnTag[] {
  const tagsOf = ({ name, type, metadata = {} }: SparkField, above: readonly string[]): ColumnTag[] => {
    const path = [...above, name]
    const inner = struct.safeParse(type)
    return [
      ...Object.entries(metadata).map(([key, value]) => ({
        column: path.join('.'),
        key,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      })),
      ...(inner.success ? inner.data.fields.flatMap((field) => tagsOf(field, path)) : []),
    ]
  }
  return struct.parse(JSON.parse(json)).fields.flatMap((field) => tagsOf(field, []))
}
