import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { openIdentity, openTelemetry } from '../../../src/adapters/registry.ts'
import { openPrometheusApi } from '../../../src/adapters/telemetry/prometheus/api.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'

const DIGEST = 'ab'.repeat(32)
type Answer = { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> }

let server: Server
let base: string
let asked: { url: string; arm: string | undefined; authorization: string | undefined; body: string; type: string | undefined }[]
let answers: Answer[]

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { authorization, 'x-arm': arm, 'content-type': type } = request.headers
    const body = await text(request)
    asked.push({ url: request.url ?? '', arm: typeof arm === 'string' ? arm : undefined, authorization, body, type })
    const { status = 200, body: answer = '', headers = {} } = answers.shift() ?? {}
    response.writeHead(status, headers).end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
beforeEach(() => {
  asked = []
  answers = []
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const world = (environment: Record<string, string> = {}) => ({ cwd: '.', environment, signal: new AbortController().signal })
const rolloutOf = (written: object) =>
  rolloutSection.parse({
    target: { kind: 'command', run: './target' },
    telemetry: { kind: 'prometheus', url: base, arms: { stable: 'blue', canary: 'green' } },
    guardrails: { e: { histogram: 'b{arm="{{arm}}"}', critical: true } },
    ...written,
  })
async function opened<T>(work: Promise<T | null>): Promise<T> {
  const found = await work
  if (found === null) throw new Error('the policy names none')
  return found
}
const identity = (written: object, swapped = false, environment: Record<string, string> = {}) =>
  opened(openIdentity(rolloutOf({ identity: { http: `${base}/{{arm}}/version`, ...written } }), async () => swapped, world(environment)))

test.each([
  ['the whole answer', {}, { body: `${DIGEST}\n` }],
  ['with its algorithm, in capitals', {}, { body: `sha256:${DIGEST.toUpperCase()}` }],
  ['a value in JSON', { json: '$.model.sha256' }, { body: JSON.stringify({ model: { sha256: DIGEST } }) }],
  ['a header', { header: 'X-Model' }, { headers: { 'x-model': DIGEST } }],
] as const)('%s is the identity', async (_, written, answer) => {
  answers = [answer]
  expect(await (await identity(written)).probe('canary')).toBe(DIGEST)
  expect(asked[0]?.url).toBe('/canary/version')
})

test.each([
  ['404', {}, { status: 404 }, 'unavailable', 'answered 404'],
  ['no digest', {}, { body: 'v1.2' }, 'refused', 'not the SHA-256'],
  ['no such value', { json: 'model.digest' }, { body: '{"model":{}}' }, 'refused', '`model.digest` of its answer is missing'],
  ['no such header', { header: 'x-model' }, { body: DIGEST }, 'refused', 'its header x-model is missing'],
] as const)('%s is none', async (_, written, answer, kind, words) => {
  answers = [answer]
  await expect((await identity(written)).probe('stable')).rejects.toMatchObject({ kind, message: expect.stringContaining(words) })
})

test('by role the proxy finds the arm; by place the names are exchanged with the roles', async () => {
  answers = Array.from({ length: 3 }, () => ({ body: DIGEST }))
  await (await identity({ headers: { 'x-arm': '{{arm}}' } }, true)).probe('canary')
  const arms = { stable: 'blue', canary: 'green' }
  await (await identity({ arms }, false)).probe('canary')
  await (await identity({ arms }, true)).probe('canary')
  expect(asked).toMatchObject([{ url: '/canary/version', arm: 'canary' }, { url: '/green/version' }, { url: '/blue/version' }])
})

test('a token comes from the variable that the policy names, and a missing one is said', async () => {
  answers = [{ body: DIGEST }]
  await (await identity({ 'token-variable': 'MODEL_TOKEN' }, false, { MODEL_TOKEN: 's3cret' })).probe('stable')
  expect(asked[0]?.authorization).toBe('Bearer s3cret')
  await expect(identity({ 'token-variable': 'MODEL_TOKEN' })).rejects.toThrow(
    'the environment variable MODEL_TOKEN: found: nothing in it'.replace('found: ', ''),
  )
})

test('faults of the server are tried again, and its Retry-After is honoured or handed on', async () => {
  answers = [{ status: 503, headers: { 'retry-after': '0' } }, { status: 429, headers: { 'retry-after': '0' } }, { body: DIGEST }]
  expect(await (await identity({})).probe('stable')).toBe(DIGEST)
  answers = [{ status: 503, headers: { 'retry-after': '120' } }]
  await expect((await identity({})).probe('stable')).rejects.toMatchObject({ kind: 'unavailable', retryAfterMs: 120_000 })
  expect(asked).toHaveLength(4)
})

describe('the API of Prometheus', () => {
  const api = () => openPrometheusApi({ url: base, token: null, timeoutMs: 2000, signal: new AbortController().signal })
  const success = (data: object, more: object = {}) => JSON.stringify({ status: 'success', data, ...more })
  const matrix = {
    resultType: 'matrix',
    result: [
      {
        metric: { a: 'b' },
        values: [
          [1.5, '3'],
          [2.5, 'NaN'],
          [3.5, '+Inf'],
        ],
      },
    ],
  }

  test('raw samples come by an instant query of a range, NaN and infinities as what they are', async () => {
    answers = [{ body: success(matrix) }]
    expect(await api().samples('up', 0, 4000)).toEqual([
      {
        labels: { a: 'b' },
        samples: [
          [1500, 3],
          [2500, Number.NaN],
          [3500, Number.NaN],
        ],
      },
    ])
    expect(decodeURIComponent(asked[0]?.url ?? '')).toBe('/api/v1/query?query=up[4s]&time=4.000')
  })

  test('a question that is too long for an address goes as a form', async () => {
    answers = [{ body: success(matrix) }]
    const selector = `{instance=~"${Array.from({ length: 240 }, (_, index) => `10\\\\.0\\\\.0\\\\.${index}:8080`).join('|')}"}`
    expect(await api().samples(selector, 0, 4000)).toHaveLength(1)
    const [{ url, body, type } = { url: '', body: '', type: '' }] = asked
    expect([url, type]).toEqual(['/api/v1/query', 'application/x-www-form-urlencoded'])
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ query: `${selector}[4s]`, time: '4.000' })
  })

  test.each([
    [
      'warnings beside success',
      { body: success(matrix, { warnings: ['a store is down'] }) },
      'TelemetryError',
      'part of the data: a store is down',
    ],
    [
      'a query that it refuses',
      { status: 400, body: '{"status":"error","errorType":"bad_data","error":"parse error"}' },
      'UsageError',
      'parse error',
    ],
    [
      'an execution that failed',
      { status: 422, body: '{"status":"error","errorType":"execution","error":"too many samples"}' },
      'TelemetryError',
      'too many samples',
    ],
    ['a page of a login', { status: 200, body: '<html>Sign in</html>' }, 'TelemetryError', "that is not Prometheus's API"],
    ['a refused token', { status: 401, body: 'Unauthorized' }, 'TelemetryError', 'answered 401 (Unauthorized)'],
    ['a vector', { body: success({ resultType: 'vector', result: [] }) }, 'TelemetryError', "that is not Prometheus's API"],
  ] as const)('%s is no data', async (_, answer, name, words) => {
    answers = [answer]
    await expect(api().samples('up', 0, 4000)).rejects.toMatchObject({ name, message: expect.stringContaining(words) })
  })

  test('it is opened with the names that the policy gives the arms', async () => {
    answers = [
      { body: success({ resultType: 'scalar', result: [10, '10'] }) },
      { body: success({ resultType: 'matrix', result: [] }) },
      { body: success({ resultType: 'matrix', result: [] }) },
    ]
    await expect((await openTelemetry(rolloutOf({}), world())).preflight()).rejects.toThrow(
      'no series b{arm="blue"}; expected series of the stable arm',
    )
  })
})
