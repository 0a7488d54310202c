import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createGitHubArtifacts } from '../../../src/adapters/artifacts/github-artifacts.ts'
import { ArtifactsRefused } from '../../../src/sources/references/artifacts.ts'

// A server of its own beside the strict fake: here it is the store and the redirect that misbehave.

type Answer = (request: IncomingMessage, response: ServerResponse) => void
let server: Server
let url: string
let answers: Record<string, Answer>
let asked: { path: string; authorization: string | undefined }[]

beforeEach(async () => {
  answers = {}
  asked = []
  server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, authorization: request.headers.authorization })
    const answer = Object.entries(answers).find(([prefix]) => path.startsWith(prefix))?.[1]
    if (answer === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
    else answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))

const open = () =>
  createGitHubArtifacts({
    token: 'secret',
    apiUrl: url,
    repository: 'acme/models',
    runId: 7,
    signal: new AbortController().signal,
    pauseMs: 1,
    log: () => {},
  })

const json =
  (status: number, body: unknown, headers = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const artifact = (id: number, name: string, expired = false) => ({
  id,
  name,
  size_in_bytes: 10,
  expired,
  created_at: '2026-11-24T00:00:00Z',
})
const LIST = '/repos/acme/models/actions/runs/7/artifacts'
const ZIP = '/repos/acme/models/actions/artifacts/5/zip'

test('lists the artifacts of the run, newest first, all pages, without what has expired', async () => {
  answers[LIST] = (request, response) => {
    const second = request.url?.includes('page=2') === true
    const artifacts = second ? [artifact(9, 'b')] : [artifact(5, 'a'), artifact(8, 'a'), artifact(6, 'old', true)]
    json(200, { total_count: 4, artifacts }, second ? {} : { link: `<${url}${LIST}?per_page=100&page=2>; rel="next"` })(request, response)
  }
  expect(await (await open()).list()).toEqual([
    { id: 9, name: 'b', bytes: 10 },
    { id: 8, name: 'a', bytes: 10 },
    { id: 5, name: 'a', bytes: 10 },
  ])
})

test('fetches the archive from the store, which does not see the token', async () => {
  answers[ZIP] = (_, response) => void response.writeHead(302, { location: `${url}/store?signature=x` }).end()
  answers['/store'] = (_, response) => void response.end('archive')
  const stream = await (await open()).download({ id: 5, name: 'a', bytes: 7 }, 100)
  expect((await buffer(stream)).toString()).toBe('archive')
  expect(asked).toEqual([
    { path: ZIP, authorization: 'token secret' },
    { path: '/store?signature=x', authorization: undefined },
  ])
})

test('a store that is down for a moment is asked again', async () => {
  let calls = 0
  answers[ZIP] = (_, response) => void response.writeHead(302, { location: `${url}/store` }).end()
  answers['/store'] = (_, response) => void (++calls < 2 ? response.writeHead(503).end() : response.end('archive'))
  const stream = await (await open()).download({ id: 5, name: 'a', bytes: 7 }, 100)
  expect((await buffer(stream)).toString()).toBe('archive')
})

test.each([
  ['larger than announced', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200).end('x'.repeat(200_000))],
  [
    'that says so',
    (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200, { 'content-length': 200_000 }).end('x'.repeat(200_000)),
  ],
])('an archive %s is refused as it arrives', async (_, store) => {
  answers[ZIP] = (_request, response) => void response.writeHead(302, { location: `${url}/store` }).end()
  answers['/store'] = store
  const downloading = (await open()).download({ id: 5, name: 'a', bytes: 7 }, 100_000).then(buffer)
  await expect(downloading).rejects.toThrow(/more than 0 MiB/)
})

test.each([
  ['another server without encryption', 'http://evil.example/x'],
  ['a file', 'file:///etc/passwd'],
  ['nothing', undefined],
])('a redirect to %s is not followed', async (_, location) => {
  answers[ZIP] = (_request, response) => void response.writeHead(302, location === undefined ? {} : { location }).end()
  await expect((await open()).download({ id: 5, name: 'a', bytes: 7 }, 100)).rejects.toThrow(/no usable place/)
})

test.each([
  ['may not read', 403, 'Resource not accessible by integration', /actions: read/],
  ['bad token', 401, 'Bad credentials', /valid token/],
  ['outage', 502, 'Bad gateway', /again later/],
])('%s: says what to do', async (_, status, message, remedy) => {
  answers[LIST] = json(status, { message })
  const failing = (await open()).list()
  await expect(failing).rejects.toBeInstanceOf(ArtifactsRefused)
  await expect(failing).rejects.toMatchObject({ remedy: expect.stringMatching(remedy) })
})
