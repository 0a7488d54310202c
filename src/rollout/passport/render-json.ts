import type { Passport } from './schema.ts'

/** The text of a passport, or of its predicate alone. Apart from the schema, which no tick needs. */
export function renderJson(value: Passport | Passport['predicate']): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
