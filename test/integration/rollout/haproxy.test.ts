import { HaproxyTarget } from '../../../src/adapters/targets/haproxy/target.ts'
import { type HaproxyOptions, type RunningHaproxy, startHaproxy } from '../../support/rollout/haproxy.ts'
import { servedShare, startLoad } from '../../support/rollout/load.ts'
import { type ModelServer, startModelServer } from '../../support/rollout/model-server.ts'
import { pause, until } from '../../support/rollout/ports.ts'

jest.setTimeout(60_000)

let stable: ModelServer
let canary: ModelServer
const running: RunningHaproxy[] = []

beforeAll(async () => {
  stable = await startModelServer({ name: 'stable' })
  canary = await startModelServer({ name: 'canary' })
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((haproxy) => haproxy.stop()))
})
afterAll(async () => {
  await stable.crash()
  await canary.crash()
})

async function start(options: Partial<HaproxyOptions> & Pick<HaproxyOptions, 'mode'>): Promise<{ haproxy: RunningHaproxy; target: HaproxyTarget }> {
  const haproxy = await startHaproxy({ stable: [stable.port], canary: [canary.port], ...options })
  running.push(haproxy)
  const target = new HaproxyTarget(haproxy.policy)
  await until('both arms ready', async () => {
    const { arms } = await target.read()
    return arms.stable.ready && arms.canary.ready
  })
  return { haproxy, target }
}

const LEASE_MS = 900_000
const leaseOf = (target: HaproxyTarget) => (target.capabilities.lease ? LEASE_MS : null)

async function setShare(target: HaproxyTarget, shareBp: number): Promise<void> {
  const { generation } = await target.read()
  await target.apply({ shareBp, expectedGeneration: generation, leaseMs: leaseOf(target) })
}

/** What clients of the front get, over so many requests. */
async function measuredShare(haproxy: RunningHaproxy, server: string, requests = 1200): Promise<number> {
  const load = startLoad({ port: haproxy.port, perSecond: 600, forMs: (requests / 600) * 1000 })
  await until('the load', () => load.answers.length >= requests * 0.98)
  await load.stop()
  return servedShare(load.answers, server)
}

/** Five standard errors of a drawn share; round robin is far tighter. */
const near = (share: number, requests = 1150) => 5 * Math.sqrt((share * (1 - share)) / requests)

test.each([['lease'], ['weights']] as const)('%s: the share is set, read back and served at 1 %%, 5 %% and 50 %%, and 0 again', async (mode) => {
  const { haproxy, target } = await start({ mode })
  for (const shareBp of [100, 500, 5000, 0]) {
    await setShare(target, shareBp)
    const state = await target.read()
    expect([state.shareBp, state.effectiveBp, state.mixed]).toEqual([shareBp, shareBp, null])
    const served = await measuredShare(haproxy, 'canary')
    expect(Math.abs(served - shareBp / 10_000)).toBeLessThanOrEqual(near(shareBp / 10_000))
  }
})
