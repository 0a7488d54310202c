import type { Entry, Step } from '../../src/rollout/entry.ts'
import { rolloutSection } from '../../src/rollout/policy/section.ts'
import { replay } from '../../src/rollout/replay.ts'
import { asksOf } from '../../src/rollout/settings.ts'
import { decide } from '../../src/rollout/tick/decide.ts'
import { APPROVED, ASKING, Asked, askedAtFive, PENDING, REFUSED } from '../support/rollout/asked.ts'
import { minutes } from '../support/rollout/baking.ts'
import { WRITTEN } from '../support/rollout/fake-rollout.ts'
import { unsafe } from '../support/rollout/watch-safety.ts'

// What happens at the same moment as a yes, and journals that somebody else wrote. In each of them the share may only rise on a yes that is
// read at its source right before the write.

jest.setTimeout(60_000)

const DAY = 24 * 3_600_000
const raised = (rollout: Asked) => rollout.service.writes.filter(({ what }) => what === 'share 5000' || what.startsWith('promote')).length

function both(rollout: Asked, strike: () => void): void {
  rollout.answer(APPROVED)
  strike()
}

describe('at the same moment as a yes', () => {
  test.each<readonly [string, (rollout: Asked) => void, number, string]>([
    [
      'a breach',
      (rollout) => {
        rollout.service.failCanary(0.4)
        rollout.service.pass(4 * 60_000)
        rollout.answer(APPROVED)
      },
      0,
      'rolled-back',
    ],
    [
      'a no of somebody else, heard when the intent is written',
      (rollout) => {
        rollout.answer(APPROVED)
        rollout.people.onRead = () => (rollout.state === 'shifting' ? REFUSED : null)
      },
      0,
      'held',
    ],
    [
      'the yes is taken back when the intent is written',
      (rollout) => {
        rollout.answer(APPROVED)
        rollout.people.onRead = () => (rollout.state === 'shifting' ? PENDING : null)
      },
      0,
      'shifting',
    ],
    [
      'the API is down when the intent is written',
      (rollout) => {
        rollout.answer(APPROVED)
        rollout.people.onRead = () => {
          if (rollout.state === 'shifting') throw new Error('503')
          return null
        }
      },
      0,
      'shifting',
    ],
    ['a hold by a person', (rollout) => both(rollout, () => rollout.command('hold')), 0, 'held'],
    ['other rules', (rollout) => both(rollout, () => rollout.changePolicy()), 0, 'held'],
    ['another model in the canary', (rollout) => both(rollout, () => rollout.service.deploy('e'.repeat(64))), 0, 'rolled-back'],
    ['nothing else', (rollout) => rollout.answer(APPROVED), 1, 'baking'],
  ])('%s', async (_, strike, raises, state) => {
    const rollout = await askedAtFive({}, { bake: '10m' })
    strike(rollout)
    await minutes(rollout, 3)
    expect([raised(rollout), rollout.state]).toEqual([raises, state])
    expect([rollout.offences, unsafe(rollout)]).toEqual([[], []])
  })

  test.each([
    ['a millisecond before its end', -1, 1, 'granted'],
    ['at its very end', 0, 0, 'expired'],
  ] as const)('%s', async (_, offsetMs, raises, outcome) => {
    const rollout = await askedAtFive({ lease: false, windowMs: 600_000 }, { bake: '10m', 'blind-max': '5h' })
    rollout.service.pass(DAY - (rollout.service.nowMs - (rollout.history.current?.request?.askedAtMs ?? 0)) + offsetMs)
    rollout.answer(APPROVED)
    await rollout.tick()
    expect([raised(rollout), rollout.ends.map((one) => one.outcome)]).toEqual([raises, [outcome]])
  })

  test('it ends while the intent is being written', async () => {
    const rollout = await askedAtFive({ lease: false, windowMs: 600_000 }, { 'blind-max': '5h' })
    rollout.service.pass(DAY - (rollout.service.nowMs - (rollout.history.current?.request?.askedAtMs ?? 0)) - 1)
    rollout.answer(APPROVED)
    const slow = {
      read: () => rollout.journal.read(),
      append: async (head: string | null, entries: readonly string[]) => {
        rollout.service.pass(5)
        return rollout.journal.append(head, entries)
      },
    }
    await rollout.tick({ journal: slow })
    expect(raised(rollout)).toBe(0)
    await rollout.tick()
    expect([raised(rollout), rollout.state, rollout.ends.map(({ outcome }) => outcome)]).toEqual([0, 'held', ['expired']])
  })

  test('the harm grows past what was shown, after the intent was written and before the write', async () => {
    const rollout = await askedAtFive({}, { bake: '10m' })
    rollout.answer(APPROVED)
    const { target } = rollout.ports
    await rollout.tick({ target: { ...target, apply: () => Promise.reject(new Error('reset')) } })
    expect(rollout.state).toBe('shifting')
    rollout.service.failCanary(0.036)
    rollout.service.pass(5 * 60_000)
    await minutes(rollout, 6)
    expect(raised(rollout)).toBe(0)
    expect(rollout.ends[0]).toMatchObject({ outcome: 'void', why: expect.stringContaining('worse by more than was shown') })
    expect([rollout.offences, unsafe(rollout)]).toEqual([[], []])
  })
})

