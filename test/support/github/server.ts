import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Answer, Route } from './answers.ts'
import { findOperation, isDescribed, wrongWithRequest, wrongWithResponse } from './description.ts'
import { ROUTES } from './routes.ts'
import { emptyState, type State, type Token, timeOf } from './state.ts'

/** What a test does to a request before it is answered: hold it, answer in its place, or break the connection. */
export type Fault = (
  request: { readonly method: string; readonly path: string; readonly token: string },
  state: State,
) => Promise<FaultAnswer | null> | FaultAnswer | null
export type FaultAnswer =
  | { readonly kind: 'reset' }
  /** It is done, and the connection breaks before that is said. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** The answer is made from this state: a list that lags. */
  | { readonly kind: 'state'; readonly state: State }

export type FakeGitHub = {
  readonly url: string
  readonly state: State
  /** `GET /repos/o/r/pulls`, in order. */
  readonly requests: string[]
  /** What GitHub's description refuses of requests or of the fake's own answers: a test expects none. */
  readonly violations: string[]
  fault: Fault | null
  /** Its clock: the system's, until a test sets another. */
  nowMs(): number
  close(): Promise<void>
}

export type FakeOptions = {
  readonly repository: string
  readonly tokens: Readonly<Record<string, Token>>
  /** Left out: any. */
  readonly port?: number
}

/** GitHub's REST API as far as a report uses it, on loopback: keeps state, and refuses what GitHub refuses. */
export async function startFakeGitHub({ repository, tokens, port: wanted = 0 }: FakeOptions): Promise<FakeGitHub> {
  const state = emptyState(repository)
  const server = createServer((request, response) => {
    void handle(request, response).catch((error) => {
      fake.violations.push(`the fake broke down: ${error instanceof Error ? error.stack : String(error)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const fake: FakeGitHub = {
    url,
    state,
    requests: [],
    violations: [],
    fault: null,
    nowMs: () => Date.now(),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return fake

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = incoming
    const address = new URL(incoming.url ?? '/', url)
    const text = (await buffer(incoming)).toString()
    fake.requests.push(`${method} ${address.pathname}`)
    const given = /^(?:token|bearer) (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1] ?? ''
    const fault = (await fake.fault?.({ method, path: address.pathname, token: given }, state)) ?? null
    if (fault?.kind === 'reset') {
      response.destroy()
      return
    }
    if (fault?.kind === 'answer') return send(response, fault.status, fault.body, fault.headers)
    const stored = /^\/_store\/(\d+)$/.exec(address.pathname)
    if (stored !== null) return sendArchive(response, Number(stored[1]), incoming.headers.authorization)
    const token = tokens[given]
    if (token === undefined) return sendJson(response, 401, { message: 'Bad credentials' })
    if (address.pathname === '/graphql') return sendJson(response, 200, { data: graphqlData(JSON.parse(text), token, state) })
    const reply = answerRest({ method, address, text, token, view: fault?.kind === 'state' ? fault.state : state })
    if (fault?.kind === 'lost') response.destroy()
    else sendJson(response, reply.status, reply.content, reply.headers)
  }

  function answerRest(request: { method: string; address: URL; text: string; token: Token; view: State }): Reply {
    const { method, address, text, token, view } = request
    const operation = findOperation(method, address.pathname)
    const route = operation === null ? undefined : ROUTES[`${operation.method} ${operation.path}`]
    if (operation === null || route === undefined) {
      fake.violations.push(`no route ${method} ${address.pathname}`)
      return { status: 404, content: { message: 'Not Found' } }
    }
    const { owner, repo, org } = operation.parameters
    const isThere = org === undefined ? `${owner}/${repo}` === repository : repository.startsWith(`${org}/`)
    if (!isThere) return { status: 404, content: { message: 'Not Found' } }
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const wrong = wrongWithRequest(operation, address.searchParams, body)
    if (wrong !== null) {
      fake.violations.push(`${method} ${address.pathname}: ${wrong}`)
      return { status: 422, content: { message: `Invalid request. ${wrong}`, documentation_url: 'https://docs.github.com/rest' } }
    }
    if (!isAllowed(token, route)) return notAllowed(route)
    const reply = paged(route.answer({ operation, query: address.searchParams, body, token, api: url, nowMs: fake.nowMs() }, view), address)
    // Every route refuses what it cannot do, whether its description says so or not.
    const isRefusal = [403, 404].includes(reply.status) || (reply.status === 422 && !isDescribed(operation, reply.status))
    const wrongAnswer = isRefusal ? null : wrongWithResponse(operation, reply.status, reply.content)
    if (wrongAnswer !== null) fake.violations.push(`answer to ${method} ${address.pathname}: ${wrongAnswer}`)
    return reply
  }

  /** The store of artifacts is another server, which must never see the token. */
  function sendArchive(response: ServerResponse, id: number, authorization: string | undefined): void {
    if (authorization !== undefined) fake.violations.push('the store of artifacts was sent a token')
    const artifact = state.artifacts.find((one) => one.id === id)
    response.writeHead(artifact === undefined ? 404 : 200, { 'content-type': 'application/zip' })
    response.end(artifact?.zip)
  }
}

/** The two questions that REST has no answer to. */
function graphqlData({ query, variables }: { query: string; variables?: { id?: string } }, token: Token, state: State) {
  if (!query.includes('lastEditedAt')) return { viewer: { login: token.login } }
  const review = state.reviews.find(({ id }) => `PRR_${id}` === variables?.id)
  return { node: review === undefined ? null : { lastEditedAt: review.editedAt === undefined ? null : timeOf(review.editedAt) } }
}

type Reply = { readonly status: number; readonly content: unknown; readonly headers?: Readonly<Record<string, string>> }

function notAllowed({ needs }: Route): Reply {
  const accepted = needs.map(([name, level]) => `${name.replaceAll('-', '_')}=${level}`).join('; ')
  return {
    status: 403,
    content: { message: 'Resource not accessible by integration', documentation_url: 'https://docs.github.com/rest' },
    headers: { 'x-accepted-github-permissions': accepted },
  }
}

function isAllowed({ permissions }: Token, { needs }: Route): boolean {
  // Every token may look at what a repository is.
  return needs.some(([name, level]) => name === 'metadata' || permissions[name] === 'write' || permissions[name] === level)
}

function paged({ status, body, list, headers = {} }: Answer, address: URL): Reply {
  if (list === undefined) return { status, content: body, headers: { ...headers } }
  const size = Math.min(100, Number(address.searchParams.get('per_page') ?? 30))
  const page = Number(address.searchParams.get('page') ?? 1)
  const items = list.items.slice((page - 1) * size, page * size)
  const next = new URL(address)
  next.searchParams.set('page', String(page + 1))
  const link: Record<string, string> = page * size < list.items.length ? { link: `<${next.href}>; rel="next"` } : {}
  return {
    status,
    content: list.key === undefined ? items : { total_count: list.items.length, [list.key]: items },
    headers: { ...headers, ...link },
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  send(response, status, body === undefined ? '' : JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers })
}

function send(response: ServerResponse, status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '999', ...headers })
  response.end(status === 204 ? undefined : body)
}
