import { createServer, type Server, type ServerResponse } from 'node:http'

/** What a model does to a request; may be changed while it serves. */
export type Behaviour = {
  /** Share of requests that it answers with 500. */
  failures: number
  /** Least time of an answer. */
  latencyMs: number
  /** 0: every answer takes the same time; 0.2: the slowest of a hundred take two and a half times as long as the median. */
  spread: number
  /** Share of requests whose connection it closes without an answer. */
  closes: number
}

export type ModelServer = {
  readonly port: number
  readonly name: string
  readonly behaviour: Behaviour
  /** Its own record of what it answered, since it began. */
  readonly answered: { requests: number; failures: number }
  /** Refuses connections, as a process that is gone. */
  crash(): Promise<void>
  /** At the same port, with counters from zero and a new start time. */
  restart(): Promise<void>
}

export type ModelServerOptions = Partial<Behaviour> & { readonly name: string; readonly digest?: string; readonly port?: number }

/** Upper edges of the latency buckets, in seconds: 22 of them, a factor 1.5 apart. */
export const EDGES_S: readonly number[] = Array.from({ length: 22 }, (_, index) => Number((0.0005 * 1.5 ** index).toPrecision(4)))

/** A model behind HTTP with the metrics that client libraries have: requests by status, a latency histogram, its start time. */
export async function startModelServer({ name, digest = '', port = 0, ...behaviour }: ModelServerOptions): Promise<ModelServer> {
  const state = { failures: 0, latencyMs: 0, spread: 0, closes: 0, ...behaviour }
  let metrics = newMetrics()
  const answered = { requests: 0, failures: 0 }
  let drawn = 0
  const handle = (url: string, response: ServerResponse) => {
    if (url === '/metrics') return void response.end(renderMetrics(metrics))
    if (url === '/version') return void response.setHeader('x-model-sha256', digest).end(JSON.stringify({ model: { sha256: digest } }))
    const began = performance.now()
    // Evenly spread instead of drawn: a test's own counts are then exact.
    drawn += 1
    const isOneOf = (share: number) => Math.floor(drawn * share) > Math.floor((drawn - 1) * share)
    if (isOneOf(state.closes)) return void response.destroy()
    const failed = isOneOf(state.failures)
    setTimeout(() => {
      metrics.observe(failed ? '500' : '200', (performance.now() - began) / 1000)
      answered.requests += 1
      if (failed) answered.failures += 1
      response.writeHead(failed ? 500 : 200, { 'x-served-by': name }).end('{"score":0.5}')
    }, state.latencyMs * factorOf(drawn, state.spread))
  }
  let server = await listen(port, handle)
  const bound = portOf(server)
  return {
    port: bound,
    name,
    behaviour: state,
    answered,
    crash: () => close(server),
    async restart() {
      await close(server)
      metrics = newMetrics()
      server = await listen(bound, handle)
    },
  }
}

/** Log-logistic: the golden ratio goes through its quantiles evenly, in no order that a load could follow. */
function factorOf(drawn: number, spread: number): number {
  const quantile = 0.005 + 0.99 * ((drawn * 0.618_033_988_749_894_9) % 1)
  return (quantile / (1 - quantile)) ** spread
}

function newMetrics() {
  const startedAt = Date.now() / 1000
  const requests = new Map<string, number>()
  const buckets = [...EDGES_S, Number.POSITIVE_INFINITY].map(() => 0)
  let sum = 0
  return {
    startedAt,
    requests,
    buckets,
    sum: () => sum,
    observe(status: string, seconds: number) {
      requests.set(status, (requests.get(status) ?? 0) + 1)
      sum += seconds
      const first = EDGES_S.findIndex((edge) => seconds <= edge)
      for (let index = first === -1 ? EDGES_S.length : first; index < buckets.length; index++) buckets[index] = (buckets[index] ?? 0) + 1
    },
  }
}

function renderMetrics({ startedAt, requests, buckets, sum }: ReturnType<typeof newMetrics>): string {
  const edges = [...EDGES_S.map(String), '+Inf']
  return [
    `process_start_time_seconds ${startedAt}`,
    ...[...requests].map(([status, count]) => `model_requests_total{status="${status}"} ${count}`),
    ...edges.map((edge, index) => `model_latency_seconds_bucket{le="${edge}"} ${buckets[index]}`),
    `model_latency_seconds_count ${buckets.at(-1)}`,
    `model_latency_seconds_sum ${sum()}`,
    '',
  ].join('\n')
}

function listen(port: number, handle: (url: string, response: ServerResponse) => void): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume()
    handle(request.url ?? '/', response)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return address.port
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
