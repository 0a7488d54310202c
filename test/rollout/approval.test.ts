import { replay } from '../../src/rollout/replay.ts'
import { APPROVED, type Asked, askedAtFive, PENDING, REFUSED } from '../support/rollout/asked.ts'
import { minutes } from '../support/rollout/baking.ts'
import type { Written } from '../support/rollout/fake-rollout.ts'
import { unsafe } from '../support/rollout/watch-safety.ts'

// What an open request lets happen, and what ends it. Every row is played through the ticks, on fakes of all that is outside; what is asked
// in which state is what the journal says, and each journal must replay byte for byte.

jest.setTimeout(60_000)

const HOUR = 60 * 60_000

function closedOf(rollout: Asked): unknown[] {
  return rollout.steps.flatMap(({ closes }) => (closes === undefined ? [] : [[closes.outcome, closes.by]]))
}

/** Of the request with this id: how it ended, and why. */
const endOf = (rollout: Asked, id: string) => {
  const ended = rollout.ends.find((one) => one.id === id)
  return [ended?.outcome, ended?.why]
}

const raises = (rollout: Asked) => rollout.events.filter((event) => event === 'shift' || event === 'promote').length

afterEach(() => expect.hasAssertions())

function expectSound(rollout: Asked): void {
  expect([rollout.offences, unsafe(rollout), replay(rollout.entries).filter(({ same }) => !same)]).toEqual([[], [], []])
}

describe('what is asked', () => {
  test('is frozen with all that it is bound to, and says by itself what is asked, on what grounds and until when', async () => {
    const rollout = await askedAtFive({ rps: 40 }, { approval: { before: ['50%'], by: 'comment', expires: '4h' } })
    const request = rollout.history.current?.request
    expect(request).toMatchObject({
      id: expect.stringMatching(/^[a-hj-km-np-z][a-hj-km-np-z2-9]{7}$/),
      rung: 0,
      fromBp: 500,
      beforeBp: 5000,
      digest: 'b'.repeat(64),
      commit: 'd'.repeat(40),
      policySha256: 'c'.repeat(64),
      evidenceSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bounds: [{ id: 'errors', upper: expect.any(Number) }],
      expiresAtMs: (request?.askedAtMs ?? 0) + 4 * HOUR,
      runId: null,
    })
    const sentence = request?.sentence ?? ''
    expect(sentence).toContain('5 % → 50 % of the traffic for bbbbbbbbbbbb (git:v2:models/m.onnx) in place of aaaaaaaaaaaa?')
    expect(sentence).toMatch(/errors: excluded: .*; not excluded: .*errors worse by at most .* points \(allowed 2 points\)/)
    expect(sentence).toContain(`The request ${request?.id} ends 2026-11-28 16:`)
    expect(rollout.people.asked.at(-1)).toEqual(request)
    expectSound(rollout)
  })

  test('ends no later than the deadline, at which nobody goes on by a yes', async () => {
    const rollout = await askedAtFive({}, { deadline: '6h' })
    const { request, deadlineFromMs } = rollout.history.current ?? {}
    expect(request?.expiresAtMs).toBe((deadlineFromMs ?? 0) + 6 * HOUR)
  })

  test('has another id each time, also in the same state of the same rollout', async () => {
    const ids = new Set<string | undefined>()
    for (const seconds of [0, 1, 2]) {
      const rollout = await askedAtFive({ rps: 2000 + seconds })
      ids.add(rollout.history.current?.request?.id)
      rollout.command('hold')
      rollout.command('resume')
      await minutes(rollout, 2)
      ids.add(rollout.history.current?.request?.id)
    }
    expect([...ids].filter((id) => id !== undefined)).toHaveLength(6)
  })
})

describe('an answer', () => {
  test.each<readonly [string, Written, (rollout: Asked) => void, string, number, unknown[]]>([
    ['yes', {}, (rollout) => rollout.answer(APPROVED), 'promoted', 0, [['granted', '@lead']]],
    ['none yet', {}, (rollout) => rollout.answer(PENDING), 'awaiting-approval', 500, []],
    ['no', {}, (rollout) => rollout.answer(REFUSED), 'held', 500, [['refused', '@lead']]],
    [
      'no, on-rejection: rollback',
      { approval: { before: ['50%'], 'on-rejection': 'rollback' } },
      (rollout) => rollout.answer(REFUSED),
      'rolled-back',
      0,
      [['refused', '@lead']],
    ],
    ['to another request', {}, ({ people }) => void people.answers.set('kkkkkkkk', APPROVED), 'awaiting-approval', 500, []],
    [
      'that cannot be read',
      {},
      ({ people }) => {
        people.onRead = () => {
          throw new TypeError('the API changed')
        }
      },
      'awaiting-approval',
      500,
      [],
    ],
  ])('%s', async (_, written, give, state, shareBp, closed) => {
    const rollout = await askedAtFive({}, written)
    give(rollout)
    await minutes(rollout, 4)
    expect([rollout.state, rollout.service.shareBp, closedOf(rollout)]).toEqual([state, shareBp, closed])
    expectSound(rollout)
  })

  test('that does not count is told once for each reason, with who gave it', async () => {
    const rollout = await askedAtFive()
    const say = (why: string) => rollout.answer({ kind: 'pending', by: '@intern', why })
    say('permission write, and maintain is asked for')
    await minutes(rollout, 3)
    say('permission none')
    await minutes(rollout, 3)
    const told = rollout.steps.filter(({ reason, event }) => event === null && reason === 'AWAITING_APPROVAL').map(({ message }) => message)
    const { id } = rollout.history.current?.request ?? {}
    expect(told).toEqual([
      `The answer of @intern to the request ${id} does not count: permission write, and maintain is asked for`,
      `The answer of @intern to the request ${id} does not count: permission none`,
    ])
    expect(rollout.service.shareBp).toBe(500)
    expectSound(rollout)
  })

  test('to the promotion makes the canary the stable arm', async () => {
    const rollout = await askedAtFive({}, { approval: { before: ['100%'] } })
    expect([rollout.service.shareBp, rollout.history.current?.request?.beforeBp]).toEqual([5000, 10_000])
    rollout.answer(APPROVED)
    await minutes(rollout, 4)
    expect([rollout.state, closedOf(rollout)]).toEqual(['promoted', [['granted', '@lead']]])
    expectSound(rollout)
  })
})

