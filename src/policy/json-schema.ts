import * as z from 'zod'
import { jsonForms } from '../gates/section/quantity.ts'
import { sectionShapes } from '../gates/section/section.ts'
import { policySection } from './schema.ts'

/**
 * JSON Schema (2020-12) of sluice.yml for editors, from the same schema that Sluice checks with. It accepts a little more: what
 * `defaults` may bring is not required, and metrics, ranges of values with a unit and keys that exclude each other are left to
 * `sluice policy`.
 */
export function renderPolicyJsonSchema(): string {
  const schema = z.toJSONSchema(policySection, { io: 'input', target: 'draft-2020-12', override })
  const { $schema, ...rest } = schema
  const titled = { $schema, title: 'sluice.yml', description: 'What a machine-learning model must show before it ships.', ...rest }
  return `${JSON.stringify({ ...titled, required: ['version', 'models'] }, null, 2)}\n`
}

function override({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const written = jsonForms.get(zodSchema)
  if (written !== undefined) Object.assign(jsonSchema, written.form)
  if (zodSchema instanceof z.core.$ZodRecord) jsonSchema.minProperties = 1
  if (sectionShapes.has(zodSchema)) {
    delete jsonSchema.required
    // `evaluate:` with nothing behind it is an empty section, as in Sluice itself.
    Object.assign(jsonSchema, { type: ['object', 'null'] })
  }
}
