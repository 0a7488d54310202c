import { randomUUID } from 'node:crypto'
import type { CustomKind } from './crds.ts'
import { applyJsonPatch, applyMergePatch, DoesNotFit, type Json, type JsonObject } from './json-patch.ts'
import { type Cause, checkValue } from './schema.ts'

export type Outcome = { readonly status: number; readonly body: object | string; readonly headers?: Readonly<Record<string, string>> }

export class Refusal extends Error {
  readonly outcome: Outcome
  constructor(status: number, reason: string, message: string, details: object = {}) {
    super(message)
    this.outcome = {
      status,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code: status },
    }
  }
}

export type StoreRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly contentType: string
}

type Metadata = {
  name: string
  namespace: string
  uid: string
  resourceVersion: string
  generation: number
  annotations?: Record<string, string>
  labels?: Record<string, string>
}
export type Stored = { metadata: Metadata; [field: string]: unknown }
type Place = { readonly kind: CustomKind; readonly namespace: string; readonly name: string | null; readonly subresource: string | null }

/** Objects, as the machinery of an API server keeps them: versions, generations, subresources, schemas, three kinds of patch of which it knows two. */
export class FakeStore {
  readonly #kinds: readonly CustomKind[]
  readonly #objects = new Map<string, Stored>()
  #version = 100

  constructor(kinds: readonly CustomKind[]) {
    this.#kinds = kinds
  }

  clear(): void {
    this.#objects.clear()
  }

  handle(request: StoreRequest): Outcome {
    const place = this.#placeOf(request.path)
    if (place === null) return { status: 404, body: '404 page not found\n' }
    if (request.method === 'POST') return this.#create(place, request)
    if (place.name === null) return this.#list(place, request.query)
    const stored = this.#objects.get(keyOf(place))
    if (stored === undefined)
      throw new Refusal(404, 'NotFound', `${place.kind.plural}.${place.kind.group} "${place.name}" not found`, { name: place.name })
    if (request.method === 'GET') return { status: 200, body: stored }
    return this.#patch(place, stored, request)
  }

