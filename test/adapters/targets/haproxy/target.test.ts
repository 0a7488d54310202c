import { HaproxyTarget } from '../../../../src/adapters/targets/haproxy/target.ts'
import type { HaproxyTargetPolicy } from '../../../../src/rollout/policy/targets/haproxy.ts'
import { type FakeHaproxy, startFakeHaproxy } from '../../../support/rollout/fake-haproxy.ts'

let fake: FakeHaproxy
beforeEach(async () => {
  fake = await startFakeHaproxy()
})
afterEach(() => fake.close())

function open(change: Partial<HaproxyTargetPolicy> = {}): HaproxyTarget {
  return new HaproxyTarget({
    kind: 'haproxy',
    mode: 'weights',
    nodes: [fake.address],
    stable: ['models/stable'],
    canary: ['models/canary'],
    leaseTable: 'sluice_lease',
    rolesTable: 'sluice_roles',
    timeout: 10_000,
    ...change,
  })
}

const changes = () => fake.lines.filter((line) => line.startsWith('set '))
const rollback = { shareBp: 0, expectedGeneration: null, leaseMs: null }

test.each([
  ['up', [100, 0], 2500, 'set weight models/canary 25; set weight models/stable 75'],
  ['down', [50, 50], 500, 'set weight models/stable 95; set weight models/canary 5'],
  ['back from all', [0, 100], 0, 'set weight models/stable 100; set weight models/canary 0'],
] as const)('weights go %s in one line, the raise first', async (_, [stable, canary], shareBp, line) => {
  fake.servers[0] = { backend: 'models', name: 'stable', weight: stable }
  fake.servers[1] = { backend: 'models', name: 'canary', weight: canary }
  await open().apply({ ...rollback, shareBp })
  expect(changes().at(-1)).toBe(line)
})

test('a connection that is cut, or silent, after the line was sent leaves the outcome unknown', async () => {
  for (const fault of ['cut-before', 'cut-after', 'hang-after']) {
    fake.onChange = () => fault
    await expect(open({ timeout: 3000 }).apply(rollback)).rejects.toMatchObject({ kind: 'unknown-outcome' })
  }
})

test('a node that nobody listens on changed nothing', async () => {
  await fake.close()
  await expect(open().apply(rollback)).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(open().read()).rejects.toMatchObject({ kind: 'unavailable' })
  fake = await startFakeHaproxy()
})

test('a refusal of one of two commands is no refusal of both', async () => {
  fake.onChange = () => '\nPermission denied'
  await expect(open().apply(rollback)).rejects.toMatchObject({ kind: 'unknown-outcome' })
  fake.onChange = () => 'Permission denied\n\nPermission denied'
  await expect(open().apply(rollback)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('level admin') })
})

test.each([
  ['down', { operational: 0, status: 'DOWN' }, 0, false],
  ['drained', { admin: 8, status: 'DRAIN' }, 0, false],
  ['in maintenance', { admin: 1, operational: 0, status: 'MAINT' }, 0, false],
  ['in a slow start', { effective: 4 }, 741, true],
  ['without a health check', {}, 5000, true],
] as const)('a weight of 50 that is %s serves what it serves', async (_, state, effectiveBp, ready) => {
  fake.servers[0] = { backend: 'models', name: 'stable', weight: 50 }
  fake.servers[1] = { backend: 'models', name: 'canary', weight: 50, ...state }
  const read = await open().read()
  expect([read.shareBp, read.effectiveBp, read.arms.canary.ready]).toEqual([5000, effectiveBp, ready])
})

test('the generation changes with a weight, a state, a restart, and not with health', async () => {
  const target = open()
  const seen = [(await target.read()).generation]
  const canary = fake.servers[1]
  if (canary === undefined) throw new Error('no canary')
  for (const change of [() => (canary.weight = 3), () => (canary.admin = 8), () => (fake.startedAt += 5)]) {
    change()
    seen.push((await target.read()).generation)
  }
  expect(new Set(seen).size).toBe(4)
  canary.operational = 0
  expect((await target.read()).generation).toBe(seen.at(-1))
})

test('a renewal touches the entry and leaves its value: what somebody lowered meanwhile stays lowered', async () => {
  fake.tables.get('sluice_lease')?.set('canary', { value: 500, leftMs: 1000 })
  const target = open({ mode: 'lease' })
  const renewing = target.renewLease()
  fake.tables.get('sluice_lease')?.set('canary', { value: 0, leftMs: 1000 })
  await renewing
  expect(changes()).toEqual(['set table sluice_lease key canary'])
  expect(await target.read()).toMatchObject({ shareBp: 0, leaseLeftMs: 900_000 })
})

test('a raise is refused while no stable server is up, a rollback never', async () => {
  fake.servers[0] = { backend: 'models', name: 'stable', weight: 100, operational: 0, status: 'DOWN' }
  const raise = open().apply({ shareBp: 500, expectedGeneration: null, leaseMs: null })
  await expect(raise).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('nothing to go back to') })
  expect(changes()).toEqual([])
  await open().apply(rollback)
})

test('a promotion that was repeated after an unknown outcome does not swap back', async () => {
  const target = open()
  const digest = 'c3'.repeat(32)
  fake.onChange = () => 'cut-after'
  await expect(target.promote({ digest, expectedGeneration: null })).rejects.toMatchObject({ kind: 'unknown-outcome' })
  fake.onChange = null
  await target.promote({ digest, expectedGeneration: null })
  expect(await target.read()).toMatchObject({ swapped: true, shareBp: 0 })
  expect(fake.servers.map(({ weight }) => weight)).toEqual([0, 100])
})
