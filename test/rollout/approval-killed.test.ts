import type { ApprovalAnswer } from '../../src/rollout/ports.ts'
import { APPROVED, Asked, PENDING, REFUSED } from '../support/rollout/asked.ts'
import type { Written } from '../support/rollout/fake-rollout.ts'
import { Killed, type Point, withPoints } from '../support/rollout/interrupting.ts'
import { unsafe } from '../support/rollout/watch-safety.ts'

// As in killed-anywhere.test.ts, with people: from the request on, each tick is killed before and after each call of a port, one place in
// each run, the reading of the answer among them; then the same with a second ticker at that place. No share may rise past an asked step
// without a yes to its request that people gave, and no kill may cost one that they did.

jest.setTimeout(300_000)

type Story = {
  readonly asked: Written
  readonly answers: Readonly<Record<number, ApprovalAnswer>>
  readonly ending: string
  readonly strike?: (rollout: Asked) => void
}

const STORIES: readonly (readonly [string, Story])[] = [
  [
    'yes, and yes to the promotion',
    { asked: { before: ['50%', '100%'] }, answers: { 5000: APPROVED, 10000: APPROVED }, ending: 'promoted' },
  ],
  [
    'yes, then no to the promotion, which rolls back',
    { asked: { before: ['50%', '100%'], 'on-rejection': 'rollback' }, answers: { 5000: APPROVED, 10000: REFUSED }, ending: 'rolled-back' },
  ],
  ['no, which holds', { asked: { before: ['50%'] }, answers: { 5000: REFUSED }, ending: 'held' }],
  [
    'a breach with the yes',
    { asked: { before: ['50%'] }, answers: { 5000: APPROVED }, ending: 'rolled-back', strike: ({ service }) => service.failCanary(0.6) },
  ],
]

type Played = { readonly rollout: Asked; readonly places: number; readonly offences: readonly string[] }

/** Places count from the first request on; each request is answered a tick after it was asked. */
async function play(
  { asked, answers, ending, strike }: Story,
  onPlace: (place: number, point: Point, rollout: Asked) => Promise<void> | void,
): Promise<Played> {
  const rollout = new Asked({}, { approval: asked })
  const offences: string[] = []
  const watch = rollout.service.onShare
  rollout.service.onShare = (shareBp) => {
    watch(shareBp)
    const yes = [...rollout.people.answers.values()].filter(({ kind }) => kind === 'approved').length
    if (shareBp > 500 && yes === 0) offences.push(`${shareBp} written without a yes`)
  }
  rollout.start()
  let places = 0
  for (let ticks = 0; ticks < 60 && rollout.state !== ending; ticks++) {
    const { request } = rollout.history.current ?? {}
    if (request !== null && request !== undefined && !rollout.people.answers.has(request.id) && rollout.state === 'awaiting-approval') {
      if (strike !== undefined) {
        strike(rollout)
        rollout.service.pass(120_000)
      }
      // A request that a kill has cost is asked anew, and gets the same answer.
      rollout.people.answers.set(request.id, answers[request.beforeBp] ?? PENDING)
    }
    const isAsked = rollout.steps.some(({ event }) => event === 'ask')
    const ports = isAsked ? withPoints(rollout.ports, (point) => onPlace(places++, point, rollout)) : rollout.ports
    await rollout.tick(ports).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
    rollout.service.pass(60_000)
  }
  return { rollout, places, offences: [...offences, ...rollout.offences] }
}

describe.each(STORIES)('%s', (_, story) => {
  const wrongIn = ({ rollout, offences }: Played) => [
    ...offences,
    ...unsafe(rollout),
    ...(rollout.state === story.ending ? [] : [`ended ${rollout.state}: ${rollout.steps.at(-1)?.message}`]),
  ]

  test('killed at every place and resumed, it ends the same', async () => {
    const whole = await play(story, () => {})
    expect(wrongIn(whole)).toEqual([])
    expect(whole.places).toBeGreaterThan(10)
    const wrong: unknown[] = []
    const killed = new Set<string>()
    for (let kill = 0; kill < whole.places; kill++) {
      let name = ''
      const played = await play(story, (place, point) => {
        if (place !== kill) return
        name = `${point.when} ${point.name}`
        killed.add(name)
        throw new Killed()
      })
      if (wrongIn(played).length > 0) wrong.push([kill, name, wrongIn(played)])
    }
    expect(wrong).toEqual([])
    expect([...killed]).toEqual(expect.arrayContaining(['before approvals.read', 'after approvals.read', 'after journal.append']))
  })

  test('with a second ticker at every place', async () => {
    const whole = await play(story, () => {})
    const wrong: unknown[] = []
    for (let at = 0; at < whole.places; at++) {
      let name = ''
      const played = await play(story, async (place, point, both) => {
        if (place !== at) return
        name = `${point.when} ${point.name}`
        await both.tick()
      })
      if (wrongIn(played).length > 0) wrong.push([at, name, wrongIn(played)])
    }
    expect(wrong).toEqual([])
  })
})
