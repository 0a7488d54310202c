import * as z from 'zod'
import { type KeyFacts, keyFacts, sectionShapes } from '../gates/section/section.ts'

/** The schema as the walkers need it (merging, defaults, strictness, docs): the only place that looks into zod's definitions. */
export type Shape =
  | { readonly kind: 'section'; readonly keys: ReadonlyMap<string, KeyShape> }
  | { readonly kind: 'map'; readonly value: KeyShape }
  | { readonly kind: 'value' }

export type KeyShape = {
  readonly shape: Shape
  readonly schema: z.core.$ZodType
  readonly facts: KeyFacts | null
  readonly required: boolean
  /** As the file would write it; undefined where there is none. */
  readonly default: unknown
}

export function shapeOf(schema: z.core.$ZodType): Shape {
  const inner = built(withoutWrappers(schema).schema)
  if (inner instanceof z.core.$ZodPipe) {
    const written = writtenSide(inner)
    if (written instanceof z.core.$ZodObject && sectionShapes.has(written)) {
      const keys = Object.entries(written._zod.def.shape).map(([name, keySchema]) => [name, keyShape(keySchema)] as const)
      return { kind: 'section', keys: new Map(keys) }
    }
  }
  if (inner instanceof z.core.$ZodRecord) return { kind: 'map', value: keyShape(inner._zod.def.valueType) }
  return { kind: 'value' }
}

/** What the file holds, before any transformation. */
function writtenSide(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.core.$ZodPipe ? writtenSide(schema._zod.def.in) : schema
}

export function keyShape(schema: z.core.$ZodType): KeyShape {
  const { schema: inner, optional, fallback } = withoutWrappers(schema)
  let shape: Shape | null = null
  return {
    // When it is asked for, so that sections that nobody looks into are not built.
    get shape() {
      shape ??= shapeOf(inner)
      return shape
    },
    schema,
    facts: keyFacts.get(schema) ?? null,
    required: !optional,
    default: fallback,
  }
}

function built(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.core.$ZodLazy ? schema._zod.innerType : schema
}

function withoutWrappers(schema: z.core.$ZodType): { schema: z.core.$ZodType; optional: boolean; fallback: unknown } {
  if (schema instanceof z.core.$ZodOptional) return { ...withoutWrappers(schema._zod.def.innerType), optional: true }
  if (schema instanceof z.core.$ZodPrefault) {
    return { ...withoutWrappers(schema._zod.def.innerType), optional: true, fallback: schema._zod.def.defaultValue }
  }
  return { schema, optional: false, fallback: undefined }
}
