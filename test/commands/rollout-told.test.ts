import { explain } from '../../src/commands/rollout/explain.ts'
import { status } from '../../src/commands/rollout/status.ts'
import { rollback } from '../../src/commands/rollout/take-back.ts'
import { Scene } from '../support/rollout/command-scene.ts'

jest.setTimeout(60_000)

async function statusOf(scene: Scene): Promise<string> {
  await status({ ...scene.all, format: 'text', update: null, badge: null }, scene.world, scene.outside)
  return scene.text
}

/** With so few requests that nothing is proven within minutes. */
async function started(): Promise<Scene> {
  const scene = new Scene({ rps: 1 })
  scene.verdict()
  await scene.rollout({ watch: '0s' })
  return scene
}

test('status and report say of when the evidence is, and that it is not written down with every tick', async () => {
  const scene = await started()
  const at = new Date(scene.service.nowMs).toISOString()
  scene.service.pass(6 * 60_000)
  await scene.rollout({ watch: '0s' })
  expect(scene.text).toContain(`windows judged as of ${at.slice(5, 19).replace('T', ' ')} UTC`)
  expect(await statusOf(scene)).toContain(
    `as of ${at.slice(0, 16).replace('T', ' ')} UTC, 6 min ago; evidence is written down every 15 min or when something changes`,
  )
})

test('after the clock went back nothing has lasted for less than no time', async () => {
  const scene = await started()
  scene.service.nowMs -= 3_600_000
  expect(await statusOf(scene)).not.toMatch(/(for|started|UTC,) -/)
})

test('a promoted rollout shows the evidence that it was promoted by, and not that of the settling', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout()
  const report = scene.last?.files.get('report.md') ?? ''
  expect(report).toContain('**Evidence that it was promoted by**')
  const table = report.slice(report.indexOf('**Evidence that it was promoted by**'), report.indexOf('**Both arms**'))
  expect(table).toContain('excluded: worse than the margin')
  expect(table).not.toContain('nothing is excluded yet, not even')
  await explain(scene.all, scene.world, scene.outside)
  expect(scene.text).toContain('since the promotion, which begins its evidence anew:')
})

test('the reason of a rollback ends as a sentence before the next begins', async () => {
  const scene = await started()
  await rollback({ ...scene.all, why: 'oops' }, scene.world, scene.outside)
  expect(scene.file.message).toMatch(/^oops\. The /)
})
