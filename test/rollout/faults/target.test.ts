import { type DeploymentTarget, TargetError } from '../../../src/rollout/ports.ts'
import { type Baking, bakingAtFive, minutes } from '../../support/rollout/baking.ts'
import { FakeRollout } from '../../support/rollout/fake-rollout.ts'
import { CANARY, STABLE } from '../../support/rollout/fake-service.ts'
import { unsafe, watchSafety } from '../../support/rollout/watch-safety.ts'

// What a proxy or its API may do wrong. Restarts, lost leases, changes by hand and failing writes of a rollback are in ../faults.test.ts,
// nodes that disagree and reloads in the tests of HAProxy, programs that lie in the conformance suite.

jest.setTimeout(60_000)

/** The same target, with other methods. */
function withTarget(rollout: FakeRollout, change: (target: DeploymentTarget) => Partial<DeploymentTarget>): { target: DeploymentTarget } {
  const { target } = rollout.service
  return { target: { ...target, ...change(target) } }
}

async function ticksWith(rollout: FakeRollout, ports: () => { target: DeploymentTarget }, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await rollout.tick(ports())
    rollout.service.pass(60_000)
  }
}

const isSafe = (rollout: Baking) => expect([rollout.offences, unsafe(rollout)]).toEqual([[], []])

describe.each([
  ['429 or 503, nothing changed', () => new TargetError('unavailable', '503'), false],
  ['409, somebody else wrote', () => new TargetError('conflict', '409'), false],
  ['a timeout after it was done', () => new TargetError('unknown-outcome', 'timed out'), true],
  ['a token that expired', () => new TargetError('refused', '401'), false],
  ['a fault nobody foresaw', () => new TypeError('x is undefined'), true],
])('a write that ends in %s', (_, fault, isDone) => {
  test('of a share is read back and done again, and the rollout ends as if nothing had been', async () => {
    const rollout = new FakeRollout({ lease: true, rps: 2000 }, { steps: ['5%', '50%'], bake: '1m', settle: '1m' })
    const offences = watchSafety(rollout)
    rollout.start()
    let left = 8
    for (let tick = 0; tick < 60 && rollout.state !== 'promoted'; tick++) {
      await rollout.tick(
        withTarget(rollout, (target) => ({
          async apply(request) {
            if (left-- > 0 && !isDone) throw fault()
            await target.apply(request)
            if (left >= 0) throw fault()
          },
          async promote(request) {
            if (isDone) await target.promote(request)
            if (left-- > 0 || isDone) throw fault()
            await target.promote(request)
          },
        })),
      )
      rollout.service.pass(60_000)
    }
    expect([rollout.state, rollout.service.models.stable, offences, unsafe(rollout)]).toEqual(['promoted', CANARY, [], []])
  })

  test('of a rollback is tried again within the tick', async () => {
    const rollout = await bakingAtFive()
    rollout.service.failCanary(0.5)
    rollout.service.pass(3 * 60_000)
    let left = 3
    await ticksWith(
      rollout,
      () =>
        withTarget(rollout, (target) => ({
          async apply(request) {
            if (left-- > 0) throw fault()
            await target.apply(request)
          },
        })),
      1,
    )
    expect(rollout.service.shareBp).toBe(0)
    await minutes(rollout, 3)
    expect(rollout.state).toBe('rolled-back')
    isSafe(rollout)
  })
})

test('a share that is ignored in silence is never taken for one that stands, and the deadline ends it', async () => {
  const rollout = new FakeRollout(
    { lease: true, rps: 500 },
    { steps: ['5%', '50%'], bake: '1m', deadline: '20m', 'on-deadline': 'rollback' },
  )
  rollout.start()
  const deaf = () => withTarget(rollout, () => ({ apply: async () => {} }))
  await ticksWith(rollout, deaf, 15)
  expect([rollout.state, rollout.history.current?.standsBp, rollout.service.shareBp]).toEqual(['shifting', 0, 0])
  await ticksWith(rollout, deaf, 10)
  expect([rollout.state, rollout.events]).toEqual(['rolled-back', ['arm', 'deadline-passed', 'verified']])
})

test('a share that is read back and not served holds by the counts, and is never proven', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  rollout.service.behaviour.routed = 0
  await minutes(rollout, 30)
  expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'SPLIT_BROKEN'])
  isSafe(rollout)
})

test('a rollback that is ignored in silence is never called verified', async () => {
  const rollout = await bakingAtFive({ lease: false })
  rollout.command('abort')
  await ticksWith(rollout, () => withTarget(rollout, () => ({ apply: async () => {} })), 20)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['rolling-back', 500])
  await minutes(rollout, 3)
  expect(rollout.state).toBe('aborted')
})

test('nodes that disagree: nobody advances, a breach lowers what can be reached, and it is verified only when all agree', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  rollout.service.behaviour.mixed = 'node 2 cannot be read'
  await minutes(rollout, 5)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'TARGET_MIXED', 500])
  rollout.service.failCanary(0.5)
  await minutes(rollout, 8)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['rolling-back', 0])
  rollout.service.behaviour.mixed = null
  await minutes(rollout, 3)
  expect(rollout.state).toBe('rolled-back')
  isSafe(rollout)
})

