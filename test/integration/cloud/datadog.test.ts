import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askByCommand } from '../../../src/adapters/telemetry/contract/ask.ts'
import { ContractTelemetry } from '../../../src/adapters/telemetry/contract/telemetry.ts'
import type { Signal } from '../../../src/rollout/ports.ts'
import { type Answer, type JsonServer, type Request, startJsonServer } from './json-server.ts'

jest.setTimeout(120_000)

const MINUTE = 60_000
const PROGRAM = join(__dirname, '..', '..', '..', 'examples', 'cloud', 'datadog.mjs')
const ERRORS: Signal = {
  name: 'errors',
  kind: 'rate',
  requests: 'sum:model.requests{service:fraud,arm:{{arm}}}',
  failures: 'sum:model.failures{service:fraud,arm:{{arm}}}',
}

let server: JsonServer
/** By query, by the minute's begin. */
let points: Record<string, [number, number | null][]>
let nowMs: number
let interval: number

beforeEach(async () => {
  nowMs = Math.floor(Date.now() / MINUTE) * MINUTE
  points = {}
  interval = 60
  server = await startJsonServer(datadog)
})
afterEach(() => server.close())

/** GET /api/v1/query as it is documented: an empty list of series is a success. */
function datadog({ method, path, query, headers }: Request): Answer {
  if (headers['dd-api-key'] !== 'api' || headers['dd-application-key'] !== 'app') return { status: 403, body: { errors: ['Forbidden'] } }
  if (method !== 'GET' || path !== '/api/v1/query') return { status: 404, body: { errors: ['Not found'] } }
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))]
  if (!Number.isInteger(from) || !Number.isInteger(to) || to <= from || to - from > 1500 * 60)
    return { status: 400, body: { errors: ['range'] } }
  const [, asked = ''] = /^(sum:.*)\.as_count\(\)\.rollup\(sum, 60\)$/.exec(query.get('query') ?? '') ?? []
  if (asked === '') return { status: 400, body: { errors: ['Error parsing query'] } }
  const pointlist = (points[asked] ?? []).filter(([atMs]) => atMs >= from * 1000 && atMs <= to * 1000)
  const series = pointlist.length === 0 ? [] : [{ metric: asked, scope: '', interval, pointlist }]
  const body = { status: 'ok', error: '', from_date: from * 1000, to_date: to * 1000, series }
  return { status: 200, body, headers: { date: new Date(nowMs).toUTCString() } }
}

function serve(arm: string, minutesAgo: number, requests: number, failures: number | null): void {
  const add = (metric: string, value: number | null) => {
    const query = `sum:model.${metric}{service:fraud,arm:${arm}}`
    points[query] = [...(points[query] ?? []), [nowMs - minutesAgo * MINUTE, value]]
  }
  add('requests', requests)
  add('failures', failures)
}

function open(signal: Signal = ERRORS, windowMs = MINUTE): ContractTelemetry {
  const environment = { PATH: process.env['PATH'], DD_API_KEY: 'api', DD_APP_KEY: 'app', DATADOG_URL: server.url }
  const place = { folder: tmpdir(), environment, signal: new AbortController().signal }
  const policy = {
    ...{ kind: 'command' as const, run: `"${process.execPath}" "${PROGRAM}"`, window: windowMs },
    ...{ arms: { stable: 'blue', canary: 'green' }, timeout: 30_000 },
  }
  return new ContractTelemetry({ name: 'datadog', ask: askByCommand(policy, place), signals: [signal], arms: policy.arms, windowMs })
}

const from = (minutesAgo: number) => ({ version: 1, atMs: null, theirs: { atMs: nowMs - minutesAgo * MINUTE } })

test('sums of each closed window by Datadog’s clock; an arm without points had none while the other has some', async () => {
  serve('blue', 6, 1000, 7)
  serve('green', 6, 50, null)
  serve('blue', 5, 900, 3)
  serve('blue', 2, 800, 1)
  const { windows, cursor, newestMs } = await open().read(from(6))
  expect(windows.map(({ requests, readings }) => [requests, readings['errors']])).toEqual([
    [
      { stable: 1000, canary: 50 },
      { kind: 'rate', arms: { stable: { requests: 1000, failures: 7 }, canary: { requests: 50, failures: 0 } } },
    ],
    [
      { stable: 900, canary: 0 },
      { kind: 'rate', arms: { stable: { requests: 900, failures: 3 }, canary: { requests: 0, failures: 0 } } },
    ],
    [null, { kind: 'not-evaluable', why: 'no data of either arm' }],
  ])
  expect(newestMs).toBe(nowMs - MINUTE)
  nowMs += 2 * MINUTE
  const next = await open().read(cursor)
  expect(next.windows.map(({ requests }) => requests)).toEqual([null, { stable: 800, canary: 0 }])
})

test('the first reading begins now; nothing at all is not a beginning; history is what was before', async () => {
  await expect(open().read(null)).rejects.toThrow('no data of any guardrail')
  for (let ago = 10; ago > 0; ago--) serve('blue', ago, 100, 1)
  expect((await open().read(null)).windows).toEqual([])
  expect((await open().history(3)).map(({ requests }) => requests?.stable)).toEqual([100, 100, 100])
})

test('what is no count, and steps that are no minutes, are never judged', async () => {
  serve('blue', 6, 12.5, 0)
  serve('blue', 1, 10, 0)
  const { windows } = await open().read(from(6))
  expect(windows[0]?.readings['errors']).toEqual({ kind: 'not-evaluable', why: 'Datadog counts 12.5, which is no count' })
  interval = 300
  await expect(open().read(from(6))).rejects.toThrow('steps of 300 s')
})

test('before traffic moves: requests and a failure must have been seen, and queries are sums alone', async () => {
  await expect(open().preflight()).rejects.toThrow('no requests of the stable arm')
  serve('blue', 9, 100, 0)
  await expect(open().preflight()).resolves.toEqual([expect.stringContaining('no data of the canary yet')])
  points['sum:model.failures{service:fraud,arm:blue}'] = []
  await expect(open().preflight()).rejects.toThrow('no failures of either arm in the last day')
  const wrong = (change: Partial<Signal>) => open({ ...ERRORS, ...change } as Signal).preflight()
  await expect(wrong({ requests: 'avg:model.requests{arm:{{arm}}}' } as Partial<Signal>)).rejects.toThrow(
    'is not sum:metric{…{{arm}}…} alone',
  )
  await expect(open({ name: 'latency', kind: 'histogram', histogram: 'p99:latency{arm:{{arm}}}' }).preflight()).rejects.toThrow('no counts')
  await expect(open(ERRORS, 90_000).read(from(6))).rejects.toThrow('whole minutes')
})

test.each([
  ['throttling', { status: 429, body: {}, headers: { 'retry-after': '7' } }, 7000],
  ['a refused key', { status: 403, body: { errors: ['Forbidden'] } }, null],
  ['a failed query', { status: 200, body: { status: 'error', error: 'timeout', series: [] } }, null],
  ['a server’s fault', { status: 502, body: {} }, null],
])('%s leaves the windows for the next tick', async (_, answer, retryAfterMs) => {
  await server.close()
  server = await startJsonServer(() => answer)
  await expect(open().read(from(6))).rejects.toMatchObject({ name: 'TelemetryError', retryAfterMs })
})
