import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseReference } from '../../../src/sources/references/parse.ts'
import { createResolver } from '../../../src/sources/references/resolve.ts'
import type { Sources } from '../../../src/sources/references/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-https-'))
const CONTENT = Buffer.from('the model '.repeat(100_000))
const DIGEST = createHash('sha256').update(CONTENT).digest('hex')
const asked = { role: 'candidate', where: 'sluice.yml:4:11' }

/** A path's answer, by how often it was asked for. */
const ROUTES: Record<string, (response: ServerResponse, time: number, request: IncomingMessage) => unknown> = {
  '/good.onnx': (response) => response.end(CONTENT),
  '/moved.onnx': (response) => response.writeHead(302, { location: '/good.onnx' }).end(),
  '/other-host': (response) => response.writeHead(307, { location: 'https://cdn.example/good.onnx' }).end(),
  '/insecure': (response) => response.writeHead(302, { location: 'http://cdn.example/good.onnx' }).end(),
  '/ring': (response) => response.writeHead(302, { location: '/ring' }).end(),
  '/changed': (response) => response.end('another model'),
  '/absent': (response) => response.writeHead(404).end(),
  '/busy': (response, time) => (time < 3 ? response.writeHead(503).end() : response.end(CONTENT)),
  '/always-busy': (response) => response.writeHead(503).end(),
  '/cut': (response) =>
    response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 5000), () => response.destroy()),
  '/cut-once': (response, time) =>
    time === 1
      ? response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 5000), () => response.destroy())
      : response.end(CONTENT),
  '/silent': (response) => response.writeHead(200).write('the'),
  '/endless': (response) => {
    const timer = setInterval(() => response.write(CONTENT), 1)
    response.on('close', () => clearInterval(timer))
  },
  '/signed': (response) => response.writeHead(403).end(),
}

let server: Server
let asks: string[] = []
let caches = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname
    asks.push(path)
    ROUTES[path]?.(response, asks.filter((one) => one === path).length, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => {
  asks = []
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

/** Stands in for TLS: every https address is answered by the server here; http would go where it says. */
const throughLoopback: typeof fetch = (input, init) => {
  const url = new URL(String(input))
  if (url.protocol !== 'https:') throw new Error(`not encrypted: ${url}`)
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${url.pathname}${url.search}`, init)
}

function get(path: string, options: Partial<Sources> = {}) {
  const cache = options.cache ?? join(folder, `cache${caches++}`)
  const sources = { folder, repository: null, scratch: join(folder, 'scratch'), environment: {}, fetch: throughLoopback, retryDelayMs: 1 }
  const reference = parseReference(`https://models.example${path}#sha256=${DIGEST}`, asked.where)
  return { cache, file: createResolver({ ...sources, ...options, cache }).resolve(reference, asked) }
}

const filesIn = (at: string): string[] =>
  existsSync(at) ? readdirSync(at, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])) : []

test.each([
  ['at once', '/good.onnx', ['/good.onnx'], 'good.onnx'],
  ['by a redirect', '/moved.onnx', ['/moved.onnx', '/good.onnx'], 'moved.onnx'],
  ['from another host', '/other-host', ['/other-host', '/good.onnx'], 'other-host'],
  ['at the third try', '/busy', ['/busy', '/busy', '/busy'], 'busy'],
  ['after a broken transfer', '/cut-once', ['/cut-once', '/cut-once'], 'cut-once'],
])('arrives %s', async (_, path, route, name) => {
  const { cache, file } = get(path)
  const found = await file
  expect(found).toMatchObject({ sha256: DIGEST, bytes: CONTENT.length, reference: `https://models.example${path}#sha256=${DIGEST}` })
  expect(readFileSync(found.path).equals(CONTENT)).toBe(true)
  expect(asks).toEqual(route)
  expect(filesIn(cache)).toEqual([name])
})

test('a second run takes it from the cache', async () => {
  const { cache, file } = get('/good.onnx')
  await file
  await get('/good.onnx', { cache }).file
  expect(asks).toEqual(['/good.onnx'])
})

test('a file in the cache that is not what its place says is fetched anew', async () => {
  const { cache, file } = get('/good.onnx')
  const { path } = await file
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'poison')
  expect(readFileSync((await get('/good.onnx', { cache }).file).path).equals(CONTENT)).toBe(true)
  expect(asks).toEqual(['/good.onnx', '/good.onnx'])
})

test.each([
  [
    'other bytes: both digests',
    '/changed',
    'DIGEST_MISMATCH',
    new RegExp(`sha256 ${createHash('sha256').update('another model').digest('hex')} \\(13 bytes\\) arrived, sha256 ${DIGEST} was named`),
    1,
  ],
  ['not there', '/absent', 'REFERENCE_NOT_FOUND', /the server answered 404 Not Found/, 1],
  ['busy to the end', '/always-busy', 'REFERENCE_NOT_FOUND', /the server answered 503/, 3],
  ['a redirect to http', '/insecure', 'REFERENCE_NOT_FOUND', /only https is followed/, 1],
  ['a ring of redirects', '/ring', 'REFERENCE_NOT_FOUND', /more than 5 redirects/, 6],
  ['always cut off', '/cut', 'REFERENCE_NOT_FOUND', /could not be downloaded: /, 3],
  ['silence in the middle', '/silent', 'REFERENCE_NOT_FOUND', /the server was silent for 0.15 s/, 3],
  ['endless', '/endless', 'REFERENCE_NOT_FOUND', /More than 5000000 bytes arrived/, 1],
])('%s: says so and leaves nothing', async (_, path, reasonCode, message, times) => {
  const { cache, file } = get(path, { stallLimitMs: 150, maxBytes: 5_000_000 })
  await expect(file).rejects.toMatchObject({ reasonCode, message: expect.stringMatching(message) })
  await expect(file).rejects.toThrow(/^sluice.yml:4:11: the candidate|^More than/)
  expect(asks).toHaveLength(times)
  expect(filesIn(cache)).toEqual([])
})

test('a length beyond the limit is refused before it arrives', async () => {
  await expect(get('/good.onnx', { maxBytes: 10 }).file).rejects.toThrow('1000000 bytes are more than the limit of 10')
})

test('no such server: names the proxy variables', async () => {
  const failing: typeof fetch = () =>
    Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND models.example') }))
  await expect(get('/good.onnx', { fetch: failing }).file).rejects.toMatchObject({
    message: expect.stringContaining('fetch failed (getaddrinfo ENOTFOUND models.example)'),
    remedy: expect.stringContaining('HTTPS_PROXY'),
  })
})

test('a cancelled job ends the transfer and leaves nothing', async () => {
  const abort = new AbortController()
  const { cache, file } = get('/silent', { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('cancelled')), 100)
  await expect(file).rejects.toThrow()
  expect(filesIn(cache)).toEqual([])
  expect(asks).toHaveLength(1)
})

test('the secret of a signed address is sent, and not shown when it is refused', async () => {
  let sent = ''
  const watching: typeof fetch = (input, init) => {
    sent = String(input)
    return throughLoopback(input, init)
  }
  const failure = get('/signed?X-Amz-Signature=beef', { fetch: watching }).file
  await expect(failure).rejects.toThrow(/answered 403/)
  await expect(failure).rejects.not.toThrow(/beef/)
  expect(sent).toContain('beef')
})
