import type { Operation } from './description.ts'
import type { State, Token } from './state.ts'

// biome-ignore lint/suspicious/noExplicitAny: bodies that the description has checked.
type Json = any

export type Request = {
  readonly operation: Operation
  readonly query: URLSearchParams
  readonly body: Json
  readonly token: Token
  /** Address that the fake is reached at. */
  readonly api: string
  /** By GitHub's clock. */
  readonly nowMs: number
}

export type Answer = {
  readonly status: number
  readonly body?: unknown
  /** All of a list; the server cuts it into pages. `key`: the list lies below it, beside its `total_count`. */
  readonly list?: { readonly items: readonly unknown[]; readonly key?: string }
  readonly headers?: Readonly<Record<string, string>>
}

export type Route = {
  /** `write` implies `read`; any of the alternatives will do. */
  readonly needs: readonly (readonly [permission: string, level: 'read' | 'write'])[]
  answer(request: Request, state: State): Answer
}

export function missing(): Answer {
  return { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' } }
}

export function forbidden(): Answer {
  return { status: 403, body: { message: 'Must have admin rights to Repository.', documentation_url: 'https://docs.github.com/rest' } }
}

export function invalid(message: string): Answer {
  return { status: 422, body: { message: `Validation Failed: ${message}`, documentation_url: 'https://docs.github.com/rest', errors: [] } }
}
