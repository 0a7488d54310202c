import { FakeRollout, type Written } from '../support/rollout/fake-rollout.ts'
import type { ServiceOptions } from '../support/rollout/fake-service.ts'
import { Killed, type Point, withPoints } from '../support/rollout/interrupting.ts'
import { unsafe, watchSafety } from '../support/rollout/watch-safety.ts'

// Each tick of a whole rollout is killed before and after each call of a port, one place in each run of it, and resumed by the next
// tick; then the same with a second ticker that runs to its end at that place. Two steps of a ladder have every kind of transition.

jest.setTimeout(300_000)

const SHORT: Written = { steps: ['5%', '50%'], bake: '1m', settle: '1m' }
const STORIES: readonly (readonly [string, ServiceOptions, string])[] = [
  ['healthy, swap, lease', { lease: true, promotion: 'swap', rps: 2000 }, 'promoted'],
  ['healthy, retarget, no lease', { lease: false, promotion: 'retarget', rps: 2000 }, 'promoted'],
  ['ten times the failures, lease', { lease: true, rps: 2000, failureRate: { stable: 0.02, canary: 0.2 } }, 'rolled-back'],
]

/** A whole rollout, a tick a minute; the place counts calls of ports over all ticks. */
async function play(
  options: ServiceOptions,
  onPlace: (place: number, point: Point, rollout: FakeRollout) => Promise<void> | void,
): Promise<{ rollout: FakeRollout; places: number; offences: string[] }> {
  const rollout = new FakeRollout(options, SHORT)
  const offences = watchSafety(rollout)
  rollout.start()
  let places = 0
  for (let ticks = 0; ticks < 120 && !['promoted', 'rolled-back'].includes(rollout.state ?? ''); ticks++) {
    const ports = withPoints(rollout.ports, (point) => onPlace(places++, point, rollout))
    await rollout.tick(ports).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
    rollout.service.pass(60_000)
  }
  return { rollout, places, offences }
}

describe.each(STORIES)('%s', (_, options, ending) => {
  test('killed at every place and resumed, it ends the same, and is never unsafe', async () => {
    const whole = await play(options, () => {})
    expect(whole.rollout.state).toBe(ending)
    expect(whole.places).toBeGreaterThan(60)
    const wrong: unknown[] = []
    for (let kill = 0; kill < whole.places; kill++) {
      let name = ''
      const { rollout, offences } = await play(options, (place, point) => {
        if (place !== kill) return
        name = `${point.when} ${point.name}`
        throw new Killed()
      })
      const found = [...offences, ...unsafe(rollout), ...(rollout.state === ending ? [] : [`ended ${rollout.state}`])]
      if (found.length > 0) wrong.push([kill, name, found])
    }
    expect(wrong).toEqual([])
  })

  test('with a second ticker at every place', async () => {
    const whole = await play(options, () => {})
    const wrong: unknown[] = []
    for (let at = 0; at < whole.places; at++) {
      let name = ''
      const { rollout, offences } = await play(options, async (place, point, both) => {
        if (place !== at) return
        name = `${point.when} ${point.name}`
        await both.tick()
      })
      const found = [...offences, ...unsafe(rollout), ...(rollout.state === ending ? [] : [`ended ${rollout.state}`])]
      if (found.length > 0) wrong.push([at, name, found])
    }
    expect(wrong).toEqual([])
  })
})
