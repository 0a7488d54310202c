import { explain } from '../../src/commands/rollout/explain.ts'
import { replay } from '../../src/commands/rollout/replay.ts'
import { status } from '../../src/commands/rollout/status.ts'
import { Scene } from '../support/rollout/command-scene.ts'

jest.setTimeout(60_000)

const asking = { format: 'text' as const, update: null, badge: null }

/** One tick after the other and nobody in between, on a target without a lease. */
async function ticked(policy: string, ticks: number): Promise<Scene> {
  const scene = new Scene({ lease: false, rps: 500 }, policy)
  for (let tick = 0; tick < ticks; tick++) {
    await scene.rollout({ watch: '0s' })
    scene.service.pass(60_000)
  }
  return scene
}

test.each([
  ['before the first step', 'unattended-max: 0.5%', 'started', 0, '1 %'],
  ['at a later one', 'unattended-max: 1%', 'baking', 100, '5 %'],
])('without a lease and a watching job it stands %s, and everything that tells of it says why', async (_, written, state, stands, next) => {
  const scene = await ticked(written, 12)
  const why = `It does not go on to ${next}: the target has no lease, no job watches`
  expect([scene.last?.outputs['state'], scene.service.shareBp]).toEqual([state, stands])
  expect(scene.file).toMatchObject({ verdict: 'warn', reasonCode: 'UNATTENDED', message: expect.stringContaining(why) })
  await status({ ...scene.all, ...asking }, scene.world, scene.outside)
  expect(scene.text).toMatch(new RegExp(`why +${why}`))
  expect(scene.text).not.toContain('It waits until the canary serves')
  await explain(scene.all, scene.world, scene.outside)
  expect(scene.text.split(why)).toHaveLength(2)
  expect(await replay(scene.all, scene.world, scene.outside)).toBe(0)
})

test('a job that watches lets it go on', async () => {
  const scene = await ticked('unattended-max: 0.5%', 2)
  await scene.rollout({ watch: '2m' })
  expect(scene.service.writes.length).toBeGreaterThan(0)
})
