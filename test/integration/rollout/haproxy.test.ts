import { runConformance } from '../../../src/adapters/targets/conformance/suite.ts'
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

async function start(
  options: Partial<HaproxyOptions> & Pick<HaproxyOptions, 'mode'>,
): Promise<{ haproxy: RunningHaproxy; target: HaproxyTarget }> {
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

/** What clients of the front get. */
async function measuredShare(haproxy: RunningHaproxy, server: string, requests = REQUESTS): Promise<number> {
  const load = startLoad({ port: haproxy.port, perSecond: 400, forMs: (requests / 400) * 1000 })
  await load.done()
  expect(load.answers.filter(({ status }) => status !== 200)).toEqual([])
  return servedShare(load.answers, server)
}

const REQUESTS = 800

/** Five standard errors of a drawn share; round robin is far tighter. */
const near = (share: number, requests = REQUESTS) => 5 * Math.sqrt((share * (1 - share)) / requests)

test.each([['lease'], ['weights']] as const)(
  '%s: the share is set, read back and served at 1 %%, 5 %% and 50 %%, and 0 again',
  async (mode) => {
    const { haproxy, target } = await start({ mode })
    for (const shareBp of [100, 500, 5000, 0]) {
      await setShare(target, shareBp)
      const state = await target.read()
      expect([state.shareBp, state.effectiveBp, state.mixed]).toEqual([shareBp, shareBp, null])
      const served = await measuredShare(haproxy, 'canary')
      expect(Math.abs(served - shareBp / 10_000)).toBeLessThanOrEqual(near(shareBp / 10_000))
    }
  },
)

test('weights: what cannot be set exactly is rounded down, and said before', async () => {
  const { target } = await start({ mode: 'weights' })
  expect([target.capabilities.smallestStepBp, target.capabilities.reachableBp(70), target.capabilities.reachableBp(20)]).toEqual([
    39, 70, 0,
  ])
  await setShare(target, 175)
  expect((await target.read()).shareBp).toBe(target.capabilities.reachableBp(175))
  expect(target.capabilities.reachableBp(175)).toBeLessThanOrEqual(175)
})

test('lease: nobody renews it, and the share is 0 by itself; a renewal keeps it, and does not bring it back', async () => {
  const { haproxy, target } = await start({ mode: 'lease', leaseSeconds: 2 })
  await target.apply({ shareBp: 5000, expectedGeneration: (await target.read()).generation, leaseMs: 2000 })
  const began = Date.now()
  while (Date.now() - began < 3000) {
    await target.renewLease()
    expect((await target.read()).shareBp).toBe(5000)
    await pause(500)
  }
  await until('the lease to run out', async () => (await target.read()).leaseLeftMs === null)
  expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0 })
  expect(await measuredShare(haproxy, 'canary', 400)).toBe(0)
  await target.renewLease()
  expect((await target.read()).shareBp).toBe(0)
})

test('lease: a table whose entries outlive the lease is refused before any traffic moves', async () => {
  const { target } = await start({ mode: 'lease', leaseSeconds: 900 })
  const { generation } = await target.read()
  const longer = target.apply({ shareBp: 100, expectedGeneration: generation, leaseMs: 60_000 })
  await expect(longer).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('write `expire 60s`') })
  expect((await target.read()).shareBp).toBe(0)
})

test.each([['lease'], ['weights']] as const)(
  '%s: a reload and a restart take the share to what haproxy.cfg says, and both are seen',
  async (mode) => {
    const { haproxy, target } = await start({ mode })
    for (const lose of [haproxy.reload, haproxy.restart]) {
      await until('both arms ready', async () => (await target.read()).arms.canary.ready)
      await setShare(target, 5000)
      const before = await target.read()
      await pause(1000)
      await lose()
      const after = await target.read()
      expect(after).toMatchObject({ shareBp: 0, effectiveBp: 0 })
      expect(after.generation).not.toBe(before.generation)
      expect(after.restartedAtMs ?? 0).toBeGreaterThan(before.restartedAtMs ?? 0)
      await expect(target.apply({ shareBp: 5000, expectedGeneration: before.generation, leaseMs: leaseOf(target) })).rejects.toMatchObject({
        kind: 'conflict',
      })
    }
  },
)

test.each([['lease'], ['weights']] as const)(
  '%s: a promotion exchanges the arms once, keeps the old one as control, and survives a reload',
  async (mode) => {
    const startedAt = Date.now()
    const { haproxy, target } = await start({ mode })
    await setShare(target, 5000)
    const digest = 'a1'.repeat(32)
    await target.promote({ digest, expectedGeneration: (await target.read()).generation })
    await target.promote({ digest, expectedGeneration: null })
    expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, swapped: true, mixed: null })
    expect(await measuredShare(haproxy, 'canary', 200)).toBe(1)
    await setShare(target, 100)
    expect(await target.read()).toMatchObject({ shareBp: 100, effectiveBp: 100 })
    const old = await measuredShare(haproxy, 'stable', 800)
    expect(old).toBeLessThan(0.04)
    if (mode === 'weights') return
    // A worker hands its tables on once it has been up for some five seconds, and the next one takes a moment to learn them.
    await pause(Math.max(0, startedAt + 7000 - Date.now()))
    await haproxy.reload()
    await until('the next worker to learn the roles', async () => (await target.read()).swapped === true)
    expect(await target.read()).toMatchObject({ shareBp: 0, swapped: true })
    expect(await measuredShare(haproxy, 'canary', 200)).toBe(1)
    await target.promote({ digest: 'b2'.repeat(32), expectedGeneration: null })
    expect(await target.read()).toMatchObject({ shareBp: 0, swapped: false })
    expect(await measuredShare(haproxy, 'stable', 200)).toBe(1)
  },
)

