import { openEntries } from '../../../src/rollout/chain.ts'
import { JournalError } from '../../../src/rollout/ports.ts'
import { type Baking, bakingAtFive, minutes } from '../../support/rollout/baking.ts'
import { FakeRollout } from '../../support/rollout/fake-rollout.ts'
import type { ServiceOptions } from '../../support/rollout/fake-service.ts'
import { unsafe } from '../../support/rollout/watch-safety.ts'

// Deadlines, rules, people and the journal. Changes of the share by hand, approvals that are given and a breach meanwhile are in
// ../faults.test.ts; races and broken journals in the tests of journals; second candidates and verdicts in those of the commands.

jest.setTimeout(60_000)

const DEADLINE = { deadline: '12m', 'on-deadline': 'rollback' }

describe('the deadline, by policy a rollback, whatever else holds', () => {
  test.each<readonly [string, (rollout: Baking) => void]>([
    ['nothing is proven', ({ service }) => service.failCanary(0.021)],
    ['the telemetry is down', ({ service }) => service.failTelemetry('503')],
    ['the canary is down', ({ service }) => service.crashCanary()],
    ['the stable arm is down', ({ service }) => Object.assign(service.behaviour, { stableReady: false })],
    ['the nodes disagreed for a while', ({ service }) => Object.assign(service.behaviour, { mixed: 'node 2 is gone' })],
    ['the canary gets none of its share', ({ service }) => Object.assign(service.behaviour, { routed: 0 })],
    ['the policy was changed', (rollout) => rollout.changePolicy()],
    ['a person holds it', (rollout) => rollout.command('hold')],
    ['somebody raised the share', ({ service }) => service.setByHand(900)],
    ['both arms fail', ({ service }) => service.failBoth(0.3)],
  ])('%s', async (_, strike) => {
    const rollout = await bakingAtFive({ lease: false }, { ...DEADLINE, 'blind-max': '5h' })
    strike(rollout)
    await minutes(rollout, 16)
    rollout.service.behaviour.mixed = null
    rollout.service.failTelemetry(null)
    await minutes(rollout, 3)
    expect([rollout.state, rollout.history.current?.cause?.reason, rollout.service.shareBp]).toEqual(['rolled-back', 'DEADLINE', 0])
    expect([rollout.offences, unsafe(rollout)]).toEqual([[], []])
  })

  test('the target cannot be read: it goes on being written, and is finished once it can be', async () => {
    const rollout = await bakingAtFive({ lease: false }, DEADLINE)
    rollout.service.failTarget('timeout')
    await minutes(rollout, 16)
    expect(rollout.state).toBe('rolling-back')
    rollout.service.failTarget(null)
    await minutes(rollout, 3)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['rolled-back', 0])
  })
})

test.each(['ask', 'hold'] as const)(
  'the deadline passes while something else holds, on-deadline %s: held for a person from then on',
  async (onDeadline) => {
    const rollout = await bakingAtFive({}, { deadline: '12m', 'on-deadline': onDeadline, 'blind-max': '5h' })
    rollout.service.behaviour.stableReady = false
    await minutes(rollout, 16)
    rollout.service.behaviour.stableReady = true
    await minutes(rollout, 3)
    expect([rollout.state, rollout.history.current?.held?.reason, rollout.history.current?.held?.sticky]).toEqual([
      'held',
      'DEADLINE',
      true,
    ])
    rollout.command('resume')
    await minutes(rollout, 2)
    expect(rollout.state).toBe('baking')
  },
)

describe('other rules since the start', () => {
  test('do not hide that the canary serves another model', async () => {
    const rollout = await bakingAtFive()
    rollout.changePolicy()
    await minutes(rollout, 1)
    rollout.service.deploy('e'.repeat(64))
    await minutes(rollout, 4)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['rolled-back', 0])
  })

  test('do not hide a breach of the ones that were frozen', async () => {
    const rollout = await bakingAtFive()
    rollout.changePolicy()
    rollout.service.failCanary(0.4)
    await minutes(rollout, 8)
    expect(rollout.state).toBe('rolled-back')
  })

  test('do not keep a lapsed or blind canary in the traffic', async () => {
    const rollout = await bakingAtFive({ lease: false })
    rollout.changePolicy()
    await minutes(rollout, 1)
    rollout.service.failTelemetry('503')
    await minutes(rollout, 20)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['held', 0])
  })
})