  #placeOf(path: string): Place | null {
    const match = /^\/apis\/([^/]+)\/([^/]+)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path)
    const [, group, version, namespace = '', plural, name = null, subresource = null] = match ?? []
    const kind = this.#kinds.find((one) => one.group === group && one.version === version && one.plural === plural)
    if (kind === undefined || (subresource !== null && (subresource !== 'status' || !kind.hasStatus))) return null
    return { kind, namespace, name, subresource }
  }

  #list({ kind, namespace }: Place, query: URLSearchParams): Outcome {
    const prefix = keyOf({ kind, namespace, name: '' })
    const selector = query.get('labelSelector')
    const items = [...this.#objects].flatMap(([key, stored]) => (key.startsWith(prefix) && isSelected(stored, selector) ? [stored] : []))
    return {
      status: 200,
      body: {
        apiVersion: `${kind.group}/${kind.version}`,
        kind: `${kind.kind}List`,
        metadata: { resourceVersion: String(this.#version) },
        items,
      },
    }
  }

  #create({ kind, namespace }: Place, { body, query }: StoreRequest): Outcome {
    const written = parseBody(body) as JsonObject
    const given = written['metadata'] as { name: string; annotations?: Record<string, string>; labels?: Record<string, string> }
    const key = keyOf({ kind, namespace, name: given.name })
    if (this.#objects.has(key)) throw new Refusal(409, 'AlreadyExists', `${kind.plural}.${kind.group} "${given.name}" already exists`)
    const { object, headers } = this.#checked(kind, written, query)
    if (kind.hasStatus) delete object['status']
    const metadata = { ...given, namespace, uid: randomUUID(), resourceVersion: String(++this.#version), generation: 1 }
    const stored = { ...object, metadata }
    this.#objects.set(key, stored)
    return { status: 201, body: stored, headers }
  }

  #patch(place: Place, stored: Stored, { contentType, body, query }: StoreRequest): Outcome {
    const { kind, subresource } = place
    const patched = patchOf(stored, contentType, parseBody(body))
    const { metadata: wanted } = patched as unknown as Stored
    if (!/^\d+$/.test(wanted.resourceVersion))
      return { status: 500, body: { kind: 'Status', status: 'Failure', message: 'strconv.ParseUint: invalid syntax', code: 500 } }
    if (wanted.resourceVersion !== stored.metadata.resourceVersion)
      throw new Refusal(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${kind.plural}.${kind.group} "${place.name}": the object has been modified; please apply your changes to the latest version and try again`,
        { name: place.name, group: kind.group, kind: kind.plural },
      )
    const { object, headers } = this.#checked(kind, patched as JsonObject, query)
    const after = this.#versioned(stored, ofSubresource(stored, object, kind, subresource))
    if (query.get('dryRun') !== 'All') this.#objects.set(keyOf(place), after)
    return { status: 200, body: after, headers }
  }

  /** The version moves with every change, the generation with one of what is wanted. */
  #versioned(before: Stored, after: JsonObject): Stored {
    const metadata = { ...(after['metadata'] as unknown as Metadata), uid: before.metadata.uid }
    const next = { ...after, metadata }
    if (JSON.stringify(next) === JSON.stringify(before)) return before
    const wanted = (object: JsonObject | Stored) => JSON.stringify({ ...object, metadata: null, status: null })
    const generation = before.metadata.generation + (wanted(after) === wanted(before) ? 0 : 1)
    return { ...next, metadata: { ...metadata, generation, resourceVersion: String(++this.#version) } }
  }

  #checked(kind: CustomKind, written: JsonObject, query: URLSearchParams): { object: JsonObject; headers: Record<string, string> } {
    const { metadata, ...rest } = written
    const { value, causes, unknown } = checkValue(
      rest,
      { type: 'object', properties: { apiVersion: {}, kind: {}, ...kind.properties } },
      '',
    )
    if (causes.length > 0) throw invalid(kind, causes)
    const [first] = unknown
    if (first !== undefined && query.get('fieldValidation') === 'Strict')
      throw new Refusal(422, 'Invalid', `${kind.kind}.${kind.group} "" is invalid: unknown field "${first}"`, {
        causes: [{ reason: 'FieldValueInvalid', message: `unknown field "${first}"`, field: 'patch' }],
      })
    return {
      object: { ...(value as JsonObject), metadata: metadata ?? {} },
      headers: first === undefined ? {} : { warning: `299 - "unknown field \\"${first}\\""` },
    }
  }
}

function invalid({ kind, group }: CustomKind, causes: readonly Cause[]): Refusal {
  const said = causes.map(({ field, message }) => `${field}: ${message}`).join(', ')
  return new Refusal(422, 'Invalid', `${kind}.${group} "" is invalid: ${said}`, { causes })
}

/** Neither does `spec` change through `/status`, nor `status` without it: silently. */
function ofSubresource(before: Stored, after: JsonObject, { hasStatus }: CustomKind, subresource: string | null): JsonObject {
  if (!hasStatus) return after
  const statusOf = (object: JsonObject | Stored): JsonObject => (object['status'] === undefined ? {} : { status: object['status'] as Json })
  const own = { ...(subresource === 'status' ? (before as unknown as JsonObject) : after) }
  delete own['status']
  return { ...own, ...statusOf(subresource === 'status' ? after : before) }
}

function patchOf(stored: Stored, contentType: string, patch: Json): Json {
  const before = stored as unknown as Json
  try {
    if (contentType === 'application/json-patch+json') return applyJsonPatch(before, patch)
    if (contentType === 'application/merge-patch+json') return applyMergePatch(before, patch)
  } catch (error) {
    if (error instanceof DoesNotFit) throw new Refusal(422, 'Invalid', 'the server rejected our request due to an error in our request')
    if (error instanceof TypeError) throw new Refusal(400, 'BadRequest', `error decoding patch: ${error.message}`)
    throw error
  }
  throw new Refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml`,
  )
}

function parseBody(body: string): Json {
  try {
    return JSON.parse(body) as Json
  } catch (error) {
    throw new Refusal(400, 'BadRequest', `error decoding: ${error}`)
  }
}

function isSelected({ metadata }: Stored, selector: string | null): boolean {
  if (selector === null) return true
  const set = /^(\S+) in \((.*)\)$/.exec(selector)
  const [label = '', values] = set === null ? selector.split('=') : [set[1], set[2]]
  if (values === undefined) return metadata.labels?.[label] !== undefined
  return (values ?? '').split(',').includes(metadata.labels?.[label] ?? '')
}

function keyOf({ kind, namespace, name }: Pick<Place, 'kind' | 'namespace' | 'name'>): string {
  return `${kind.group}/${kind.plural}/${namespace}/${name ?? ''}`
}