test.each([['lease'], ['weights']] as const)(
  '%s: a canary that is gone is not ready, serves nothing, and cannot be promoted',
  async (mode) => {
    const gone = await startModelServer({ name: 'gone' })
    const { target } = await start({ mode, canary: [gone.port] })
    await setShare(target, 500)
    await gone.crash()
    await until('HAProxy to see it', async () => !(await target.read()).arms.canary.ready)
    const state = await target.read()
    expect([state.shareBp, state.effectiveBp]).toEqual([500, 0])
    expect(state.arms.canary.why).toContain('canary1 is DOWN')
    await expect(target.promote({ digest: 'a1'.repeat(32), expectedGeneration: null })).rejects.toMatchObject({ kind: 'refused' })
  },
)

test('two nodes: both are written; one that cannot be reached makes the split mixed, and a rollback takes the other at once', async () => {
  const [one, other] = [await start({ mode: 'lease' }), await start({ mode: 'lease' })]
  const target = new HaproxyTarget({ ...one.haproxy.policy, nodes: [...one.haproxy.policy.nodes, ...other.haproxy.policy.nodes] })
  await setShare(target, 500)
  expect(await target.read()).toMatchObject({ shareBp: 500, mixed: null })
  await other.target.apply({ shareBp: 100, expectedGeneration: null, leaseMs: LEASE_MS })
  expect(await target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining('nodes disagree about the share') })
  await other.haproxy.kill()
  const mixed = await target.read()
  expect(mixed).toMatchObject({ shareBp: null, effectiveBp: null, mixed: expect.stringContaining('cannot be read') })
  await expect(target.apply({ shareBp: 1000, expectedGeneration: mixed.generation, leaseMs: LEASE_MS })).rejects.toMatchObject({
    kind: 'unavailable',
  })
  expect((await one.target.read()).shareBp).toBe(500)
  await expect(target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null })).rejects.toMatchObject({ kind: 'unknown-outcome' })
  expect((await one.target.read()).shareBp).toBe(0)
})

test('weights: users whose cookie holds them to the canary are sent back by a rollback', async () => {
  const { haproxy, target } = await start({ mode: 'weights', backend: ['cookie SRV insert'] })
  await setShare(target, 5000)
  const cookie = await cookieOf(haproxy, 'canary')
  expect(await servedTo(haproxy, cookie)).toBe('canary')
  await target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null })
  expect(await servedTo(haproxy, cookie)).toBe('stable')
  const rolledBack = await target.read()
  expect(rolledBack).toMatchObject({ shareBp: 0, effectiveBp: 0 })
  expect(rolledBack.arms.canary.ready).toBe(true)
  await setShare(target, 5000)
  await until('the canary to serve again', async () => (await target.read()).effectiveBp === 5000)
})

async function cookieOf(haproxy: RunningHaproxy, server: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${haproxy.port}/predict`)
    await answer.text()
    if (answer.headers.get('x-served-by') === server) return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  throw new Error(`${server} never answered`)
}

async function servedTo(haproxy: RunningHaproxy, cookie: string): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${haproxy.port}/predict`, { headers: { cookie } })
  await answer.text()
  return answer.headers.get('x-served-by')
}

test.each([
  ['a static algorithm', { balance: 'static-rr' }, 'balanced by static-rr'],
  ['one that lets a slow canary hide', { balance: 'leastconn' }, 'balanced by leastconn'],
  ['a socket that may only read', { level: 'operator' }, 'Give the stats socket `level admin`'],
] as const)('weights: %s is refused before any traffic moves', async (_, options, words) => {
  const { target } = await start({ mode: 'weights', ...options })
  const { generation } = await target.read()
  const raise = target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })
  await expect(raise).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining(words) })
  expect(await target.read()).toMatchObject({ shareBp: 0, generation })
})

test('names that are not in haproxy.cfg are refused in words, and the socket may be a file', async () => {
  const { haproxy } = await start({ mode: 'weights' })
  const policy = { ...haproxy.policy, nodes: [haproxy.socket] }
  expect(await new HaproxyTarget(policy).read()).toMatchObject({ shareBp: 0, mixed: null })
  const wrong = (change: Partial<typeof policy>) => new HaproxyTarget({ ...policy, ...change }).read()
  await expect(wrong({ canary: ['models/kanary'] })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('no server models/kanary'),
  })
  await expect(wrong({ canary: ['modles/canary1'] })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('no backend modles'),
  })
  await expect(wrong({ rolesTable: 'none' })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('no stick table none'),
  })
  await expect(wrong({ nodes: ['tcp://127.0.0.1:1'] })).rejects.toMatchObject({ kind: 'unavailable' })
})

test.each([['lease'], ['weights']] as const)(
  '%s: HAProxy keeps every rule of the conformance suite that programs are held to',
  async (mode) => {
    const { haproxy, target } = await start({ mode, leaseSeconds: 2 })
    const open = async () => new HaproxyTarget(haproxy.policy)
    const results = await runConformance({ target, open, program: null, settleMs: 3000, leaseMs: 2000, promotes: true })
    expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
    const skipped = results.filter(({ outcome }) => outcome === 'skipped').map(({ why }) => why)
    expect(new Set(skipped)).toEqual(new Set(mode === 'lease' ? ['it is no program'] : ['it is no program', 'it has no lease']))
  },
)
