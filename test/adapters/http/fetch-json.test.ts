import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetchAnswer, NoAnswer } from '../../../src/adapters/http/fetch-json.ts'

const servers: Server[] = []

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

const ask = (url: string, more: object = {}) =>
  fetchAnswer({ url, token: 'secret', timeoutMs: 5_000, signal: new AbortController().signal, ...more })

test('sends the token, JSON and the caller’s headers, and tells the answer whatever its status below 500', async () => {
  const url = await serve((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { authorization, accept, 'content-type': type, 'x-arm': arm } = request.headers
      response.writeHead(404, { 'content-type': 'application/json', 'X-Model': 'abc' })
      response.end(JSON.stringify({ method: request.method, authorization, accept, type, arm, body }))
    })
  })
  const answer = await ask(url, { method: 'POST', body: { é: 1 }, headers: { 'X-Arm': 'canary', Accept: 'text/plain' } })
  expect([answer.status, answer.contentType, answer.headers['x-model']]).toEqual([404, 'application/json', 'abc'])
  expect(JSON.parse(answer.text)).toEqual({
    method: 'POST',
    authorization: 'Bearer secret',
    accept: 'text/plain',
    type: 'application/json',
    arm: 'canary',
    body: '{"é":1}',
  })
})

test('a redirect is named, and the token goes nowhere', async () => {
  const reached: string[] = []
  const other = await serve((request, response) => {
    reached.push(String(request.headers.authorization))
    response.end()
  })
  const url = await serve((_, response) => response.writeHead(302, { location: other }).end())
  await expect(ask(url)).rejects.toThrow(`answered 302: it has moved to ${other}, which has to be named itself`)
  expect(reached).toEqual([])
})

test('faults of the server are tried again, three times in all, as it asks', async () => {
  let asked = 0
  const url = await serve((_, response) => {
    asked++
    if (asked < 3) response.writeHead(asked === 1 ? 503 : 429, { 'retry-after': '0' }).end('later')
    else response.end('{}')
  })
  expect([(await ask(url)).text, asked]).toEqual(['{}', 3])
})

test.each<[string, RequestListener, string]>([
  ['says nothing', () => {}, 'did not answer within 200 ms'],
  ['stops in the middle', (_, response) => void response.writeHead(200).write('{'), 'did not answer within 200 ms'],
  ['hangs up', (request) => void request.socket.destroy(), 'could not be reached: socket hang up'],
  [
    'hangs up in the middle',
    (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('{', () => response.destroy()),
    'could not be reached: aborted',
  ],
])('a server that %s is no answer', async (_, answer, message) => {
  const url = await serve(answer)
  await expect(ask(url, { timeoutMs: 200 })).rejects.toThrow(message)
})

test('a port where nobody listens is named with the error', async () => {
  const url = await serve(() => {})
  await new Promise((closed) => servers.splice(0)[0]?.close(closed))
  const failure = await ask(url).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(NoAnswer)
  expect(String(failure)).toMatch(/127\.0\.0\.1:\d+ could not be reached: .*ECONNREFUSED/)
})

test('an answer without end is cut off, and not asked for again', async () => {
  let asked = 0
  const url = await serve((_, response) => {
    asked++
    const more = () => void response.write(Buffer.alloc(2 ** 20), more)
    more()
  })
  await expect(ask(url, { timeoutMs: 60_000 })).rejects.toThrow('answered with more than 64 MiB')
  expect(asked).toBe(1)
})

test('whoever cancels gets the reason, at once', async () => {
  const controller = new AbortController()
  const url = await serve(() => controller.abort(new Error('the job was cancelled')))
  await expect(ask(url, { signal: controller.signal })).rejects.toThrow('the job was cancelled')
})
