import { runConformance } from '../../../../src/adapters/targets/conformance/suite.ts'
import { type ApiPlace, get, merge } from '../../../support/kubernetes/api-client.ts'
import { type Controller, startController } from '../../../support/kubernetes/controller.ts'
import { type FakeApiServer, startFakeApiServer } from '../../../support/kubernetes/fake-api-server.ts'
import { openKubernetes } from '../../../support/kubernetes/open-target.ts'
import { createRollout, LADDER, reconcileRollout, rolloutPath, templateFor } from '../../../support/kubernetes/rollouts.ts'

const NS = 'models'
const [NEW, OLD] = ['a'.repeat(64), 'b'.repeat(64)]
const ROLLBACK = { shareBp: 0, expectedGeneration: null, leaseMs: null }
const POLICY = { kind: 'argo-rollouts', rollout: 'income', timeout: '2s', propagation: '3s' }

let fake: FakeApiServer
let place: ApiPlace
let controller: Controller | null = null
beforeEach(async () => {
  fake = await startFakeApiServer()
  place = { url: fake.url, token: 'admin' }
})
afterEach(async () => {
  await fake.close()
  await controller?.stop()
})

const open = (change: object = {}) => openKubernetes(place, { ...POLICY, ...change }, NS)

async function settled() {
  const target = await open()
  for (let looks = 0; looks < 200 && (await target.read()).mixed !== null; looks++) await new Promise((r) => setTimeout(r, 20))
  return target
}

/** The old version is stable, and the candidate waits at the ladder's 0. */
async function deploy() {
  await createRollout(place, NS, OLD)
  controller = startController(() => reconcileRollout(place, NS))
  await settled()
  await merge(place, rolloutPath(NS), { spec: { template: templateFor(NEW) } })
  return settled()
}

const status = async () => (await get(place, rolloutPath(NS)))['status'] as Record<string, unknown>

test('it keeps every rule of the contract', async () => {
  const target = await deploy()
  const bench = { target, open, program: null, settleMs: 5000, leaseMs: null, promotes: true }
  const results = await runConformance(bench)
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThanOrEqual(11)
})

test('shares are those of the ladder, up and down; 0 is an abort, and the next share takes it back', async () => {
  const target = await deploy()
  expect([0, 99, 100, 499, 2500, 10_000].map((shareBp) => target.capabilities.reachableBp(shareBp))).toEqual([0, 0, 100, 100, 2500, 5000])
  expect(await target.read()).toMatchObject({ shareBp: 0, arms: { stable: { identity: OLD }, canary: { identity: NEW, ready: true } } })
  for (const shareBp of [500, 5000, 100]) {
    await target.apply({ shareBp, expectedGeneration: (await target.read()).generation, leaseMs: null })
    expect(await target.read()).toMatchObject({ shareBp, effectiveBp: shareBp, mixed: null })
  }
  await target.apply(ROLLBACK)
  expect(await status()).toMatchObject({ abort: true, canary: { weights: { canary: { weight: 0 } } } })
  expect(await target.read()).toMatchObject({ shareBp: 0, arms: { canary: { ready: true } } })
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  expect(await status()).toMatchObject({ abort: false, canary: { weights: { canary: { weight: 5 } } } })
  await expect(target.apply({ shareBp: 700, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({ kind: 'refused' })
})

test('a promotion goes to the end of the ladder, and the way back takes the earlier pod template', async () => {
  const target = await deploy()
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  await target.promote({ digest: NEW, expectedGeneration: null })
  expect(await target.read()).toMatchObject({ shareBp: 0, mixed: null, arms: { stable: { identity: NEW }, canary: { identity: NEW } } })
  await expect(target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({ kind: 'refused' })
  for (let calls = 0; calls < 3; calls++) await target.promote({ digest: OLD, expectedGeneration: null })
  expect((await target.read()).arms.stable.identity).toBe(OLD)
  const { spec } = (await get(place, rolloutPath(NS))) as { spec: { template: object } }
  expect(spec.template).toEqual(templateFor(OLD))
  await expect(target.promote({ digest: 'c'.repeat(64), expectedGeneration: null })).rejects.toMatchObject({ kind: 'refused' })
})

test.each([
  ['a timed pause', [{ setWeight: 0 }, { pause: {} }, { setWeight: 5 }, { pause: { duration: '5m' } }], {}, 'Argo would go on by itself'],
  ['an analysis', [{ setWeight: 0 }, { pause: {} }, { analysis: {} }, { setWeight: 5 }, { pause: {} }], {}, 'moves by itself'],
  ['a first weight', [{ setWeight: 5 }, { pause: {} }, { setWeight: 50 }, { pause: {} }], {}, 'would get traffic by itself'],
  ['no router', LADDER, { trafficRouting: null }, 'a count of pods'],
  ['a stable version that shrinks', LADDER, { dynamicStableScale: true }, 'until stable pods are back'],
  ['another whole', LADDER, { trafficRouting: { maxTrafficWeight: 1000 } }, 'maxTrafficWeight'],
] as const)('a ladder with %s gets no traffic', async (_, steps, more, words) => {
  await createRollout(place, NS, OLD, steps, more)
  controller = startController(() => reconcileRollout(place, NS))
  await settled()
  await merge(place, rolloutPath(NS), { spec: { template: templateFor(NEW) } })
  const target = await open()
  await expect(
    target.apply({ shareBp: target.capabilities.reachableBp(5000), expectedGeneration: null, leaseMs: null }),
  ).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(words),
  })
})

test('a Rollout that somebody paused, or that Argo has not seen, is mixed', async () => {
  const target = await deploy()
  await merge(place, rolloutPath(NS), { spec: { paused: true } })
  // What Argo has seen of it takes it a moment.
  while ((await target.read()).mixed?.includes('paused') !== true) await new Promise((resolve) => setTimeout(resolve, 20))
  controller?.pause()
  await merge(place, rolloutPath(NS), { spec: { paused: false } })
  expect((await target.read()).mixed).toContain('has seen generation')
})
