import { runConformance } from '../../../../src/adapters/targets/conformance/suite.ts'
import { type ApiPlace, merge } from '../../../support/kubernetes/api-client.ts'
import { type Controller, startController } from '../../../support/kubernetes/controller.ts'
import { type FakeApiServer, startFakeApiServer } from '../../../support/kubernetes/fake-api-server.ts'
import { openKubernetes } from '../../../support/kubernetes/open-target.ts'
import { createRoute, reconcileRoute, routePath, setReady, weightsOf } from '../../../support/kubernetes/routes.ts'

const NS = 'models'
const POLICY = { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green', timeout: '2s' }
const ROLLBACK = { shareBp: 0, expectedGeneration: null, leaseMs: null }

let fake: FakeApiServer
let place: ApiPlace
let controller: Controller
beforeEach(async () => {
  fake = await startFakeApiServer()
  place = { url: fake.url, token: 'admin' }
  await createRoute(place, NS)
  controller = startController(() => reconcileRoute(place, NS))
})
afterEach(async () => {
  // A request that hangs ends with its server.
  await fake.close()
  await controller.stop()
})

const open = (change: object = {}) => openKubernetes(place, { ...POLICY, ...change }, NS)
const settled = async () => {
  const target = await open()
  while ((await target.read()).mixed !== null) await new Promise((resolve) => setTimeout(resolve, 10))
  return target
}

test('it keeps every rule of the contract', async () => {
  await settled()
  const bench = { target: await open(), open, program: null, settleMs: 5000, leaseMs: null, promotes: true }
  const results = await runConformance(bench)
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThanOrEqual(11)
})

test('weights are written as absolute numbers that sum to 10,000, and nothing else of the route', async () => {
  const target = await settled()
  const { generation } = await target.read()
  await target.apply({ shareBp: 137, expectedGeneration: generation, leaseMs: null })
  expect(await weightsOf(place, NS)).toEqual({ blue: 9863, green: 137 })
  expect(await target.read()).toMatchObject({ shareBp: 137, effectiveBp: 137, mixed: null, swapped: false })
})

test.each([
  [[1, 1], 5000],
  [[1, 1_000_000], 9999],
  [[1_000_000, 1], 1],
  [[95, 5], 500],
  [[0, 1], 10_000],
] as const)('weights %j of somebody else read as %i bp: none that is there reads as nothing', async ([blue, green], shareBp) => {
  const target = await settled()
  await merge(place, routePath(NS), {
    spec: {
      rules: [
        {
          backendRefs: [
            { name: 'blue', weight: blue },
            { name: 'green', weight: green },
          ],
        },
      ],
    },
  })
  await settled()
  expect((await target.read()).shareBp).toBe(shareBp)
})

test('a promotion exchanges the arms in one write, and repeated after an unknown outcome does not swap back', async () => {
  const target = await settled()
  await target.apply({ shareBp: 5000, expectedGeneration: null, leaseMs: null })
  const digest = 'c3'.repeat(32)
  let faults = 1
  fake.onRequest = (method, path) => (method === 'PATCH' && path === routePath(NS) && faults-- > 0 ? '504-landed' : null)
  await expect(target.promote({ digest, expectedGeneration: null })).rejects.toMatchObject({ kind: 'unknown-outcome' })
  await target.promote({ digest, expectedGeneration: 'of before' })
  expect(await weightsOf(place, NS)).toEqual({ blue: 0, green: 10_000 })
  expect(await (await settled()).read()).toMatchObject({ swapped: true, shareBp: 0 })
  await target.apply({ shareBp: 100, expectedGeneration: null, leaseMs: null })
  expect(await weightsOf(place, NS)).toEqual({ blue: 100, green: 9900 })
})

test.each([
  ['504-landed', 'unknown-outcome', 137],
  ['504-lost', 'unknown-outcome', 0],
  ['reset-landed', 'unknown-outcome', 137],
  ['reset-lost', 'unknown-outcome', 0],
  ['hang-landed', 'unknown-outcome', 137],
  ['503-lost', 'unknown-outcome', 0],
  ['500', 'unknown-outcome', 0],
  ['401', 'unknown-outcome', 0],
  ['429', 'unavailable', 0],
] as const)('a write that meets %s is told as %s, and the next read says what stands', async (fault, kind, shareBp) => {
  const target = await settled()
  fake.onRequest = (method, path) => (method === 'PATCH' && path === routePath(NS) ? fault : null)
  const failure = await target.apply({ shareBp: 137, expectedGeneration: null, leaseMs: null }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ kind, retryAfterMs: fault === '429' ? 1000 : null })
  fake.onRequest = () => null
  expect((await (await settled()).read()).shareBp).toBe(shareBp)
})

test.each(['504-lost', 'reset-lost', 'hang-lost', '500', '401', '429'] as const)('a read that meets %s is unavailable', async (fault) => {
  const target = await open({ timeout: '300ms' })
  fake.onRequest = () => fault
  await expect(target.read()).rejects.toMatchObject({ kind: 'unavailable' })
})

