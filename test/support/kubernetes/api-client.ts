import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import type { JsonObject } from './json-patch.ts'

/** Where a server is, and who asks it: tests look at it beside the target, by a client of their own. */
export type ApiPlace = {
  readonly url: string
  readonly token?: string
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string }
}

export type RawAnswer = {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
  readonly json: JsonObject
}

export function ask(place: ApiPlace, method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<RawAnswer> {
  const sent = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const headers = {
      ...(place.token === undefined ? {} : { authorization: `Bearer ${place.token}` }),
      ...(sent === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(sent) }),
    }
    const url = new URL(path, place.url)
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      { method, headers, ...place.tls, agent: false },
      (response) => {
        text(response).then((answered) => {
          const isJson = (response.headers['content-type'] ?? '').startsWith('application/json')
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answered, json: isJson ? JSON.parse(answered) : {} })
        }, reject)
      },
    )
    request.once('error', reject)
    request.end(sent)
  })
}

export const JSON_PATCH = 'application/json-patch+json'
export const MERGE_PATCH = 'application/merge-patch+json'

/** The object, or an error that says what was answered. */
export async function get(place: ApiPlace, path: string): Promise<JsonObject> {
  const { status, json, text: said } = await ask(place, 'GET', path)
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${said}`)
  return json
}

export async function create(place: ApiPlace, path: string, object: unknown): Promise<void> {
  const { status, text: said } = await ask(place, 'POST', path, object)
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${said}`)
}

export async function merge(place: ApiPlace, path: string, patch: unknown): Promise<void> {
  const { status, text: said } = await ask(place, 'PATCH', path, patch, MERGE_PATCH)
  if (status !== 200) throw new Error(`PATCH ${path}: ${status} ${said}`)
}
