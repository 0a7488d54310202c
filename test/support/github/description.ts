import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'

// biome-ignore lint/suspicious/noExplicitAny: GitHub's description, as JSON.
type Json = any

const description: Json = JSON.parse(
  readFileSync(
    execFileSync(process.execPath, [resolve(__dirname, '../../../scripts/github-openapi.mjs')], { encoding: 'utf8' }).trim(),
    'utf8',
  ),
)
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false, coerceTypes: false })
ajv.addSchema({ $id: 'github', ...description })
const compiled = new Map<string, ValidateFunction>()

/** A route of GitHub's description that a request is for. */
export type Operation = { readonly method: string; readonly path: string; readonly parameters: Readonly<Record<string, string>> }

export function findOperation(method: string, pathname: string): Operation | null {
  for (const path of Object.keys(description.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    const match = new RegExp(`^${path.replace(/\{ref\}/, '(.+)').replace(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname)
    if (match === null || !(method.toLowerCase() in description.paths[path])) continue
    const values = match.slice(1).map((value) => decodeURIComponent(value))
    return { method: method.toLowerCase(), path, parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) }
  }
  return null
}

/** What GitHub's description finds wrong with a request; null for nothing. */
export function wrongWithRequest({ method, path, parameters }: Operation, query: URLSearchParams, body: unknown): string | null {
  const operation = description.paths[path][method]
  const declared: Json[] = operation.parameters.map((one: Json) => resolveReference(one))
  for (const name of query.keys()) {
    if (!declared.some((one) => one.in === 'query' && one.name === name)) return `the query parameter ${name} is not known`
  }
  for (const one of declared) {
    const text = one.in === 'query' ? query.get(one.name) : one.in === 'path' ? parameters[one.name] : null
    if (text === null || text === undefined) {
      if (one.required && one.in !== 'header') return `${one.name} is missing`
      continue
    }
    const value = one.schema?.type === 'integer' ? Number(text) : one.schema?.type === 'boolean' ? text === 'true' : text
    const wrong = check(`${method} ${path} ${one.name}`, one.schema, value)
    if (wrong !== null) return `${one.name}: ${wrong}`
  }
  const schema = operation.requestBody?.content?.['application/json']?.schema
  if (schema === undefined) return null
  return unknownProperty(schema, body) ?? check(`${method} ${path} body`, schema, body)
}

/** The description forbids no misspelt property, GitHub ignores it: neither is what its sender meant. Looks into objects and lists. */
function unknownProperty(schema: Json, value: unknown): string | null {
  if (Array.isArray(value)) {
    const items = resolveReference(schema)?.items
    return items === undefined ? null : firstOf(value.map((one) => unknownProperty(items, one)))
  }
  if (typeof value !== 'object' || value === null) return null
  const known = propertiesOf(schema)
  if (known === null) return null
  const entries = Object.entries(value)
  return firstOf(entries.map(([name, one]) => (name in known ? unknownProperty(known[name], one) : `the property ${name} is not known`)))
}

/** All that any of its alternatives names; null where anything goes. */
function propertiesOf(schema: Json): Record<string, Json> | null {
  const { properties, oneOf = [], anyOf = [], allOf = [] } = resolveReference(schema) ?? {}
  const parts: Json[] = [...oneOf, ...anyOf, ...allOf].map(propertiesOf).filter((one) => one !== null)
  if (properties === undefined && parts.length === 0) return null
  return Object.assign({}, properties, ...parts)
}

function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((one) => one !== null) ?? null
}

export function isDescribed({ method, path }: Operation, status: number): boolean {
  return description.paths[path][method].responses[String(status)] !== undefined
}

/** The same for what the fake is about to answer: it may not say what GitHub would not. */
export function wrongWithResponse({ method, path }: Operation, status: number, body: unknown): string | null {
  const response = description.paths[path][method].responses[String(status)]
  if (response === undefined) return `the status ${status} is not described`
  const schema = resolveReference(response).content?.['application/json']?.schema
  return schema === undefined ? null : check(`${method} ${path} ${status}`, schema, body)
}

function check(name: string, schema: Json, value: unknown): string | null {
  const known = compiled.get(name)
  const validate = known ?? ajv.compile(absolute(schema))
  if (known === undefined) compiled.set(name, validate)
  if (validate(value)) return null
  const [error] = validate.errors ?? []
  return `${error?.instancePath || 'the whole'} ${error?.message} ${JSON.stringify(error?.params ?? {})}`
}

function absolute(node: Json): Json {
  if (Array.isArray(node)) return node.map(absolute)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === '$ref' ? `github${String(value)}` : absolute(value)]))
}

function resolveReference(node: Json): Json {
  if (typeof node?.$ref !== 'string') return node
  const [, kind = '', key = ''] = /^#\/components\/([^/]+)\/(.+)$/.exec(node.$ref) ?? []
  return description.components[kind][key]
}
