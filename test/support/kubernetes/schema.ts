import type { Json, JsonObject } from './json-patch.ts'

export type Cause = { readonly reason: string; readonly field: string; readonly message: string }

type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: Json
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
}

export type Checked = { readonly value: Json; readonly causes: readonly Cause[]; readonly unknown: readonly string[] }

/** As an API server reads an object by its schema: defaults are filled in, unknown fields dropped and named, bounds and types checked. */
export function checkValue(value: Json, written: Json, path: string): Checked {
  const schema = written as Schema
  const causes: Cause[] = []
  const unknown: string[] = []
  const wrong = (reason: string, message: string): Checked => ({ value, causes: [{ reason, field: path, message }], unknown })
  if (schema.type === 'integer') {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return wrong('FieldValueTypeInvalid', `Invalid value: ${JSON.stringify(value)}: must be integer`)
    if (value > (schema.maximum ?? Number.POSITIVE_INFINITY) || value < (schema.minimum ?? Number.NEGATIVE_INFINITY))
      return wrong('FieldValueInvalid', `Invalid value: ${value}: should be between ${schema.minimum} and ${schema.maximum}`)
    return { value, causes, unknown }
  }
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return wrong('FieldValueTypeInvalid', 'must be array')
    const items = value.map((item, index) => checkValue(item, (schema.items ?? {}) as Json, `${path}[${index}]`))
    return {
      value: items.map((item) => item.value),
      causes: items.flatMap((item) => item.causes),
      unknown: items.flatMap((item) => item.unknown),
    }
  }
  if (schema.type !== 'object') return { value, causes, unknown }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return wrong('FieldValueTypeInvalid', 'must be object')
  return checkObject(value, schema, path)
}

function checkObject(value: JsonObject, schema: Schema, path: string): Checked {
  const properties = schema.properties ?? {}
  const result: JsonObject = {}
  const causes: Cause[] = []
  const unknown: string[] = []
  for (const [name, item] of Object.entries(value)) {
    const known = properties[name]
    const place = path === '' ? name : `${path}.${name}`
    if (known === undefined) {
      if (schema['x-kubernetes-preserve-unknown-fields'] === true) result[name] = item
      else unknown.push(place)
      continue
    }
    const checked = checkValue(item, known as Json, place)
    result[name] = checked.value
    causes.push(...checked.causes)
    unknown.push(...checked.unknown)
  }
  for (const [name, { default: preset }] of Object.entries(properties)) if (preset !== undefined && !(name in result)) result[name] = preset
  return { value: result, causes, unknown }
}
