import { runConformance } from '../../../src/adapters/targets/conformance/suite.ts'
import { KubernetesApi } from '../../../src/adapters/targets/kubernetes/client/api.ts'
import { type ApiPlace, ask, merge } from '../../support/kubernetes/api-client.ts'
import { type RealApiServer, startApiServer } from '../../support/kubernetes/api-server.ts'
import { type Controller, startController } from '../../support/kubernetes/controller.ts'
import {
  createService,
  predictorOf,
  reconcileServerless,
  reconcileStandard,
  servicePath,
} from '../../support/kubernetes/inference-services.ts'
import { openKubernetes } from '../../support/kubernetes/open-target.ts'
import { createRollout, reconcileRollout, rolloutPath } from '../../support/kubernetes/rollouts.ts'
import { createRoute, reconcileRoute, routePath, weightsOf } from '../../support/kubernetes/routes.ts'
import { pause, until } from '../../support/rollout/ports.ts'

jest.setTimeout(180_000)

const [NEW, OLD] = ['a'.repeat(64), 'b'.repeat(64)]
const GATEWAY = { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green' }
const ROLLBACK = { shareBp: 0, expectedGeneration: null, leaseMs: null }

let server: RealApiServer
const controllers: Controller[] = []
beforeAll(async () => {
  server = await startApiServer()
})
afterEach(async () => {
  for (const controller of controllers.splice(0)) await controller.stop()
})
afterAll(() => server?.stop())

function play(reconcile: () => Promise<void>): Controller {
  const controller = startController(reconcile)
  controllers.push(controller)
  return controller
}

async function settled(policy: object, namespace: string, place: ApiPlace = server.admin) {
  const target = await openKubernetes(place, policy, namespace)
  await until('the controller', async () => {
    const { mixed, arms } = await target.read()
    return mixed === null && arms.stable.ready
  })
  return target
}

async function requireConformance(policy: object, namespace: string): Promise<void> {
  const target = await settled(policy, namespace)
  const open = () => openKubernetes(server.admin, policy, namespace)
  const results = await runConformance({ target, open, program: null, settleMs: 5000, leaseMs: null, promotes: true })
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThanOrEqual(11)
}

test('a gateway keeps every rule on a real API server, by a client certificate', async () => {
  await createRoute(server.admin, 'g1')
  play(() => reconcileRoute(server.admin, 'g1'))
  await requireConformance(GATEWAY, 'g1')
})

test('KServe, serverless, keeps every rule on a real API server', async () => {
  await createService(server.admin, 'k1', { predictor: predictorOf(OLD) }, { 'serving.kserve.io/deploymentMode': 'Serverless' })
  play(() => reconcileServerless(server.admin, 'k1'))
  await settled({ kind: 'kserve', service: 'income' }, 'k1')
  await merge(server.admin, servicePath('k1'), { spec: { predictor: predictorOf(NEW, 0) } })
  await requireConformance({ kind: 'kserve', service: 'income' }, 'k1')
})

test('KServe, Standard, keeps every rule on a real API server', async () => {
  const canary = { trafficPercent: 0, predictor: { ...predictorOf(NEW), name: 'green' } }
  await createService(
    server.admin,
    'k2',
    { predictor: { ...predictorOf(OLD), name: 'blue' }, canary: [canary] },
    { 'serving.kserve.io/deploymentMode': 'Standard' },
  )
  play(() => reconcileStandard(server.admin, 'k2'))
  await requireConformance({ kind: 'kserve', service: 'income', stable: 'blue', canary: 'green' }, 'k2')
})

test('all bodies for a Rollout are taken by a real API server; its ReplicaSets are core, so lowering alone can be tried', async () => {
  await createRollout(server.admin, 'a1', OLD)
  play(() => reconcileRollout(server.admin, 'a1', false))
  const policy = { kind: 'argo-rollouts', rollout: 'income' }
  const target = await openKubernetes(server.admin, policy, 'a1')
  await until('the first version', async () => (await ask(server.admin, 'GET', rolloutPath('a1'))).text.includes('"stableRS"'))
  await merge(server.admin, rolloutPath('a1'), { spec: { template: { metadata: { annotations: { 'sluice/model-sha256': NEW } } } } })
  await until('the new version', async () =>
    (await ask(server.admin, 'GET', rolloutPath('a1'))).text.includes('"currentPodHash":"aaaaaaaa"'),
  )
  await merge(server.admin, `${rolloutPath('a1')}/status`, { status: { currentStepIndex: 7 } })
  await until('5 %', async () => (await ask(server.admin, 'GET', rolloutPath('a1'))).text.includes('"weight":25'))
  await target.apply(ROLLBACK)
  const { json } = await ask(server.admin, 'GET', rolloutPath('a1'))
  expect(json['status']).toMatchObject({ abort: true, canary: { weights: { canary: { weight: 0 } } } })
})

test('by a bearer token: its rights are enough, a missing one is named, and an unknown token is no one', async () => {
  await createRoute(server.admin, 't1')
  play(() => reconcileRoute(server.admin, 't1'))
  server.core.tokens.set('sluice', ['get httproutes', 'patch httproutes', 'list endpointslices'])
  server.core.tokens.set('reader', ['get httproutes', 'list endpointslices'])
  const target = await settled(GATEWAY, 't1', server.withToken('sluice'))
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  expect(await weightsOf(server.admin, 't1')).toEqual({ blue: 9500, green: 500 })
  const reader = await openKubernetes(server.withToken('reader'), GATEWAY, 't1')
  await expect(reader.apply(ROLLBACK)).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('cannot patch resource "httproutes"'),
  })
  const nobody = await openKubernetes(server.withToken('nobody'), GATEWAY, 't1')
  await expect(nobody.read()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('401') })
})

