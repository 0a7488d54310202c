import { z } from 'zod'

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const text = z.string().max(100_000)
/** A column of 64-bit floats can hold any number; what JSON cannot say (NaN, infinities) is counted, not sent. */
const counts = z.array(count).max(200_000).readonly()

const side = z.object({
  rows: count,
  nulls: count,
  notNumbers: count,
  infinities: count,
  zeros: count,
  min: z.number().nullable(),
  max: z.number().nullable(),
  distinct: z.object({ rows: count, values: count }).nullable(),
})

const chunks = z.object({ values: z.array(z.number()).max(1_000).readonly().nullable(), counts: z.array(counts).max(100).readonly() })

/** See tabular/distribution/profile.ts for the meaning of each. */
export const columnMessage = z.object({
  kind: z.literal('column'),
  column: z.object({
    name: text,
    use: z.enum(['number', 'category', 'time', 'other']),
    types: z.object({ reference: text, current: text }),
    whole: z.boolean(),
    reference: side,
    current: side,
    bins: z.object({ values: z.array(z.number()).max(200_000).readonly(), reference: counts, current: counts }).nullable(),
    levels: z
      .array(z.object({ name: text.nullable(), reference: count, current: count }))
      .max(200_000)
      .readonly()
      .nullable(),
    chunks: chunks.exactOptional(),
  }),
})

const rows = z.object({ rows: count, duplicates: count, twins: count })
const pair = z.object({ columns: z.tuple([text, text]).readonly(), width: count.max(100), reference: counts, current: counts })
const conflicts = z.object({ rows: count, conflicting: count })
export const profiledMessage = z.object({
  kind: z.literal('profiled'),
  rows: z.object({ reference: count, current: count }),
  equalRows: z
    .object({
      reference: rows,
      current: rows,
      shared: z.object({ looked: count, found: count }),
      conflicts: z.object({ reference: conflicts, current: conflicts }).nullable(),
    })
    .nullable(),
  pairs: z.array(pair).max(10_000).readonly().exactOptional(),
})

export type ColumnMessage = z.infer<typeof columnMessage>
export type ProfiledMessage = z.infer<typeof profiledMessage>