describe('an approval', () => {
  type Answer = { kind: 'pending' | 'approved' | 'refused'; by: string | null; why: string }
  const PENDING: Answer = { kind: 'pending', by: null, why: '' }
  const APPROVED: Answer = { kind: 'approved', by: '@lead', why: 'fine' }

  async function asked(options: ServiceOptions = {}): Promise<{ rollout: FakeRollout; answer: (given: Answer | Error) => void }> {
    const rollout = new FakeRollout(
      { lease: false, rps: 2000, ...options },
      { steps: ['5%', '50%'], bake: '1m', deadline: '90d', approval: { before: ['50%'] } },
    )
    let given: Answer | Error = PENDING
    rollout.approvals = {
      preflight: async () => [],
      read: async () => {
        if (given instanceof Error) throw given
        return given
      },
    }
    rollout.start()
    while (rollout.state !== 'awaiting-approval') await minutes(rollout, 1)
    return {
      rollout,
      answer: (next) => {
        given = next
      },
    }
  }

  test('that nobody gives is void after a day: held, never promoted', async () => {
    const { rollout } = await asked({ windowMs: 600_000 })
    rollout.service.pass(25 * 3_600_000)
    await rollout.tick()
    expect([rollout.state, rollout.history.current?.held?.reason, rollout.service.shareBp]).toEqual(['held', 'APPROVAL_REFUSED', 500])
  })

  test('that is refused holds, and a later yes to it is worth nothing', async () => {
    const { rollout, answer } = await asked()
    answer({ kind: 'refused', by: '@lead', why: 'not today' })
    await minutes(rollout, 1)
    answer(APPROVED)
    await minutes(rollout, 5)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['held', 500])
  })

  test('that cannot be read is none, and stops neither a breach nor a tick', async () => {
    const { rollout, answer } = await asked()
    answer(new TypeError('the API changed'))
    await minutes(rollout, 3)
    expect([rollout.state, rollout.service.shareBp]).toEqual(['awaiting-approval', 500])
    rollout.service.failCanary(0.5)
    await minutes(rollout, 8)
    expect(rollout.state).toBe('rolled-back')
  })

  test.each<readonly [string, (rollout: FakeRollout) => void, string]>([
    ['other rules', (rollout) => rollout.changePolicy(), 'held'],
    ['another model in the canary', ({ service }) => service.deploy('e'.repeat(64)), 'rolled-back'],
    ['a share that somebody raised', ({ service }) => service.setByHand(900), 'held'],
    ['no metrics', ({ service }) => service.failTelemetry('503'), 'held'],
    ['an incident in both arms', ({ service }) => service.failBoth(0.4), 'held'],
  ])('that comes together with %s lets nothing go on', async (_, strike, state) => {
    const { rollout, answer } = await asked()
    strike(rollout)
    rollout.service.pass(6 * 60_000)
    answer(APPROVED)
    await minutes(rollout, 4)
    expect([rollout.state, rollout.events.includes('shift')]).toEqual([state, false])
  })
})

describe('a journal that cannot be read', () => {
  test.each(['corrupt', 'unavailable'] as const)('%s: nothing is decided and nothing is written', async (kind) => {
    const rollout = await bakingAtFive()
    const { length } = rollout.service.writes
    rollout.service.failCanary(0.5)
    rollout.service.pass(6 * 60_000)
    rollout.journal.down = new JournalError(kind, 'no')
    await expect(rollout.tick()).rejects.toThrow('no')
    expect(rollout.service.writes.length).toBe(length)
  })

  test('an entry that was changed by hand is found by the link of the next', async () => {
    const rollout = await bakingAtFive()
    const [start = '', ...others] = rollout.journal.entries
    const changed = [start.replace('"rollout":"r1"', '"rollout":"r2"'), ...others]
    expect(() => openEntries(changed)).toThrow('it does not follow the entry before')
  })
})
