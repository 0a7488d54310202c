import { Counts } from '../../scripts/demo/counts.mjs'
import { type AskTelemetry, ContractTelemetry } from '../../src/adapters/telemetry/contract/telemetry.ts'

const ERRORS = { name: 'errors', kind: 'rate', requests: 'all', failures: 'status >= 500' } as const

/** Asked as the rollout asks, so that an answer that breaks the contract fails the test. */
function scene(signals: ConstructorParameters<typeof ContractTelemetry>[0]['signals'] = [ERRORS]) {
  const clock = { nowMs: 10_000 }
  const counts = new Counts(() => clock.nowMs)
  const ask: AskTelemetry = async (request) => JSON.parse(JSON.stringify(counts.answer(JSON.parse(JSON.stringify(request)))))
  const telemetry = new ContractTelemetry({ name: 'the demo', ask, signals, arms: { stable: 'blue', canary: 'green' }, windowMs: 1_000 })
  const serve = (server: string, ...statuses: number[]) => {
    for (const status of statuses) counts.add(server, status)
  }
  return { clock, counts, telemetry, serve }
}

test('windows that have closed are told once, in order, with the exact counts of both servers', async () => {
  const { clock, telemetry, serve } = scene()
  clock.nowMs = 10_400
  serve('blue', 200, 200, 500)
  const first = await telemetry.read(null)
  expect(first.windows).toEqual([])
  clock.nowMs = 11_000
  serve('blue', 200, 503)
  serve('green', 200)
  clock.nowMs = 11_999
  serve('green', 502)
  expect((await telemetry.read(first.cursor)).windows).toEqual([])
  clock.nowMs = 13_000
  const second = await telemetry.read(first.cursor)
  expect(second.windows.map(({ fromMs, toMs, requests }) => ({ fromMs, toMs, requests }))).toEqual([
    { fromMs: 11_000, toMs: 12_000, requests: { stable: 2, canary: 2 } },
    { fromMs: 12_000, toMs: 13_000, requests: { stable: 0, canary: 0 } },
  ])
  expect(second.windows[0]?.readings['errors']).toEqual({
    kind: 'rate',
    arms: { stable: { requests: 2, failures: 1 }, canary: { requests: 2, failures: 1 } },
  })
  serve('blue', 500)
  expect((await telemetry.read(first.cursor)).windows).toEqual(second.windows)
  expect((await telemetry.read(second.cursor)).windows).toEqual([])
})

test('what was before any cursor is told too, from the first whole window on', async () => {
  const { clock, telemetry, serve } = scene()
  for (const nowMs of [10_500, 11_500, 12_500]) {
    clock.nowMs = nowMs
    serve('blue', 200)
  }
  expect((await telemetry.history(60)).map(({ fromMs }) => fromMs)).toEqual([10_000, 11_000])
  expect((await telemetry.history(1)).map(({ fromMs }) => fromMs)).toEqual([11_000])
})

test.each([
  ['a query that is not counted', { ...ERRORS, failures: 'code=~"5.."' }],
  ['a histogram', { name: 'latency', kind: 'histogram', histogram: 'seconds' } as const],
])('%s is refused before anything starts', async (_, signal) => {
  await expect(scene([signal]).telemetry.preflight()).rejects.toThrow('is not counted here')
})

test('the guardrail of the policy is understood', async () => {
  await expect(scene().telemetry.preflight()).resolves.toEqual([])
})
