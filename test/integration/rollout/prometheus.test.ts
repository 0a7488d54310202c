import { HaproxyTarget } from '../../../src/adapters/targets/haproxy/target.ts'
import { openPrometheusApi } from '../../../src/adapters/telemetry/prometheus/api.ts'
import { PrometheusTelemetry } from '../../../src/adapters/telemetry/prometheus/telemetry.ts'
import type { Json, Signal, Telemetry, Window } from '../../../src/rollout/ports.ts'
import { type RunningHaproxy, startHaproxy } from '../../support/rollout/haproxy.ts'
import { startLoad } from '../../support/rollout/load.ts'
import { type ModelServer, startModelServer } from '../../support/rollout/model-server.ts'
import { pause, until } from '../../support/rollout/ports.ts'
import { type RunningPrometheus, startPrometheus } from '../../support/rollout/prometheus.ts'

jest.setTimeout(120_000)

const WINDOW_MS = 5000
const PER_SECOND = 100

const SIGNALS: readonly Signal[] = [
  { name: 'errors', kind: 'rate', requests: 'haproxy{proxy="models",server="{{arm}}1"}', failures: 'haproxy' },
  {
    name: 'served',
    kind: 'rate',
    requests: 'model_requests_total{job="{{arm}}"}',
    failures: 'model_requests_total{job="{{arm}}",status=~"5.."}',
  },
  { name: 'latency', kind: 'histogram', histogram: 'model_latency_seconds_bucket{job="{{arm}}"}' },
]

let stable: ModelServer
let canary: ModelServer
let haproxy: RunningHaproxy
let prometheus: RunningPrometheus
let telemetry: Telemetry

beforeEach(async () => {
  stable = await startModelServer({ name: 'stable', failures: 0.02 })
  canary = await startModelServer({ name: 'canary', failures: 0.1 })
  haproxy = await startHaproxy({ mode: 'weights', stable: [stable.port], canary: [canary.port] })
  prometheus = await startPrometheus([
    { job: 'haproxy', port: haproxy.metricsPort, query: 'scope=server&scope=global' },
    { job: 'stable', port: stable.port },
    { job: 'canary', port: canary.port },
  ])
  telemetry = openTelemetry()
  const target = new HaproxyTarget(haproxy.policy)
  await until('the canary', async () => (await target.read()).arms.canary.ready)
  await target.apply({ shareBp: 2000, expectedGeneration: null, leaseMs: null })
})
afterEach(async () => {
  await prometheus.stop()
  await haproxy.stop()
  await stable.crash()
  await canary.crash()
})

function openTelemetry(): Telemetry {
  const api = openPrometheusApi({ url: prometheus.url, token: null, timeoutMs: 10_000, signal: new AbortController().signal })
  return new PrometheusTelemetry(
    api,
    {
      kind: 'prometheus',
      url: prometheus.url,
      window: WINDOW_MS,
      arms: { stable: 'stable', canary: 'canary' },
      requests: null,
      startTime: null,
      tokenVariable: null,
      timeout: 10_000,
    },
    SIGNALS,
  )
}

/** Warmed up so that every series is there, and all of what comes after is counted. */
async function begin(): Promise<Json> {
  await startLoad({ port: haproxy.port, perSecond: PER_SECOND, forMs: 500 }).done()
  await until('the first samples', async () => (await telemetry.preflight()).length >= 0)
  await pause(2500)
  for (const server of [stable, canary]) Object.assign(server.answered, { requests: 0, failures: 0 })
  return (await telemetry.read(null)).cursor
}

/** All windows from a cursor on until one closes that begins after `afterMs`. */
async function readUntil(cursor: Json, afterMs: number, everyMs = 1000): Promise<Window[]> {
  const windows: Window[] = []
  let next = cursor
  await until(
    'the last window',
    async () => {
      const reading = await telemetry.read(next)
      windows.push(...reading.windows)
      next = reading.cursor
      if (windows.some(({ fromMs }) => fromMs > afterMs)) return true
      await pause(everyMs)
      return false
    },
    60_000,
  )
  return windows
}

function total(windows: readonly Window[], name: string, arm: 'stable' | 'canary'): { requests: number; failures: number } {
  const sum = { requests: 0, failures: 0 }
  for (const { readings } of windows) {
    const reading = readings[name]
    if (reading?.kind === 'histogram') sum.requests += reading.arms[arm].counts.reduce((all, count) => all + count, 0)
    if (reading?.kind !== 'rate') continue
    sum.requests += reading.arms[arm].requests
    sum.failures += reading.arms[arm].failures
  }
  return sum
}