describe('faults of the cluster', () => {
  test('a store that stands still: the write is unknown, or lost; what is read back afterwards is what stands', async () => {
    await createRoute(server.admin, 'f1')
    const controller = play(() => reconcileRoute(server.admin, 'f1'))
    const target = await settled({ ...GATEWAY, timeout: '1500ms', propagation: '0s', readiness: 'route' }, 'f1')
    for (const shareBp of [500, 1000, 2500]) {
      controller.pause()
      const before = (await target.read()).shareBp ?? 0
      const { generation } = await target.read()
      const looked = ask(server.admin, 'GET', routePath('f1'))
      await looked
      // The write is under way when the store stops.
      const writing = target.apply({ shareBp, expectedGeneration: generation, leaseMs: null }).catch((error: unknown) => error)
      await pause(Math.random() * 12)
      server.signalEtcd('SIGSTOP')
      const outcome = await writing
      server.signalEtcd('SIGCONT')
      controller.resume()
      if (outcome !== undefined) expect(['unknown-outcome', 'unavailable']).toContain((outcome as { kind: string }).kind)
      const kind = outcome === undefined ? 'done' : (outcome as { kind: string }).kind
      await until('the store', async () => (await target.read()).mixed === null)
      const { shareBp: stands } = await target.read()
      // `unavailable` promises that nothing was changed, and done that it was; unknown promises neither.
      expect(stands).toBe(kind === 'done' ? shareBp : kind === 'unavailable' ? before : stands === shareBp ? shareBp : before)
      await target.apply({ shareBp, expectedGeneration: null, leaseMs: null })
      await until('the share', async () => (await target.read()).shareBp === shareBp)
    }
  })

  test('a store that stands still before the write is asked for leaves its outcome unknown', async () => {
    await createRoute(server.admin, 'f4')
    play(() => reconcileRoute(server.admin, 'f4'))
    const target = await settled({ ...GATEWAY, timeout: '1s', readiness: 'route' }, 'f4')
    const api = new KubernetesApi(
      {
        server: new URL(server.admin.url),
        ca: server.admin.tls?.ca ?? null,
        insecure: false,
        serverName: null,
        namespace: 'f4',
        credentials: {
          current: async () => ({ token: null, certificate: server.admin.tls?.cert ?? null, key: server.admin.tls?.key ?? null }),
          renew: () => false,
        },
      },
      1000,
    )
    server.signalEtcd('SIGSTOP')
    const failure = await api
      .merge({ path: routePath('f4'), what: 'the route' }, { metadata: { labels: { a: 'b' } } })
      .catch((error: unknown) => error)
    server.signalEtcd('SIGCONT')
    expect(failure).toMatchObject({ kind: 'unknown-outcome' })
    await until('the store', async () => (await target.read()).shareBp === 0)
  })

  test('a store that was killed and started again keeps what was written', async () => {
    await createRoute(server.admin, 'f2')
    play(() => reconcileRoute(server.admin, 'f2'))
    const target = await settled(GATEWAY, 'f2')
    await target.apply({ shareBp: 1234, expectedGeneration: null, leaseMs: null })
    await server.restartEtcd()
    await until('the store', async () => (await target.read()).shareBp === 1234)
    await target.apply(ROLLBACK)
    expect((await target.read()).shareBp).toBe(0)
  })

  test('a server that is down changed nothing, and one that is back is asked as before', async () => {
    await createRoute(server.admin, 'f3')
    play(() => reconcileRoute(server.admin, 'f3'))
    const target = await settled(GATEWAY, 'f3')
    await server.killServer()
    await expect(target.apply(ROLLBACK)).rejects.toMatchObject({ kind: 'unavailable' })
    await server.startServer()
    await until('the server', async () => (await target.read()).shareBp === 0)
    await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
    expect(await weightsOf(server.admin, 'f3')).toEqual({ blue: 9500, green: 500 })
  })
})
