import { runConformance } from '../../../../src/adapters/targets/conformance/suite.ts'
import { type ApiPlace, get, merge } from '../../../support/kubernetes/api-client.ts'
import { type Controller, startController } from '../../../support/kubernetes/controller.ts'
import { type FakeApiServer, startFakeApiServer } from '../../../support/kubernetes/fake-api-server.ts'
import {
  createService,
  type Obedience,
  predictorOf,
  reconcileServerless,
  reconcileStandard,
  servicePath,
} from '../../../support/kubernetes/inference-services.ts'
import { openKubernetes } from '../../../support/kubernetes/open-target.ts'

const NS = 'models'
const [NEW, OLD] = ['a'.repeat(64), 'b'.repeat(64)]
const ROLLBACK = { shareBp: 0, expectedGeneration: null, leaseMs: null }
const SERVERLESS = { kind: 'kserve', service: 'income', timeout: '2s' }
const STANDARD = { ...SERVERLESS, stable: 'blue', canary: 'green' }

let fake: FakeApiServer
let place: ApiPlace
let controller: Controller | null = null
let obedience: Obedience
beforeEach(async () => {
  fake = await startFakeApiServer()
  place = { url: fake.url, token: 'admin' }
  obedience = 'obeys'
})
afterEach(async () => {
  await fake.close()
  await controller?.stop()
})

const open = (policy: object = SERVERLESS) => openKubernetes(place, policy, NS)

async function settled(policy: object = SERVERLESS) {
  const target = await open(policy)
  for (let looks = 0; looks < 200 && (await target.read().catch(() => null))?.mixed !== null; looks++)
    await new Promise((r) => setTimeout(r, 20))
  return target
}

/** The old model has everything, and the candidate came with 0 %. */
async function deployServerless(percent: number | null = 0) {
  await createService(place, NS, { predictor: predictorOf(OLD) }, { 'serving.kserve.io/deploymentMode': 'Serverless' })
  controller = startController(() => reconcileServerless(place, NS, () => obedience))
  await settled()
  await merge(place, servicePath(NS), { spec: { predictor: { canaryTrafficPercent: null, ...predictorOf(NEW, percent) } } })
  // Until then the status still speaks of the old model, and without a percentage that reads as settled.
  while ((await latestRevision()) !== SECOND) await new Promise((r) => setTimeout(r, 5))
  return settled()
}

const SECOND = 'income-predictor-00002'

async function latestRevision(): Promise<string | undefined> {
  const { status } = (await get(place, servicePath(NS))) as { status?: { components?: { predictor?: { latestReadyRevision?: string } } } }
  return status?.components?.predictor?.latestReadyRevision
}

async function deployStandard() {
  const canary = { trafficPercent: 0, predictor: { ...predictorOf(NEW), name: 'green' } }
  await createService(place, NS, { predictor: { ...predictorOf(OLD), name: 'blue', maxReplicas: 4 }, canary: [canary] })
  controller = startController(() => reconcileStandard(place, NS))
  return settled(STANDARD)
}

const predictor = async () => ((await get(place, servicePath(NS)))['spec'] as { predictor: Record<string, unknown> }).predictor