test('counts are those of the load to the request, whoever asks when, and through an outage of Prometheus', async () => {
  const cursor = await begin()
  const load = startLoad({ port: haproxy.port, perSecond: PER_SECOND, forMs: 16_000 })
  await pause(6000)
  await prometheus.kill()
  await pause(4000)
  await expect(telemetry.read(cursor)).rejects.toThrow('could not be reached')
  await prometheus.start()
  await load.done()
  const windows = await readUntil(cursor, Date.now())
  for (const [arm, server] of [
    ['stable', stable],
    ['canary', canary],
  ] as const) {
    expect(total(windows, 'errors', arm)).toEqual(server.answered)
    expect(total(windows, 'served', arm)).toEqual(server.answered)
    expect(total(windows, 'latency', arm).requests).toBe(server.answered.requests)
    expect(windows.reduce((sum, { requests }) => sum + (requests?.[arm] ?? Number.NaN), 0)).toBe(server.answered.requests)
  }
  expect(load.answers.length).toBe(stable.answered.requests + canary.answered.requests)
  // Asked once and late: the same windows.
  const late = await telemetry.read(cursor)
  expect(late.windows.slice(0, windows.length)).toEqual(windows)
})

test('a canary that crashes fails in the counts of HAProxy as it fails for clients; a restart and a reload are seen, and never a fall', async () => {
  const cursor = await begin()
  const load = startLoad({ port: haproxy.port, perSecond: PER_SECOND, forMs: 5000 })
  await pause(2500)
  await canary.crash()
  await load.done()
  // HAProxy takes two checks to notice; until then clients get 503, which stands in no counter of the canary's 5xx.
  const failed = load.answers.filter(({ status }) => status >= 500 || status === 0)
  expect(failed.some(({ servedBy }) => servedBy === null)).toBe(true)
  const crashed = await readUntil(cursor, Date.now())
  expect(total(crashed, 'errors', 'stable').failures + total(crashed, 'errors', 'canary').failures).toBe(failed.length)
  expect(total(crashed, 'errors', 'stable').requests + total(crashed, 'errors', 'canary').requests).toBe(load.answers.length)
  expect(crashed.some(({ readings }) => readings['latency']?.kind === 'not-evaluable')).toBe(true)

  const next = (await telemetry.read(null)).cursor
  const again = startLoad({ port: haproxy.port, perSecond: PER_SECOND, forMs: 8000 })
  await stable.restart()
  await pause(4000)
  await haproxy.reload()
  await again.done()
  const windows = await readUntil(next, Date.now())
  const events = windows.flatMap((window) => window.events).join('\n')
  expect(events).toMatch(/stable 127\.0\.0\.1:\d+: the process was restarted between/)
  expect(events).toMatch(/haproxy 127\.0\.0\.1:\d+: the process was restarted between/)
  const rates = windows.flatMap(({ readings }) =>
    Object.values(readings).flatMap((reading) => (reading.kind === 'rate' ? Object.values(reading.arms) : [])),
  )
  expect(rates.filter(({ requests, failures }) => failures < 0 || failures > requests)).toEqual([])
})

test('what is not there is refused before traffic moves', async () => {
  await begin()
  const wrong = (signal: Signal) => {
    const api = openPrometheusApi({ url: prometheus.url, token: null, timeoutMs: 10_000, signal: new AbortController().signal })
    const policy = {
      kind: 'prometheus',
      url: prometheus.url,
      window: WINDOW_MS,
      arms: { stable: 'stable', canary: 'canary' },
      requests: null,
      startTime: null,
      tokenVariable: null,
      timeout: 10_000,
    } as const
    return new PrometheusTelemetry(api, policy, [signal]).preflight()
  }
  await expect(
    wrong({ name: 'e', kind: 'rate', requests: 'nothing_total{job="{{arm}}"}', failures: 'nothing_total{job="{{arm}}",code="500"}' }),
  ).rejects.toThrow('no series nothing_total{job="stable"}')
  await expect(wrong({ name: 'e', kind: 'histogram', histogram: 'model_latency_seconds_bucket{job=~"stable|{{arm}}"}' })).rejects.toThrow(
    'the stable arm too',
  )
  await expect(wrong({ name: 'e', kind: 'histogram', histogram: 'model_latency_seconds_bucket{job="{{arm}}" oops}' })).rejects.toThrow(
    'Prometheus refuses',
  )
})
