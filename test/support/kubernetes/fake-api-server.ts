import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { KINDS, REPLICA_SETS } from './crds.ts'
import { FakeStore, type Outcome, Refusal } from './fake-store.ts'

/**
 * What happens to one request: `…-landed` did what was asked before it failed, `…-lost` did not. Each as a real API server was seen to do it:
 * a store that stands still, a connection that is dropped, too many requests, a token review that is down, a server that hangs.
 */
export type Fault =
  | '504-landed'
  | '504-lost'
  | 'reset-landed'
  | 'reset-lost'
  | 'hang-landed'
  | 'hang-lost'
  | '429'
  | '401'
  | '500'
  | '503-lost'

export type FakeApiServer = {
  readonly url: string
  readonly store: FakeStore
  /** Of each request, as `PATCH /apis/…`. */
  readonly requests: string[]
  /** What each token may do: `get`, `list`, `patch` of `plural` or `plural/status`; null: everything. */
  readonly tokens: Map<string, readonly string[] | null>
  /** Asked for each request that came through. */
  onRequest: (method: string, path: string) => Fault | null
  /** A controller that is at once: runs after each write of others than itself (the token `controller`), before it is answered. */
  afterWrite: () => Promise<void>
  close(): Promise<void>
}

/** An API server for the kinds that targets know, which refuses what a real one refuses; test/support/kubernetes/contract.ts holds it to that. */
export async function startFakeApiServer(): Promise<FakeApiServer> {
  const store = new FakeStore([...KINDS, REPLICA_SETS])
  const server = createServer((request, response) => void answer(fake, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    requests: [],
    tokens: new Map([['admin', null]]),
    onRequest: () => null,
    afterWrite: async () => {},
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return fake
}

async function answer(fake: FakeApiServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const body = await text(request)
  const { pathname, searchParams } = new URL(url, fake.url)
  fake.requests.push(`${method} ${pathname}`)
  const refused = refuseToken(fake, request, pathname)
  const isController = request.headers.authorization === 'Bearer controller'
  const fault = refused === null && !isController ? fake.onRequest(method, pathname) : null
  if (fault !== null && !fault.endsWith('-landed')) return misbehave(fault, request, response)
  const contentType = request.headers['content-type'] ?? ''
  const outcome = refused ?? attempt(() => fake.store.handle({ method, path: pathname, query: searchParams, body, contentType }))
  if (method === 'PATCH' && !isController) await fake.afterWrite()
  if (fault !== null) return misbehave(fault, request, response)
  send(response, outcome)
}

function attempt(work: () => Outcome): Outcome {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return error.outcome
    throw error
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Outcome): void {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json', ...headers })
  response.end(isText ? body : JSON.stringify(body))
}

function misbehave(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.startsWith('reset')) request.socket.resetAndDestroy()
  else if (!fault.startsWith('hang')) send(response, ANSWERS[fault.replace(/-.*/, '')] ?? UNAUTHORIZED)
}

const UNAUTHORIZED: Outcome = { status: 401, body: statusOf(401, 'Unauthorized', 'Unauthorized') }

function statusOf(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
}

/** As they were recorded from a real one: what is busy or broken in front of the machinery answers in plain text. */
const ANSWERS: Readonly<Record<string, Outcome>> = {
  '401': UNAUTHORIZED,
  '429': { status: 429, body: 'Too many requests, please try again later.\n', headers: { 'retry-after': '1' } },
  '500': { status: 500, body: 'Internal Server Error: "/apis": an authorizer that is down\n' },
  '503': { status: 503, body: statusOf(503, 'ServiceUnavailable', 'etcdserver: no leader') },
  '504': {
    status: 504,
    body: statusOf(504, 'Timeout', 'Timeout: request did not complete within requested timeout - context deadline exceeded'),
  },
}

function refuseToken({ tokens }: FakeApiServer, request: IncomingMessage, path: string): Outcome | null {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const may = tokens.get(token)
  if (may === undefined) return UNAUTHORIZED
  const [, , group = '', , , namespace = '', plural = '', name, subresource] = path.split('/')
  const verb = request.method === 'GET' ? (name === undefined ? 'list' : 'get') : request.method === 'POST' ? 'create' : 'patch'
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`
  if (may === null || may.includes(`${verb} ${resource}`)) return null
  const message = `${plural}.${group} "${name ?? ''}" is forbidden: User "${token}" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`
  return { status: 403, body: statusOf(403, 'Forbidden', message) }
}