test('two tickers read the same yes: one of them raises the share, once', async () => {
  const rollout = await askedAtFive({}, { bake: '10m' })
  rollout.answer(APPROVED)
  await Promise.all([rollout.tick(), rollout.tick(), rollout.tick()])
  expect([raised(rollout), rollout.events.filter((event) => event === 'shift')]).toEqual([1, ['shift']])
  expect(rollout.ends).toEqual([expect.objectContaining({ outcome: 'granted', by: '@lead' })])
})

describe('a share that fell after its yes', () => {
  test.each([
    ['rises again while the yes is there to be read', APPROVED, 5000],
    ['stays at 0 once it is not', PENDING, 0],
  ] as const)('%s', async (_, answer, shareBp) => {
    const rollout = await askedAtFive({}, { bake: '3h' })
    const { id = '' } = rollout.history.current?.request ?? {}
    rollout.answer(APPROVED)
    await minutes(rollout, 2)
    expect(rollout.service.shareBp).toBe(5000)
    rollout.people.answers.set(id, answer)
    rollout.service.restart()
    await minutes(rollout, 4)
    expect([rollout.service.shareBp, unsafe(rollout)]).toEqual([shareBp, []])
  })
})

test('a share that fell after its yes, which does not count any more: held, with why', async () => {
  const rollout = await askedAtFive({}, { bake: '3h' })
  const { id = '' } = rollout.history.current?.request ?? {}
  rollout.answer(APPROVED)
  await minutes(rollout, 2)
  rollout.people.answers.set(id, { kind: 'pending', by: '@lead', why: '@lead is in none of the teams' })
  rollout.service.restart()
  await minutes(rollout, 4)
  expect([rollout.state, rollout.service.shareBp]).toEqual(['held', 0])
  expect(rollout.history.current?.held?.message).toBe(`The yes to the request ${id} counts no longer: @lead is in none of the teams`)
  expect(unsafe(rollout)).toEqual([])
})

describe('who reads the answer where it was given learns that the request has ended', () => {
  test.each<readonly [string, (rollout: Asked) => void, string]>([
    ['by a step', ({ service }) => service.setByHand(900), 'void'],
    ['by a person’s command', (rollout) => rollout.command('hold', 'a hunch'), 'void'],
    ['by a no', (rollout) => rollout.answer(REFUSED), 'refused'],
    ['by its yes', (rollout) => rollout.answer(APPROVED), 'granted'],
  ])('%s', async (_, strike, outcome) => {
    const rollout = await askedAtFive({}, { bake: '10m' })
    const { id } = rollout.history.current?.request ?? {}
    const told: unknown[] = []
    rollout.people.tellEnd = async (request, ended) => void told.push([request.id, ended.outcome])
    strike(rollout)
    await minutes(rollout, 2)
    expect(told[0]).toEqual([id, outcome])
  })

  test('and where that cannot be said, nothing else changes', async () => {
    const rollout = await askedAtFive({}, { bake: '10m' })
    rollout.people.tellEnd = () => Promise.reject(new Error('403'))
    rollout.answer(APPROVED)
    const { problems } = await rollout.tick()
    expect([rollout.service.shareBp, problems]).toEqual([5000, [expect.stringContaining('is not shown where it was asked')]])
  })
})