test('a server that nobody listens on changed nothing', async () => {
  const target = await open()
  await fake.close()
  await expect(target.apply(ROLLBACK)).rejects.toMatchObject({ kind: 'unavailable' })
})

test('what a controller writes in between is no conflict, what a person writes is', async () => {
  const target = await settled()
  const { generation } = await target.read()
  let races = 2
  fake.onRequest = (method, path) => {
    if (method === 'PATCH' && path === routePath(NS) && races-- > 0) touchStatus()
    return null
  }
  await target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })
  expect(await weightsOf(place, NS)).toEqual({ blue: 9500, green: 500 })
  fake.onRequest = () => null
  await merge(place, routePath(NS), {
    spec: {
      rules: [
        {
          backendRefs: [
            { name: 'blue', weight: 9 },
            { name: 'green', weight: 1 },
          ],
        },
      ],
    },
  })
  await expect(target.apply({ shareBp: 1000, expectedGeneration: generation, leaseMs: null })).rejects.toMatchObject({ kind: 'conflict' })
})

function touchStatus(): void {
  const path = `${routePath(NS)}/status`
  const body = JSON.stringify({ status: { touched: Math.random() } })
  fake.store.handle({ method: 'PATCH', path, query: new URLSearchParams(), body, contentType: 'application/merge-patch+json' })
}

test('a gateway that lags behind, or never follows, reads as mixed: nobody takes what was set for what is served', async () => {
  const target = await settled()
  controller.pause()
  const hasty = await open({ propagation: '300ms' })
  await hasty.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  expect(await target.read()).toMatchObject({ shareBp: null, effectiveBp: null, mixed: expect.stringContaining('has seen generation') })
  controller.resume()
  await settled()
  expect(await target.read()).toMatchObject({ shareBp: 500, effectiveBp: 500, mixed: null })
})

test('an arm without a ready endpoint is not ready, and gets no more traffic; a rollback asks for no endpoints', async () => {
  const target = await settled()
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  await setReady(place, NS, 'green', false)
  expect((await target.read()).arms).toMatchObject({
    stable: { ready: true },
    canary: { ready: false, why: expect.stringContaining('green') },
  })
  await expect(target.apply({ shareBp: 5000, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({ kind: 'refused' })
  await expect(target.promote({ digest: 'a'.repeat(64), expectedGeneration: null })).rejects.toMatchObject({ kind: 'refused' })
  fake.onRequest = (_, path) => (path.includes('endpointslices') ? '500' : null)
  await target.apply(ROLLBACK)
  expect(await weightsOf(place, NS)).toEqual({ blue: 10_000, green: 0 })
})

test('the permissions of the docs are enough, and a missing one is named', async () => {
  const least = ['get httproutes', 'patch httproutes', 'list endpointslices']
  fake.tokens.set('least', least)
  const target = await openKubernetes({ url: fake.url, token: 'least' }, POLICY, NS)
  await settled()
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  await target.promote({ digest: 'a'.repeat(64), expectedGeneration: null })
  for (const missing of least.slice(0, 1)) {
    fake.tokens.set(
      'less',
      least.filter((right) => right !== missing),
    )
    const less = await openKubernetes({ url: fake.url, token: 'less' }, POLICY, NS)
    await expect(less.read()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('cannot get resource "httproutes"'),
    })
  }
  fake.tokens.set('reader', ['get httproutes', 'list endpointslices'])
  const reader = await openKubernetes({ url: fake.url, token: 'reader' }, POLICY, NS)
  await expect(reader.apply(ROLLBACK)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('cannot patch') })
})

test.each([
  [{ route: 'nowhere' }, 'there is no HTTPRoute models/nowhere'],
  [{ canary: 'red' }, 'no rule names both blue and red'],
] as const)('%j is refused in words', async (change, words) => {
  await expect((await open(change)).read()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining(words) })
})

test('a rule with a third backend, or without any weight, is nothing to advance on, and can be rolled back', async () => {
  await settled()
  const target = await open({ propagation: '300ms' })
  const write = (weights: Record<string, number>) => {
    const backendRefs = Object.entries(weights).map(([name, weight]) => ({ name, weight }))
    return merge(place, routePath(NS), { spec: { rules: [{ backendRefs }] } })
  }
  await write({ blue: 90, green: 5, red: 5 })
  expect(await target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining('red too') })
  await expect(target.apply({ shareBp: 5000, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({ kind: 'refused' })
  await target.apply(ROLLBACK)
  await write({ blue: 0, green: 0 })
  expect(await target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining('500') })
  await target.apply(ROLLBACK)
  expect((await (await settled()).read()).shareBp).toBe(0)
})

test('a job that was cancelled still takes the traffic back, and waits for nobody', async () => {
  const target = await settled()
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  controller.pause()
  const cancelled = await openKubernetes(place, POLICY, NS, AbortSignal.abort())
  await cancelled.apply(ROLLBACK)
  expect(await weightsOf(place, NS)).toEqual({ blue: 10_000, green: 0 })
  expect((await cancelled.read()).mixed).toContain('has seen generation')
})