describe('it is void, and the yes to it with it, when', () => {
  test.each<readonly [string, (rollout: Asked) => void | Promise<void>, string, RegExp]>([
    ['its time ends', ({ service }) => service.pass(24 * HOUR), 'expired', /its time ended/],
    ['the policy is another one', (rollout) => rollout.changePolicy(), 'void', /policy has changed/],
    ['another model serves', ({ service }) => service.deploy('e'.repeat(64)), 'void', /serves eeeeeeeeeeee/],
    ['somebody raises the share', ({ service }) => service.setByHand(900), 'void', /raised the share/],
    ['somebody lowers the share', ({ service }) => service.setByHand(100), 'void', /lowered the share/],
    ['the lease runs out', ({ service }) => service.restart(), 'void', /The (lease|target)/],
    ['a person holds', (rollout) => rollout.command('hold'), 'void', /hold: by hand/],
    ['a person aborts', (rollout) => rollout.command('abort'), 'void', /abort: by hand/],
    ['a newer candidate replaces it', (rollout) => rollout.command('replace'), 'void', /replace: by hand/],
    [
      'a guardrail is breached',
      async (rollout) => {
        rollout.service.failCanary(0.4)
        rollout.service.pass(4 * 60_000)
      },
      'void',
      /proven worse/,
    ],
    [
      'the bound of harm grows past the one that was shown',
      async (rollout) => {
        rollout.service.failCanary(0.034)
        await minutes(rollout, 3)
      },
      'void',
      /errors may be worse by more than was shown/,
    ],
  ])('%s', async (what, strike, outcome, why) => {
    const rollout = await askedAtFive(what.includes('time') ? { lease: false, windowMs: 600_000 } : {})
    const old = rollout.history.current?.request?.id ?? ''
    await strike(rollout)
    rollout.people.answers.set(old, APPROVED)
    await minutes(rollout, 4)
    expect(endOf(rollout, old)).toEqual([outcome, expect.stringMatching(why)])
    expect(rollout.history.current?.request?.id).not.toBe(old)
    expect([raises(rollout), rollout.service.shareBp <= 900]).toEqual([0, true])
    expectSound(rollout)
  })
})

describe('what voided it is over: another one is asked, and the yes to the old one stays worth nothing', () => {
  test.each<readonly [string, (rollout: Asked) => void, (rollout: Asked) => void | Promise<void>]>([
    ['a hold, resumed', (rollout) => rollout.command('hold'), (rollout) => rollout.command('resume')],
    [
      'a change of the policy, taken back',
      (rollout) => rollout.changePolicy(),
      (rollout) => {
        rollout.policySha256 = 'c'.repeat(64)
        rollout.command('resume')
      },
    ],
    ['a no, resumed', (rollout) => rollout.answer(REFUSED), (rollout) => rollout.command('resume')],
    ['its time, resumed', ({ service }) => service.pass(24 * HOUR), (rollout) => rollout.command('resume')],
    ['a restart of the proxy, armed again', ({ service }) => service.restart(), () => {}],
    [
      'a share set by hand, set back and resumed',
      ({ service }) => service.setByHand(900),
      async (rollout) => {
        rollout.service.setByHand(500)
        await minutes(rollout, 1)
        rollout.command('resume')
      },
    ],
  ])('%s', async (what, strike, mend) => {
    const rollout = await askedAtFive(what.includes('time') ? { lease: false, windowMs: 600_000 } : {})
    const old = rollout.history.current?.request?.id ?? ''
    strike(rollout)
    await minutes(rollout, 1)
    rollout.people.answers.set(old, APPROVED)
    await mend(rollout)
    await minutes(rollout, 12)
    const { request } = rollout.history.current ?? {}
    expect([rollout.state, raises(rollout), request?.id === old]).toEqual(['awaiting-approval', 0, false])
    expect(request?.sentence).toContain(`It replaces ${old}, to which no answer counts any more`)
    rollout.answer(APPROVED)
    await minutes(rollout, 2)
    expect(rollout.steps.find(({ standsBp }) => standsBp === 5000)?.closes?.outcome).toBe('granted')
    expectSound(rollout)
  })
})

test('what is over by itself leaves the request open: metrics that were away for a while', async () => {
  const rollout = await askedAtFive()
  const { id } = rollout.history.current?.request ?? {}
  rollout.service.failTelemetry('503')
  await minutes(rollout, 3)
  expect(rollout.state).toBe('held')
  rollout.service.failTelemetry(null)
  await minutes(rollout, 2)
  expect([rollout.state, rollout.history.current?.request?.id]).toEqual(['awaiting-approval', id])
  expectSound(rollout)
})
