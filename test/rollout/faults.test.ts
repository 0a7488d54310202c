import { JournalError } from '../../src/rollout/ports.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY, STABLE } from '../support/rollout/fake-service.ts'
import { unsafe, watchSafety } from '../support/rollout/watch-safety.ts'

// Each fault strikes a healthy rollout while it bakes at 5 %.

jest.setTimeout(60_000)

async function baking(lease = true): Promise<FakeRollout> {
  const rollout = new FakeRollout({ lease, rps: 500 }, { bake: '30m', settle: '3m' })
  rollout.start()
  watchSafety(rollout)
  while (rollout.history.current?.standsBp !== 500 || rollout.state !== 'baking') {
    await rollout.tick()
    rollout.service.pass(60_000)
  }
  return rollout
}

/** Ticks on for so many minutes. */
async function minutes(rollout: FakeRollout, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    rollout.service.pass(60_000)
    await rollout.tick()
  }
}

type Fault = readonly [
  what: string,
  strike: (rollout: FakeRollout) => void,
  after: number,
  state: string,
  shareBp: number,
  reason: string | null,
]

test.each<Fault>([
  ['the telemetry is down: held first', ({ service }) => service.failTelemetry('503'), 2, 'held', 500, 'NO_LIVE_DATA'],
  ['the telemetry stays down: share 0', ({ service }) => service.failTelemetry('503'), 20, 'lapsed', 0, null],
  ['the proxy restarts without its memory', ({ service }) => service.restart(0), 0, 'lapsed', 0, null],
  ['a restart brings a higher share: down to 0', ({ service }) => service.restart(5000), 0, 'lapsed', 0, null],
  ['a person lowers the share: honoured', ({ service }) => service.setByHand(100), 10, 'held', 100, 'OUTSIDE_CHANGE'],
  ['a person raises the share: held, not fought', ({ service }) => service.setByHand(2000), 10, 'held', 2000, 'OUTSIDE_CHANGE'],
  ['another model in the canary: its traffic goes back', ({ service }) => service.deploy('e'.repeat(64)), 2, 'rolled-back', 0, null],
  ['the canary crashes: no more traffic, and held', ({ service }) => service.crashCanary(), 1, 'held', 0, 'ARM_NOT_READY'],
  ['the target cannot be read: held', ({ service }) => service.failTarget('timeout'), 1, 'held', 500, 'TARGET_UNREADABLE'],
  ['the policy changed: held', (rollout) => rollout.changePolicy(), 1, 'held', 500, 'POLICY_CHANGED'],
  ['both arms fail ten times as often: held, not blamed', ({ service }) => service.failBoth(0.3), 10, 'held', 500, 'ENVIRONMENT_INCIDENT'],
  ['the canary alone fails ten times as often', ({ service }) => service.failCanary(0.3), 6, 'rolled-back', 0, null],
])('%s', async (_, strike, after, state, shareBp, reason) => {
  const rollout = await baking()
  strike(rollout)
  await rollout.tick()
  await minutes(rollout, after)
  expect([rollout.state, rollout.service.shareBp, rollout.history.current?.held?.reason ?? null]).toEqual([state, shareBp, reason])
  expect(unsafe(rollout)).toEqual([])
})

test.each([
  ['ask', 'held', 500],
  ['rollback', 'rolled-back', 0],
] as const)('the deadline passes before everything is proven, on-deadline %s', async (onDeadline, state, shareBp) => {
  const rollout = new FakeRollout(
    { lease: true, rps: 500 },
    { steps: ['5%', '50%'], bake: '40m', deadline: '41m', 'on-deadline': onDeadline },
  )
  rollout.start()
  rollout.service.failCanary(0.021)
  await minutes(rollout, 39)
  rollout.service.pass(3 * 60_000)
  await rollout.tick()
  await minutes(rollout, 3)
  expect([rollout.state, rollout.service.shareBp]).toEqual([state, shareBp])
  expect(rollout.history.current?.held?.reason ?? rollout.history.current?.cause?.reason).toBe('DEADLINE')
})

test('no tick comes any more: the lease takes the share to 0, and the next tick sets it again', async () => {
  const rollout = await baking()
  rollout.service.pass(20 * 60_000)
  expect(rollout.service.shareBp).toBe(0)
  await rollout.tick()
  await minutes(rollout, 2)
  expect([rollout.events.slice(-3), rollout.service.shareBp]).toEqual([['lapse', 'arm', 'shifted'], 500])
})

test('what held it by itself is over: it goes on by itself; a person’s hold does not', async () => {
  const rollout = await baking()
  rollout.service.failTelemetry('503')
  await minutes(rollout, 2)
  rollout.service.failTelemetry(null)
  await minutes(rollout, 1)
  expect(rollout.state).toBe('baking')
  rollout.command('hold')
  await minutes(rollout, 3)
  expect(rollout.state).toBe('held')
  rollout.command('resume')
  await minutes(rollout, 1)
  expect(rollout.state).toBe('baking')
})

