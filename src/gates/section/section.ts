import * as z from 'zod'

/**
 * Which of two values of a key asks for more, when the base commit's policy and the pull request's differ:
 * `smaller`, `larger`: the smaller or larger quantity (of margins both parts); a list: its later entries;
 * `base`: neither, it says what is measured, so the base commit's stays; `head`: it describes the candidate, so head's stands;
 * `common`: a list of which only what stands in both counts; `unionBy`: one of which every entry counts, named by its identity.
 */
export type Stricter =
  | 'smaller'
  | 'larger'
  | 'base'
  | 'head'
  | 'common'
  | { readonly unionBy: (entry: unknown) => string }
  | readonly string[]

export type KeyFacts = {
  /** One sentence for docs/policy.md and for editors. */
  readonly meaning: string
  /** As the file would write it, for the docs and for "add …". */
  readonly example: string
  /** What the value is: "a share", "rows"; left out where default or example says it. */
  readonly unit?: string
  /** Left out for sections and maps, whose own keys say it. */
  readonly stricter?: Stricter
}

export const keyFacts = z.registry<KeyFacts>()

/** Compiling a parser for each object pays after some hundred files; a call reads one or two. */
z.config({ jitless: true })

/** A key of a section with what people and the strictness rule must know of it. */
export function key<Schema extends z.ZodType>(schema: Schema, facts: KeyFacts): Schema {
  // A copy only where another key has the same schema: it takes as long as making the schema.
  const described = keyFacts.has(schema) ? schema.clone() : schema
  z.globalRegistry.add(described, { description: facts.meaning })
  keyFacts.add(described, facts)
  return described
}

/** What is built when a file has it, or when somebody asks what may stand in it: most files have few of the sections. */
export function deferred<Schema extends z.ZodType>(build: () => Schema) {
  const schema = z.lazy(build)
  // Zod would build it to learn whether it has a value for what is absent; `.prefault` says so outside of it.
  Object.defineProperty(schema._zod, 'optin', { value: undefined })
  return schema
}

/** Mappings that merge key by key: a model's block over `defaults`. All others (a margin, a slice) are one value. */
export const sectionShapes = z.registry<{ keys: readonly string[] }>()

type Camel<Name> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name
type Typed<Written> = {
  readonly [Key in keyof Written as Camel<Key>]-?: undefined extends Written[Key] ? Exclude<Written[Key], undefined> | null : Written[Key]
}

/** A mapping of known keys, kebab-case in the file, camelCase out of it; a key that was left out and has no default is null. */
export function section<Shape extends z.core.$ZodShape>(shape: Shape) {
  const written = z.strictObject(shape, { error: 'a mapping of keys' })
  sectionShapes.add(written, { keys: Object.keys(shape) })
  return written.transform((values) => camelKeys(Object.keys(shape), values))
}

function camelKeys<Written extends object>(keys: readonly string[], values: Written): Typed<Written> {
  const given = new Map<string, unknown>(Object.entries(values))
  return Object.fromEntries(keys.map((name) => [camel(name), given.get(name) ?? null])) as Typed<Written>
}

export function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
