import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireSteps } from '../../src/commands/rollout/require-steps.ts'
import { rolloutSection } from '../../src/rollout/policy/section.ts'
import { POLICY, Scene } from '../support/rollout/command-scene.ts'
import { WRITTEN } from '../support/rollout/fake-rollout.ts'

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

const inTens = { lease: false, promotion: 'swap', smallestStepBp: 1000, reachableBp: (bp: number) => Math.floor(bp / 1000) * 1000 } as const

test('steps that the target cannot set start nothing, and it says which it can', async () => {
  const scene = sceneWith(POLICY)
  const rest = await scene.outside.rest(null as never, scene.world)
  const target = { ...scene.service.target, capabilities: inTens }
  Object.assign(scene.outside, { rest: async () => ({ ...rest, target }) })
  await expect(scene.rollout()).rejects.toThrow('the step 1 %, which the target sets to 0 %')
  expect([scene.service.writes, scene.world.published]).toEqual([[], []])
})

test.each([
  ['that become nothing', ['1%', '5%', '25%', '50%'], 2, /the step 5 %, which the target sets to 0 %.*smallest is 10 %.*\[10%, 20%, 50%\]/],
  ['that become one', ['20%', '25%', '50%'], 1, /the steps 20 % and 25 %, which the target both sets to 20 %.*\[20%, 50%\]/],
  ['that it sets', ['10%', '50%'], 0, /^$/],
])('steps %s', (_, steps, count, message) => {
  const live = { model: { name: 'income' }, rollout: rolloutSection.parse({ ...WRITTEN, steps }) } as Parameters<typeof requireSteps>[0]
  let problems = ''
  try {
    requireSteps(live, inTens)
  } catch (error) {
    problems = String((error as Error).message)
  }
  expect(problems === '' ? 0 : problems.split('\n').length).toBe(count)
  expect(problems.split('\n').at(-1)).toMatch(message)
})
