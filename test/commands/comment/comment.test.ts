import { CommentScene, ISSUE, liveModel, PULL, type Said } from '../../support/rollout/comment-scene.ts'

jest.setTimeout(60_000)

let scene: CommentScene

afterEach(async () => {
  expect(scene.github.violations).toEqual([])
  await scene.github.close()
})

async function running(models?: readonly string[]): Promise<CommentScene> {
  scene = await CommentScene.open(models)
  await scene.start()
  expect((await scene.current())?.state).toBe('awaiting-approval')
  return scene
}

test('status answers anybody who may read, as `sluice status` does', async () => {
  await running()
  expect(await scene.say('/sluice status', { login: 'rita', issue: ISSUE })).toBe(0)
  expect(scene.answers).toEqual([expect.stringMatching(/^```text\nincome in production: awaiting-approval\n {2}traffic {3}99 % stable/)])
  expect(scene.reactions).toEqual(['eyes', '+1'])
  expect(scene.world.published.at(-1)?.outputs['comment-url']).toMatch(/#issuecomment-\d+$/)
})
