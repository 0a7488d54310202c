import { openTarget } from '../../../src/adapters/registry.ts'
import { runConformance } from '../../../src/adapters/targets/conformance/suite.ts'
import { type Moto, startMoto } from '../../support/aws/moto.ts'
import { LiveEndpoint } from './live-endpoint.ts'

// The SDK against a server of somebody else's: what it sends is what AWS is sent, and a third party reads it.

jest.setTimeout(180_000)

let moto: Moto
let live: LiveEndpoint

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'not-a-secret'
  moto = await startMoto()
})
beforeEach(async () => {
  await moto.reset()
  live = new LiveEndpoint(moto)
})
afterAll(() => moto.stop())

async function ready(): Promise<void> {
  await live.create(0)
  await live.setWeights(1, 0)
  await live.open()
  for (let minute = 0; minute < 8; minute++) await live.serveMinute()
  live.start()
}

test('a healthy canary is promoted: the variants exchange their roles, and serve what they should', async () => {
  await ready()
  expect(await live.ports.telemetry.preflight()).toEqual([expect.stringContaining('no data of the canary yet')])
  expect(await live.play()).toBe('promoted')
  expect(await live.greenShare()).toBe(1)
  expect(await live.ports.target.read()).toMatchObject({ shareBp: 0, swapped: true, arms: { stable: { identity: 'b'.repeat(64) } } })
  expect(live.offencesSoFar()).toEqual([])
  const { ProductionVariants } = await live.sagemaker.describeEndpoint({ EndpointName: 'fraud' })
  expect(ProductionVariants?.map(({ CurrentInstanceCount }) => CurrentInstanceCount)).toEqual([2, 2])
})

test('ten times the failures are rolled back, and read back as 0', async () => {
  await ready()
  live.failureRate = { stable: 0.02, canary: 0.2 }
  expect(await live.play()).toBe('rolled-back')
  expect(await live.greenShare()).toBe(0)
  expect(await live.ports.target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, swapped: false })
  expect(live.offencesSoFar()).toEqual([])
})

test('a weight that is not told is no 0, and a missing endpoint is named', async () => {
  await live.open()
  await expect(live.ports.target.read()).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('Could not find endpoint'),
  })
  await live.create(0)
  expect(await live.ports.target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining('tells no weight of green') })
  await live.ports.target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null })
  expect(await live.ports.target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, mixed: null })
})

test('it keeps every rule of the conformance suite', async () => {
  await live.create(0)
  await live.setWeights(1, 0)
  const open = () => openTarget(live.policy, { environment: process.env, cwd: process.cwd(), signal: new AbortController().signal })
  const results = await runConformance({ target: await open(), open, program: null, settleMs: 0, leaseMs: null, promotes: true })
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
})