describe('a journal that a job with `contents: write` has forged', () => {
  type StepBody = Extract<Entry['body'], { kind: 'step' }>

  /** The newest step, with what the forger changes. */
  function forge(rollout: Asked, change: (body: StepBody) => StepBody): void {
    const body = rollout.entries.map((entry) => entry.body).findLast((one): one is StepBody => one.kind === 'step')
    if (body === undefined) throw new Error('no step')
    rollout.write(change(body), 'r1')
  }

  const RAISE: Partial<Step> = {
    event: 'shift',
    from: 'awaiting-approval',
    to: 'shifting',
    rung: 1,
    reason: null,
    message: 'Approved by @lead.',
    action: { kind: 'set-share', shareBp: 5000, leaseMs: 900_000 },
    request: null,
  }
  const withRaise =
    (approval: StepBody['observations']['approval'], more: Partial<Step> = {}) =>
    ({ observations, step, kind }: StepBody): StepBody => ({
      kind,
      observations: { ...observations, approval },
      step: { ...step, ...RAISE, ...more },
    })

  /** No replay can tell it from a true one: what was seen is forged with it. */
  function forgeDecision(rollout: Asked): void {
    const { current } = rollout.history
    forge(rollout, ({ kind, observations }) => {
      const seen = { ...observations, telemetry: null, approval: APPROVED }
      const step = current === null ? null : decide(current, seen, rollout.service.nowMs).step
      if (step?.event !== 'shift') throw new Error('the forger knows better')
      return { kind, observations: seen, step }
    })
  }

  test.each<readonly [string, (rollout: Asked) => void, boolean]>([
    ['a raise without any yes', (rollout) => forge(rollout, withRaise(PENDING)), false],
    ['a raise on a yes that nobody gave, as it would have been decided', forgeDecision, true],
    [
      'a request that is said to be granted',
      (rollout) =>
        forge(
          rollout,
          withRaise(APPROVED, { closes: { id: rollout.history.current?.request?.id ?? '', outcome: 'granted', by: '@lead', why: '' } }),
        ),
      false,
    ],
    [
      'a run of the forger’s own, claimed for the request',
      (rollout) => {
        const { id = '' } = rollout.history.current?.request ?? {}
        rollout.write({ kind: 'command', command: 'claim', why: 'mine', to: null, claim: { request: id, runId: 666 } }, 'r1')
      },
      true,
    ],
  ])('%s: nothing rises', async (_, change, isReplayed) => {
    const rollout = await askedAtFive()
    change(rollout)
    await minutes(rollout, 5)
    expect([raised(rollout), rollout.service.shareBp]).toEqual([0, 500])
    const otherwise = replay(rollout.entries).filter(({ same }) => !same)
    expect(otherwise.length === 0).toBe(isReplayed)
  })

  test('a claim counts once: the first run that was written down stays the one', async () => {
    const rollout = await askedAtFive()
    const { id = '' } = rollout.history.current?.request ?? {}
    for (const runId of [812, 813])
      rollout.write({ kind: 'command', command: 'claim', why: '', to: null, claim: { request: id, runId } }, 'r1')
    expect(rollout.history.current?.request?.runId).toBe(812)
    rollout.write({ kind: 'command', command: 'claim', why: '', to: null, claim: { request: 'kkkkkkkk', runId: 814 } }, 'r1')
    expect(rollout.history.current?.request?.runId).toBe(812)
  })

  test('settings that ask nobody, beside the hash of a policy that does: held before a share rises past the step', async () => {
    const honest = new Asked()
    const asks = asksOf(rolloutSection.parse({ ...WRITTEN, ...ASKING }), honest.service.target.capabilities)
    const forged = new Asked({}, { approval: undefined })
    forged.start()
    for (let minute = 0; minute < 8; minute++) {
      await forged.tick({}, { asks })
      forged.service.pass(60_000)
    }
    expect([forged.state, forged.history.current?.held?.reason, raised(forged)]).toEqual(['held', 'POLICY_CHANGED', 0])
    honest.start()
    for (let minute = 0; minute < 8; minute++) {
      await honest.tick({}, { asks })
      honest.service.pass(60_000)
    }
    expect(honest.state).toBe('awaiting-approval')
  })
})