describe('serverless', () => {
  test('it keeps every rule of the contract', async () => {
    const target = await deployServerless()
    const bench = { target, open, program: null, settleMs: 5000, leaseMs: null, promotes: true }
    const results = await runConformance(bench)
    expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
    expect(results.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThanOrEqual(11)
  })

  test('the newest revision gets whole percents; revisions say which model they are', async () => {
    const target = await deployServerless()
    expect(await target.read()).toMatchObject({
      shareBp: 0,
      arms: { stable: { identity: OLD, ready: true }, canary: { identity: NEW, ready: true } },
    })
    await target.apply({ shareBp: 2500, expectedGeneration: null, leaseMs: null })
    expect((await predictor())['canaryTrafficPercent']).toBe(25)
    expect(await target.read()).toMatchObject({ shareBp: 2500, effectiveBp: 2500, mixed: null })
    await expect(target.apply({ shareBp: 137, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({ kind: 'refused' })
  })

  test('a promotion takes the percentage away, the way back is 0 again, and each says once what it is', async () => {
    const target = await deployServerless(10)
    await target.promote({ digest: NEW, expectedGeneration: null })
    expect(await predictor()).not.toHaveProperty('canaryTrafficPercent')
    expect(await target.read()).toMatchObject({ shareBp: 0, mixed: null, arms: { stable: { identity: NEW }, canary: { identity: NEW } } })
    await target.apply(ROLLBACK)
    expect(await predictor()).not.toHaveProperty('canaryTrafficPercent')
    await target.promote({ digest: OLD, expectedGeneration: null })
    expect(await target.read()).toMatchObject({ shareBp: 0, mixed: null, arms: { stable: { identity: OLD }, canary: { identity: NEW } } })
    await expect(target.promote({ digest: 'c'.repeat(64), expectedGeneration: null })).rejects.toMatchObject({ kind: 'refused' })
  })

  test('a candidate that was deployed without a percentage serves everybody already, and is shown as the stable arm', async () => {
    const target = await deployServerless(null)
    expect((await target.read()).arms.stable.identity).toBe(NEW)
    await expect(target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('canaryTrafficPercent: 0'),
    })
  })

  test('a controller that takes no notice of the percentage is never taken for one that follows', async () => {
    await deployServerless(10)
    obedience = 'ignores-the-share'
    const target = await open({ ...SERVERLESS, propagation: '200ms' })
    await target.apply({ shareBp: 2000, expectedGeneration: null, leaseMs: null })
    expect(await target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining('20 % are set, and KServe gives 100 %') })
  })

  test.each([
    ['RawDeployment', 'deployed in mode standard'],
    ['ModelMesh', 'deployed in mode ModelMesh'],
  ])('mode %s is refused before anything is written', async (mode, words) => {
    await createService(place, NS, { predictor: predictorOf(OLD, 0) }, { 'serving.kserve.io/deploymentMode': mode })
    for (const attempt of [async () => (await open()).read(), async () => (await open()).apply(ROLLBACK)])
      await expect(attempt()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining(words) })
    expect(fake.requests.filter((line) => line.startsWith('PATCH'))).toEqual([])
  })

  test('a mode that nobody tells is refused', async () => {
    await createService(place, NS, { predictor: predictorOf(OLD, 0) })
    await expect((await open()).read()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('in which mode') })
  })
})

describe('Standard', () => {
  test('it keeps every rule of the contract', async () => {
    const target = await deployStandard()
    const bench = { target, open: () => open(STANDARD), program: null, settleMs: 5000, leaseMs: null, promotes: true }
    const results = await runConformance(bench)
    expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  })

  test('a promotion exchanges the predictors under their names; what only the stable one may have stays with it', async () => {
    const target = await deployStandard()
    await target.apply({ shareBp: 2500, expectedGeneration: null, leaseMs: null })
    expect(await target.read()).toMatchObject({ shareBp: 2500, effectiveBp: 2500, swapped: false })
    await target.promote({ digest: NEW, expectedGeneration: null })
    const { spec } = (await get(place, servicePath(NS))) as { spec: { predictor: object; canary: object[] } }
    expect(spec.predictor).toMatchObject({ name: 'green', maxReplicas: 4, model: { storageUri: 's3://models/aaaaaaaa' } })
    expect(spec.canary).toEqual([{ trafficPercent: 0, predictor: { ...predictorOf(OLD), name: 'blue' } }])
    expect(await target.read()).toMatchObject({ swapped: true, shareBp: 0, arms: { stable: { identity: NEW }, canary: { identity: OLD } } })
  })

  test('the other mode is refused', async () => {
    await deployServerless()
    await expect((await open(STANDARD)).read()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('mode serverless'),
    })
  })
})
