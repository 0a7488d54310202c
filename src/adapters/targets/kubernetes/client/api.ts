import * as z from 'zod'
import { TargetError } from '../../../../rollout/ports.ts'
import type { Connection } from './connection.ts'
import { refusalOfRead, refusalOfWrite } from './refusals.ts'
import { type ApiAnswer, type ApiRequest, NoApiAnswer, openSender, type Sender } from './send.ts'

export type JsonPatch = readonly (
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
)[]

/** An object of the API: where it is, and what people call it. */
export type Place = { readonly path: string; readonly what: string }

export type Got<Value> = { readonly object: Value; readonly nowMs: number }

/**
 * The few requests that a target needs, over plain HTTPS: the official client is 4.2 MB in the bundle and takes eight starts of Node to load.
 * Nothing is tried again here but what credentials that ended have stopped: the engine reads back and decides.
 */
export class KubernetesApi {
  readonly namespace: string
  readonly #connection: Connection
  readonly #send: Sender

  constructor(connection: Connection, timeoutMs: number) {
    this.namespace = connection.namespace
    this.#connection = connection
    this.#send = openSender(connection, timeoutMs)
  }

  /** Always from the store: `resourceVersion=0` would answer from a cache that does not know the latest write. */
  async get<Schema extends z.ZodType>({ path, what }: Place, schema: Schema): Promise<Got<z.output<Schema>>> {
    const answer = await this.#ask(
      { method: 'GET', path },
      (error) => new TargetError('unavailable', `reading ${what}: ${error.message}`, { cause: error }),
    )
    if (answer.status !== 200) throw refusalOfRead(answer, what)
    return { object: parsed(answer, schema, what), nowMs: answer.nowMs }
  }

  /** `replace /metadata/resourceVersion` makes it a compare-and-swap: a stale one is a 409, where a failing `test` is a 422 without a reason. */
  async patch(place: Place, patch: JsonPatch): Promise<void> {
    await this.#write(place, 'application/json-patch+json', patch)
  }

  /** With `metadata.resourceVersion` in it a compare-and-swap too. */
  async merge(place: Place, patch: object): Promise<void> {
    await this.#write(place, 'application/merge-patch+json', patch)
  }

  /** A field that the server does not know would be dropped with a warning, and the write called done: Strict refuses it. */
  async #write({ path, what }: Place, contentType: string, patch: object): Promise<void> {
    const request = {
      method: 'PATCH',
      path: `${path}?fieldValidation=Strict&fieldManager=sluice`,
      contentType,
      body: JSON.stringify(patch),
    } as const
    const answer = await this.#ask(
      request,
      (error) => new TargetError(error.sent ? 'unknown-outcome' : 'unavailable', `writing ${what}: ${error.message}`, { cause: error }),
    )
    if (answer.status !== 200) throw refusalOfWrite(answer, what)
  }

  async #ask(request: ApiRequest, failure: (error: NoApiAnswer) => TargetError): Promise<ApiAnswer> {
    const { credentials } = this.#connection
    try {
      const answer = await this.#send(request, await credentials.current())
      // Absolute writes may be repeated; nobody else's token is tried.
      if (answer.status !== 401 || !credentials.renew()) return answer
      return await this.#send(request, await credentials.current())
    } catch (error) {
      if (error instanceof NoApiAnswer) throw failure(error)
      throw error
    }
  }
}

function parsed<Schema extends z.ZodType>({ contentType, text }: ApiAnswer, schema: Schema, what: string): z.output<Schema> {
  try {
    if (!contentType.startsWith('application/json')) throw new Error(`an answer of type ${contentType}`)
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? `\`${cause.issues[0]?.path.join('.')}\`: ${cause.issues[0]?.message}` : String(cause)
    throw new TargetError('unavailable', `reading ${what}: not what was expected: ${why}`, { cause })
  }
}
