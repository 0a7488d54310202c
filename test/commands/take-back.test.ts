import { hold } from '../../src/commands/rollout/hold-resume.ts'
import { abort, rollback } from '../../src/commands/rollout/take-back.ts'
import { Scene } from '../support/rollout/command-scene.ts'

jest.setTimeout(60_000)

/** As an alert's summary may be. */
const LONG = 'the error rate is high; '.repeat(400)

async function underWay(): Promise<Scene> {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout({ watch: '0s' })
  return scene
}

test.each([
  ['abort', abort, 'aborted', 0],
  ['rollback', rollback, 'rolled-back', 0],
  ['hold', hold, 'held', 100],
] as const)('%s with a reason of 9,600 characters is done, and the reason cut', async (_, asked, state, shareBp) => {
  const scene = await underWay()
  expect(scene.service.shareBp).toBe(100)
  expect(await asked({ ...scene.all, why: LONG }, scene.world, scene.outside)).toBe(0)
  expect([scene.last?.outputs['state'], scene.service.shareBp]).toEqual([state, shareBp])
  const { entries } = await scene.journal()
  const why = entries.flatMap(({ body }) => (body.kind === 'command' ? [body.why] : []))
  expect(why).toEqual([`${LONG.slice(0, 999)}…`])
})

test.each([
  ['abort', abort],
  ['rollback', rollback],
] as const)('the verdict of %s names the policy of the rollout’s, so that a report takes both', async (_, asked) => {
  const scene = await underWay()
  const { policy } = scene.file
  await asked(scene.all, scene.world, scene.outside)
  expect(scene.file.policy).toEqual(policy)
})
