import { minutes } from '../support/rollout/baking.ts'
import { FakeRollout, type Written } from '../support/rollout/fake-rollout.ts'
import { CANARY, type ServiceOptions, STABLE } from '../support/rollout/fake-service.ts'
import { Killed, withPoints } from '../support/rollout/interrupting.ts'
import { unsafe } from '../support/rollout/watch-safety.ts'

// A tick that was killed between the journal and the target has left something begun. Whoever goes on hours later may not do it on the proof of then.

jest.setTimeout(60_000)

const SHORT: Written = { steps: ['5%', '50%'], bake: '1m', settle: '1m' }
const LEASE_MINUTES = 15

/** Healthy until the first such call is about to be made at this share, and killed there. */
async function killedBefore(name: string, shareBp: number, options: ServiceOptions, written: Written = SHORT): Promise<FakeRollout> {
  const rollout = new FakeRollout({ lease: true, rps: 2000, ...options }, { ...SHORT, ...written })
  rollout.start()
  for (let ticks = 0; ticks < 60; ticks++) {
    const ports = withPoints(rollout.ports, (point) => {
      if (point.name === name && point.when === 'before' && rollout.service.shareBp === shareBp) throw new Killed()
    })
    const isKilled = await rollout.tick(ports).then(
      () => false,
      (error: unknown) => error instanceof Killed,
    )
    if (isKilled) return rollout
    rollout.service.pass(60_000)
  }
  throw new Error(`${name} was never called`)
}

describe.each([
  ['a promotion', 'target.promote', 5000],
  ['a raise', 'target.apply', 500],
] as const)('%s that was only written down, and a lease that ran out', (_, call, shareBp) => {
  test('is not done on the old proof: the canary that fails by now is found at what stood, and taken back', async () => {
    const rollout = await killedBefore(call, shareBp, {})
    rollout.service.pass(2 * LEASE_MINUTES * 60_000)
    rollout.service.failCanary(0.9)
    const most: number[] = []
    rollout.service.onShare = (share) => most.push(share)
    await minutes(rollout, 1)
    expect([rollout.state, rollout.history.current?.pending]).toEqual(['lapsed', null])
    await minutes(rollout, 20)
    expect([rollout.state, rollout.service.models.stable, Math.max(...most)]).toEqual(['rolled-back', STABLE, shareBp])
    expect(unsafe(rollout)).toEqual([])
  })

  test('is proven again by a healthy one, and goes on', async () => {
    const rollout = await killedBefore(call, shareBp, {})
    rollout.service.pass(2 * LEASE_MINUTES * 60_000)
    await minutes(rollout, 30)
    expect([rollout.state, rollout.service.models.stable]).toEqual(['promoted', CANARY])
    expect(unsafe(rollout)).toEqual([])
  })
})

test.each([
  ['a promotion', 'target.promote', 5000],
  ['a raise', 'target.apply', 500],
] as const)('%s that was only written down is not done after the deadline, but for a person', async (_, call, shareBp) => {
  const rollout = await killedBefore(call, shareBp, { lease: false }, { deadline: '1h' })
  rollout.service.pass(2 * 3_600_000)
  await minutes(rollout, 3)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'DEADLINE', shareBp])
  expect(rollout.service.models.stable).toBe(STABLE)
  rollout.command('resume')
  await minutes(rollout, 15)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['promoted', CANARY])
})

test('where an arm is given the model, which may take longer than a lease, a person looks', async () => {
  const rollout = await killedBefore('target.promote', 5000, { promotion: 'retarget' })
  rollout.service.pass(2 * LEASE_MINUTES * 60_000)
  await minutes(rollout, 3)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.models.stable]).toEqual(['held', 'LEASE_LAPSED', STABLE])
  rollout.command('resume')
  await minutes(rollout, 5)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['promoted', CANARY])
})

test('what a person held while it was begun, and a lease has taken back since, is proven again once they let it go on', async () => {
  const rollout = await killedBefore('target.promote', 5000, {})
  rollout.command('hold')
  rollout.service.pass(2 * LEASE_MINUTES * 60_000)
  await minutes(rollout, 3)
  expect([rollout.state, rollout.service.shareBp, rollout.service.models.stable]).toEqual(['held', 0, STABLE])
  rollout.command('resume')
  await minutes(rollout, 1)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['lapsed', STABLE])
  await minutes(rollout, 20)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['promoted', CANARY])
})

test('a promoted model whose telemetry is away for longer than a lease loses the old one’s control share, and settles', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 2000 }, { ...SHORT, settle: '1h' })
  rollout.start()
  await rollout.until(['settling'])
  rollout.service.failTelemetry('503')
  await minutes(rollout, 2 * LEASE_MINUTES)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['held', 0])
  rollout.service.failTelemetry(null)
  await minutes(rollout, 65)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['promoted', CANARY])
})

test('the way back of a promoted model is verified by what was served after the arms were changed back, not by the quiet of before', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 2000 }, SHORT)
  rollout.start()
  await rollout.until(['promoted'])
  rollout.service.pass(600_000)
  rollout.command('revert')
  rollout.service.behaviour.servesSwapped = true
  await minutes(rollout, 20)
  expect([rollout.state, rollout.service.models.stable]).toEqual(['rolling-back', STABLE])
  expect(rollout.steps.at(-1)?.message).toContain('still had 120000 requests in the latest window')
  rollout.service.behaviour.servesSwapped = null
  await minutes(rollout, 3)
  expect(rollout.state).toBe('rolled-back')
})
