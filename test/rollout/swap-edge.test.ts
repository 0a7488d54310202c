import { seenInRoles } from '../../src/rollout/roles.ts'
import { minutes } from '../support/rollout/baking.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY } from '../support/rollout/fake-service.ts'
import { Killed, withPoints } from '../support/rollout/interrupting.ts'
import { unsafe } from '../support/rollout/watch-safety.ts'

// A promotion by swap exchanges what the names of the arms stand for, at a moment between two windows or within one.

jest.setTimeout(60_000)

const SHORT = { steps: ['5%', '50%'], bake: '1m', settle: '30m' }

/** The old model fails often and the new one seldom: exchanged, the good promotion would look like a breach. */
async function killedAfterTheSwap(): Promise<FakeRollout> {
  const rollout = new FakeRollout({ lease: false, rps: 2000, failureRate: { stable: 0.2, canary: 0.02 } }, SHORT)
  rollout.start()
  let isSwapped = false
  for (let tick = 0; tick < 60 && !isSwapped; tick++) {
    const ports = withPoints(rollout.ports, ({ name, when }) => {
      if (name !== 'target.promote' || when !== 'after') return
      isSwapped = true
      throw new Killed()
    })
    await rollout.tick(ports).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
    // Ticks come in the middle of windows, so that the swap does too.
    rollout.service.pass(tick === 0 ? 30_000 : 60_000)
  }
  expect([rollout.state, rollout.service.models.stable]).toEqual(['promoting', CANARY])
  return rollout
}

test('the ticker is killed right after the swap: windows around it are blamed on neither arm', async () => {
  const rollout = await killedAfterTheSwap()
  rollout.service.pass(30 * 60_000)
  const { steps } = await rollout.tick()
  expect(steps.map(({ event }) => event)).toEqual(['settle', null])
  await minutes(rollout, 35)
  expect([rollout.state, rollout.events.includes('breach'), rollout.service.models.stable]).toEqual(['promoted', false, CANARY])
  expect(unsafe(rollout)).toEqual([])
})

test('the window with the swap in it is written down as not evaluable, the ones before in the roles of then', async () => {
  const rollout = await killedAfterTheSwap()
  rollout.service.pass(4 * 60_000)
  await rollout.tick()
  const entry = rollout.entries.find(({ body }) => body.kind === 'step' && body.step.event === 'settle')
  const observed = entry?.body.kind === 'step' ? entry.body.observations.telemetry : null
  const windows = observed !== null && observed !== undefined && 'windows' in observed ? observed.windows : []
  const promotedMs = rollout.history.current?.promotion?.fromMs ?? 0
  expect(windows.length).toBeGreaterThan(3)
  for (const { toMs, readings } of windows) {
    const { errors } = readings
    if (toMs > promotedMs) expect(errors).toEqual({ kind: 'not-evaluable', why: 'the arms exchanged their roles in it' })
    else if (errors?.kind === 'rate') expect(errors.arms.stable.failures / errors.arms.stable.requests).toBeGreaterThan(0.15)
  }
})

test('after it, while the target cannot be read, the arms keep the roles that they were read with', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 2000, failureRate: { stable: 0.2, canary: 0.02 } }, SHORT)
  rollout.start()
  while (rollout.state !== 'settling') await minutes(rollout, 1)
  await minutes(rollout, 3)
  rollout.service.failTarget('timeout')
  await minutes(rollout, 8)
  expect([rollout.state, rollout.events.includes('breach')]).toEqual(['held', false])
  rollout.service.failTarget(null)
  await minutes(rollout, 40)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['promoted', CANARY])
})

test('windows of the rehearsal that come late are no evidence for the candidate', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500 }, { ...SHORT, rehearse: '5m' })
  rollout.service.deploy('a'.repeat(64))
  rollout.start()
  while (!rollout.events.includes('rehearsed')) await minutes(rollout, 1)
  expect(rollout.history.current?.live.windows).toBe(0)
  const { current } = rollout.history
  expect(current?.live.fromMs).toBe(current?.sinceMs)
})

test('a window with both roles in it has no reading of any kind', () => {
  const arms = { stable: { requests: 10, failures: 1 }, canary: { requests: 5, failures: 5 } }
  const window = {
    id: 'w',
    fromMs: 0,
    toMs: 1,
    requests: { stable: 10, canary: 5 },
    readings: { errors: { kind: 'rate', arms } },
    events: [],
  } as const
  expect(seenInRoles(window, 'swapped').readings['errors']).toEqual({ kind: 'rate', arms: { stable: arms.canary, canary: arms.stable } })
  expect(seenInRoles(window, 'both')).toMatchObject({ requests: null, readings: { errors: { kind: 'not-evaluable' } } })
})
