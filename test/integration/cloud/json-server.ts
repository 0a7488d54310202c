import { createServer, type IncomingMessage } from 'node:http'

export type Request = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
}
export type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
export type JsonServer = { readonly url: string; readonly requests: readonly Request[]; close(): Promise<void> }

/** A JSON API on loopback; what its handler does not expect is a 500, which no test takes for well. */
export async function startJsonServer(handle: (request: Request, url: string) => Answer): Promise<JsonServer> {
  const requests: Request[] = []
  let url = ''
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', url)
      const text = Buffer.concat(chunks).toString('utf8')
      const body: Request['body'] = text === '' ? {} : JSON.parse(text)
      const request = { method: incoming.method ?? '', path: pathname, query: searchParams, headers: incoming.headers, body }
      requests.push(request)
      let answer: Answer
      try {
        answer = handle(request, url)
      } catch (error) {
        answer = { status: 500, body: { error: { message: String(error) } } }
      }
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    url,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
