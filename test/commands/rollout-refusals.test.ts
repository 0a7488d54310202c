import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY, Scene } from '../support/rollout/command-scene.ts'

// What nobody could look at, or set, is refused before any traffic moves.

const LATENCY = 'quantiles: [50%], margin: 25%'

function sceneWith(policy: string): Scene {
  const scene = new Scene()
  writeFileSync(join(scene.world.cwd, 'sluice.yml'), policy)
  scene.verdict({ policy })
  return scene
}

test.each([
  [
    'above the last bucket',
    'max: 3s',
    /`guardrails.latency.max`: a ceiling of 3 s, and buckets that end at 2 s.*lower `max` to 2s or less/,
  ],
  ['in milliseconds, of buckets in seconds', 'unit: ms, max: 500ms', /a ceiling of 500 ms, and buckets that end at 2 ms.*write `unit: s`/],
])('a ceiling %s starts nothing', async (_, written, message) => {
  const scene = sceneWith(POLICY.replace(LATENCY, `${LATENCY}, ${written}`))
  await expect(scene.rollout()).rejects.toThrow(message)
  expect([scene.service.writes, scene.world.published]).toEqual([[], []])
})

test('a ceiling at the last bucket starts', async () => {
  const scene = sceneWith(POLICY.replace(LATENCY, `${LATENCY}, max: 2s`))
  await scene.rollout({ watch: '0s' })
  expect(scene.file.reasonCode).toBe('IN_PROGRESS')
})