test('without a lease and without a watching job the share goes down to unattended-max', async () => {
  const rollout = new FakeRollout({ lease: false, rps: 500 })
  rollout.start()
  while (rollout.service.shareBp < 2500) await minutes(rollout, 1)
  rollout.attended = false
  await minutes(rollout, 2)
  expect(rollout.service.shareBp).toBe(500)
  await minutes(rollout, 60)
  expect(rollout.service.shareBp).toBe(500)
})

test('a breach rolls back although the journal is down: the share does not wait for it', async () => {
  const rollout = await baking()
  rollout.service.failCanary(0.5)
  rollout.service.pass(5 * 60_000)
  let calls = 0
  const { journal } = rollout
  const failing = {
    read: () => journal.read(),
    append: async () => {
      calls++
      throw new JournalError('unavailable', 'the remote hung up')
    },
  }
  const { problems } = await rollout.tick({ journal: failing })
  expect([rollout.service.shareBp, calls > 0, problems[0]]).toEqual([0, true, expect.stringContaining('does not wait for it')])
  await minutes(rollout, 3)
  expect(rollout.state).toBe('rolled-back')
})

test('a rollback that fails is tried by every tick, and never called finished', async () => {
  const rollout = await baking()
  rollout.service.failCanary(0.5)
  rollout.service.pass(3 * 60_000)
  rollout.service.failTarget('connection refused')
  await rollout.tick()
  await minutes(rollout, 30)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['rolling-back', 0])
  rollout.service.failTarget(null)
  await minutes(rollout, 3)
  expect(rollout.state).toBe('rolled-back')
})

test('worse after the promotion: the old model, still warm, takes over again', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500 }, { settle: '2h' })
  rollout.start()
  while (rollout.state !== 'settling') await minutes(rollout, 1)
  await minutes(rollout, 2)
  expect([rollout.service.shareBp, rollout.service.models.stable, rollout.history.released?.digest]).toEqual([100, CANARY, CANARY])
  rollout.service.failNew(0.4)
  await minutes(rollout, 40)
  expect([rollout.state, rollout.service.models.stable, rollout.service.shareBp]).toEqual(['rolled-back', STABLE, 0])
  expect(rollout.history.released?.digest).toBe(STABLE)
})

test('a tick with nothing new writes nothing; what was seen is kept every quarter of an hour', async () => {
  const rollout = await baking()
  const before = rollout.journal.entries.length
  await minutes(rollout, 10)
  expect(rollout.journal.entries.length).toBe(before)
  await minutes(rollout, 10)
  expect(rollout.journal.entries.length).toBe(before + 1)
})

test('an approval is asked for, waited for, and bound to what it was asked about', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500 }, { approval: { before: ['50%'] } })
  let answer: 'pending' | 'approved' = 'pending'
  rollout.approvals = { preflight: async () => [], read: async () => ({ kind: answer, by: '@lead', why: 'looks right' }) }
  rollout.start()
  while (rollout.state !== 'awaiting-approval') await minutes(rollout, 1)
  await minutes(rollout, 10)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['awaiting-approval', 2500])
  expect(rollout.history.current?.request).toMatchObject({ beforeBp: 5000, digest: CANARY })
  answer = 'approved'
  await minutes(rollout, 1)
  expect(rollout.service.shareBp).toBe(5000)
  expect(rollout.steps.find(({ message }) => message.includes('Approved by @lead'))).toBeDefined()
})

test('a breach while somebody is asked outranks the approval', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500 }, { approval: { before: ['50%'] } })
  rollout.approvals = { preflight: async () => [], read: async () => ({ kind: 'pending', by: null, why: '' }) }
  rollout.start()
  while (rollout.state !== 'awaiting-approval') await minutes(rollout, 1)
  rollout.service.failCanary(0.4)
  rollout.service.pass(4 * 60_000)
  rollout.approvals = { preflight: async () => [], read: async () => ({ kind: 'approved', by: '@lead', why: 'too late' }) }
  await rollout.tick()
  await minutes(rollout, 2)
  expect(rollout.state).toBe('rolled-back')
})

test('rehearsal: both arms serve the stable model first; the candidate follows when it is deployed', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500 }, { rehearse: '5m' })
  rollout.service.deploy(STABLE)
  rollout.start()
  await minutes(rollout, 12)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'WRONG_MODEL', 0])
  rollout.service.deploy(CANARY)
  await minutes(rollout, 3)
  expect(rollout.events.slice(0, 6)).toEqual(['rehearse', 'rehearsed', 'hold', 'resume', 'arm', 'shifted'])
})

test('a rehearsal whose arms differ is held: the split is biased, and nobody is blamed', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500, failureRate: { stable: 0.02, canary: 0.3 } }, { rehearse: '20m' })
  rollout.service.deploy(STABLE)
  rollout.start()
  await minutes(rollout, 12)
  expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'SPLIT_BIASED'])
})
