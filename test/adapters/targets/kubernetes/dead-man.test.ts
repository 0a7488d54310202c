import { type ApiPlace, create, get, merge } from '../../../support/kubernetes/api-client.ts'
import { type FakeApiServer, startFakeApiServer } from '../../../support/kubernetes/fake-api-server.ts'
import { openKubernetes } from '../../../support/kubernetes/open-target.ts'
import { createRoute, reconcileRoute, weightsOf } from '../../../support/kubernetes/routes.ts'

const NS = 'models'
const POLICY = { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green', 'dead-man': 'sluice-income' }
const LEASE = `/apis/coordination.k8s.io/v1/namespaces/${NS}/leases/sluice-income`
const ROLLBACK = { shareBp: 0, expectedGeneration: null, leaseMs: null }
const RAISE = { shareBp: 500, expectedGeneration: null, leaseMs: 60_000 }

let fake: FakeApiServer
let place: ApiPlace
beforeEach(async () => {
  fake = await startFakeApiServer()
  fake.tokens.set('controller', null)
  place = { url: fake.url, token: 'controller' }
  await createRoute(place, NS)
  await reconcileRoute(place, NS)
  fake.afterWrite = () => reconcileRoute(place, NS)
  await create(place, LEASE.replace(/\/[^/]*$/, ''), {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'sluice-income' },
  })
})
afterEach(() => fake.close())

const open = () => openKubernetes({ url: fake.url, token: 'admin' }, POLICY, NS)
const beat = (agoMs = 0) => merge(place, LEASE, { spec: { renewTime: new Date(Date.now() - agoMs).toISOString() } })
const annotations = async () => ((await get(place, LEASE))['metadata'] as { annotations?: Record<string, string> }).annotations ?? {}

test('a share stands with a time and a way back, which names the roles and rules that it is for', async () => {
  const target = await open()
  expect(target.capabilities.lease).toBe(true)
  await beat()
  await target.apply(RAISE)
  const { leaseLeftMs } = await target.read()
  expect(leaseLeftMs).toBeGreaterThan(55_000)
  expect(leaseLeftMs).toBeLessThanOrEqual(60_000)
  const written = await annotations()
  expect(JSON.parse(Buffer.from(written['sluice/way-back'] ?? '', 'base64').toString())).toEqual([
    { op: 'test', path: '/metadata/annotations/sluice~1swapped', value: 'false' },
    { op: 'test', path: '/spec/rules/1/backendRefs/0/name', value: 'blue' },
    { op: 'test', path: '/spec/rules/1/backendRefs/1/name', value: 'green' },
    { op: 'add', path: '/spec/rules/1/backendRefs/0/weight', value: 10_000 },
    { op: 'add', path: '/spec/rules/1/backendRefs/1/weight', value: 0 },
  ])
  await target.apply(ROLLBACK)
  expect(await annotations()).toEqual({})
})

test('without a beat nothing is given or renewed, what stands reads as mixed, and taking back works', async () => {
  const target = await open()
  await beat(200_000)
  await expect(target.apply(RAISE)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('has not beaten for') })
  expect(await target.read()).toMatchObject({ shareBp: 0, mixed: null })
  await beat()
  await target.apply(RAISE)
  await beat(200_000)
  expect(await target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining('has not beaten') })
  await expect(target.renewLease(60_000)).rejects.toMatchObject({ kind: 'refused' })
  fake.onRequest = (_, path) => (path === LEASE ? '500' : null)
  await target.apply(ROLLBACK)
  expect(await weightsOf(place, NS)).toEqual({ blue: 10_000, green: 0 })
})

test('a lease that the dead man has marked is not renewed, and a race with his beat is none', async () => {
  const target = await open()
  await beat()
  await target.apply(RAISE)
  let races = 2
  fake.onRequest = (method, path) => {
    if (method === 'PATCH' && path === LEASE && races-- > 0)
      fake.store.handle({
        method,
        path,
        query: new URLSearchParams(),
        body: JSON.stringify({ spec: { holderIdentity: `pod-${races}` } }),
        contentType: 'application/merge-patch+json',
      })
    return null
  }
  await target.renewLease(90_000)
  expect((await target.read()).leaseLeftMs).toBeGreaterThan(80_000)
  await merge(place, LEASE, { metadata: { annotations: { 'sluice/lease-until': '0' } } })
  await expect(target.renewLease(60_000)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('run out') })
})

test('a Lease that is not there is said, and does not keep anybody from taking back', async () => {
  const target = await openKubernetes({ url: fake.url, token: 'admin' }, { ...POLICY, 'dead-man': 'nobody' }, NS)
  await expect(target.read()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('Lease models/nobody') })
  await target.apply(ROLLBACK)
})