test('nodes that disagree and nothing to be seen: the share goes down although one cannot be reached', async () => {
  const rollout = await bakingAtFive({ lease: false })
  rollout.service.behaviour.mixed = 'node 2 cannot be read'
  rollout.service.failTelemetry('503')
  await minutes(rollout, 20)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['lapsed', 0])
})

test('a raise that reached some nodes is not finished for a canary that serves another model meanwhile', async () => {
  const rollout = new FakeRollout({ lease: true, rps: 500 }, { steps: ['5%', '50%'] })
  rollout.start()
  await rollout.tick(
    withTarget(rollout, (target) => ({
      async apply(request) {
        await target.apply(request)
        rollout.service.behaviour.mixed = 'one at 5 %, one at 0 %'
        rollout.service.deploy('e'.repeat(64))
        throw new TargetError('unknown-outcome', 'one node did not answer')
      },
    })),
  )
  rollout.service.pass(60_000)
  await minutes(rollout, 2)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['rolling-back', 0])
})

test('the stable arm is down: nothing is raised, and a breach still rolls back', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  rollout.service.behaviour.stableReady = false
  await minutes(rollout, 5)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'ARM_NOT_READY', 500])
  rollout.service.failCanary(0.5)
  await minutes(rollout, 8)
  expect(rollout.service.shareBp).toBe(0)
})

test('the canary is down and comes back: its share is 0 meanwhile, and set again', async () => {
  const rollout = await bakingAtFive({ lease: false })
  rollout.service.crashCanary()
  await rollout.tick()
  expect([rollout.service.shareBp, rollout.events.at(-1)]).toEqual([0, 'hold'])
  await minutes(rollout, 5)
  expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'ARM_NOT_READY'])
  rollout.service.behaviour.canaryReady = true
  await minutes(rollout, 2)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['baking', 500])
  isSafe(rollout)
})

test('the canary is down while a person holds: its share goes to 0 too, and stays there', async () => {
  const rollout = await bakingAtFive({ lease: false })
  rollout.command('hold')
  rollout.service.crashCanary()
  await minutes(rollout, 3)
  rollout.service.behaviour.canaryReady = true
  await minutes(rollout, 3)
  expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'HELD_BY_HAND', 0])
})

test('a lowering that failed is done again, also while something else holds', async () => {
  const rollout = await bakingAtFive({ lease: false })
  rollout.service.failTelemetry('503')
  rollout.service.pass(20 * 60_000)
  await rollout.tick(withTarget(rollout, () => ({ apply: () => Promise.reject(new TargetError('refused', 'read only')) })))
  expect([rollout.state, rollout.service.shareBp]).toEqual(['lapsed', 500])
  rollout.service.failTarget('timeout')
  await minutes(rollout, 2)
  rollout.service.failTarget(null)
  await minutes(rollout, 2)
  expect(rollout.service.shareBp).toBe(0)
})

describe('a promotion that fails', () => {
  async function promoting(): Promise<Baking> {
    const rollout = new FakeRollout({ lease: true, rps: 2000 }, { steps: ['5%', '50%'], bake: '1m' })
    const offences = watchSafety(rollout)
    rollout.start()
    const failing = () => withTarget(rollout, () => ({ promote: () => Promise.reject(new TargetError('unavailable', '503')) }))
    for (let tick = 0; tick < 60 && rollout.state !== 'promoting'; tick++) await ticksWith(rollout, failing, 1)
    expect([rollout.state, rollout.service.models.stable]).toEqual(['promoting', STABLE])
    return Object.assign(rollout, { offences })
  }

  test('is done again', async () => {
    const rollout = await promoting()
    await minutes(rollout, 1)
    expect([rollout.state, rollout.service.models.stable]).toEqual(['settling', CANARY])
  })

  test('is not done again for another model: its traffic goes back', async () => {
    const rollout = await promoting()
    rollout.service.deploy('e'.repeat(64))
    await minutes(rollout, 4)
    expect([rollout.state, rollout.service.models.stable, rollout.service.shareBp]).toEqual(['rolled-back', STABLE, 0])
    isSafe(rollout)
  })

  test('is not done again under other rules', async () => {
    const rollout = await promoting()
    rollout.changePolicy()
    await minutes(rollout, 3)
    expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.models.stable]).toEqual([
      'held',
      'POLICY_CHANGED',
      STABLE,
    ])
  })

  test('was done, and the target could not be read: it is found done, once', async () => {
    const rollout = await promoting()
    await rollout.tick(
      withTarget(rollout, (target) => ({
        async promote(request) {
          await target.promote(request)
          rollout.service.failTarget('timeout')
        },
      })),
    )
    await minutes(rollout, 2)
    expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'TARGET_UNREADABLE'])
    rollout.service.failTarget(null)
    const before = rollout.journal.entries.length
    await rollout.tick()
    expect([rollout.state, rollout.events.slice(-2)]).toEqual(['settling', ['resume', 'settle']])
    expect(rollout.journal.entries.length - before).toBeLessThanOrEqual(3)
    expect(unsafe(rollout)).toEqual([])
  })
})
