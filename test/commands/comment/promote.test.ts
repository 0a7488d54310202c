import { BOT, CommentScene, ISSUE, liveModel } from '../../support/rollout/comment-scene.ts'

jest.setTimeout(120_000)

let scene: CommentScene

afterEach(async () => {
  expect(scene.github.violations).toEqual([])
  await scene.github.close()
})

/** @returns the id of the request that waits */
async function waiting(approval?: string): Promise<string> {
  const model = liveModel('income')
  scene = await CommentScene.open([approval === undefined ? model : model.replace('{ before: [5%], by: comment }', approval)])
  await scene.start()
  const id = (await scene.current())?.request?.id
  if (id === undefined) throw new Error('nothing waits')
  return id
}

test('what counts is acknowledged, and the share rises by the tick, not by the comment', async () => {
  const id = await waiting()
  scene.answer = { kind: 'approved', by: 'mary', why: 'https://github.test/acme/models/pull/12#issuecomment-1000' }
  expect(await scene.say(`/sluice promote ${id}`)).toBe(0)
  expect((await scene.current())?.rung).toBeGreaterThanOrEqual(1)
  expect(scene.answers).toHaveLength(1)
  expect(scene.answers[0]).toMatch(new RegExp(`^This counts: \`${id}\` is approved by mary\\. 1 % → 5 % of the traffic for `))
  expect(scene.answers[0]).toMatch(/Approved by mary/)
  expect(scene.reactions).toEqual(['eyes', '+1'])
  // The journal has the tick's steps, each with what it read at the source, and nothing that the comment wrote.
  const kinds = (await scene.entries()).map(({ body }) => body.kind)
  expect(new Set(kinds)).toEqual(new Set(['start', 'step']))
})

test('the real reader of comments on GitHub counts it, on the pull request that brought the model', async () => {
  const id = await waiting()
  const [pull] = scene.github.state.pulls
  Object.assign(pull ?? {}, { state: 'closed', mergeCommit: (await scene.current())?.request?.commit, author: 'ann' })
  scene.askOnGitHub()
  scene.service.pass(60_000)
  await scene.say(`/sluice promote ${id}`, { issue: ISSUE })
  expect((await scene.current())?.rung).toBe(0)
  await scene.say(`/sluice promote ${id}`)
  expect((await scene.current())?.rung).toBeGreaterThanOrEqual(1)
  const own = scene.github.state.comments.filter(({ login, body }) => login === BOT && body.startsWith('<!-- sluice:answer'))
  expect(own.map(({ body }) => body)).toEqual([expect.stringContaining('\nThis does not count'), expect.stringContaining('\nThis counts')])
})

test('the acknowledgement stands before the tick ends', async () => {
  const id = await waiting()
  scene.answer = { kind: 'approved', by: 'mary', why: 'there' }
  let seen: string[] = []
  scene.service.onShare = () => {
    seen = [...scene.answers]
  }
  await scene.say(`/sluice promote ${id}`)
  expect(seen).toEqual([expect.stringMatching(/^This counts: /)])
})

test.each([
  ['pending' as const, 'mary is the author of the pull request'],
  ['refused' as const, 'it was rejected by @owner'],
])('what does not count (%s) says why, in the words of whoever reads answers, and nothing is written', async (kind, why) => {
  const id = await waiting()
  const before = await scene.entries()
  scene.answer = { kind, by: 'mary', why }
  expect(await scene.say(`/sluice promote ${id}`)).toBe(0)
  expect(scene.answers[0]?.replaceAll('\u200b', '')).toContain(`This does not count as an approval of \`${id}\`: ${why}`)
  expect(await scene.entries()).toEqual(before)
  expect(scene.reactions).toEqual(['eyes', '-1'])
})

test('another id: the open one is named', async () => {
  const id = await waiting()
  await scene.say('/sluice promote yesterdays-id')
  await scene.say(`/sluice promote ${id}x`)
  expect(scene.answers).toEqual([
    `\`yesterdays-id\` is not open. Open is \`${id}\` (income, 1 % → 5 % of the traffic).`,
    `\`${id}x\` is not open. Open is \`${id}\` (income, 1 % → 5 % of the traffic).`,
  ])
})

test('nothing waits: said so', async () => {
  const id = await waiting()
  await scene.say('/sluice abort')
  await scene.say(`/sluice promote ${id}`)
  expect(scene.answers.at(-1)).toMatch(new RegExp(`^\`${id}\` is over: void: abort: .* Nothing waits for an approval\\.$`))
})

test('an expired request is no longer answered', async () => {
  const id = await waiting()
  scene.answer = { kind: 'approved', by: 'mary', why: 'there' }
  scene.service.pass(25 * 3_600_000)
  await scene.say(`/sluice promote ${id}`)
  expect(scene.answers[0]).toMatch(/expired at 2026-11-28T18:10:00/)
  expect((await scene.current())?.rung).toBe(0)
})

test.each([
  [
    '{ before: [5%], by: environment }',
    /^A comment does not count here\. To agree, approve the run of rollout-approve\.yml for \w+, which waits in the environment production/,
  ],
  [
    '{ before: [5%], by: pull-request-review }',
    /^A comment does not count here\. To agree, approve the merged pull request by a review with /,
  ],
])('where the policy asks otherwise (%s) a comment says which way', async (approval, says) => {
  const id = await waiting(approval)
  scene.answer = { kind: 'approved', by: 'mary', why: 'there' }
  await scene.say(`/sluice promote ${id}`)
  expect(scene.answers[0]).toMatch(says)
  expect((await scene.current())?.rung).toBe(0)
})

test('who may answer is what `approval` says: users beside a permission', async () => {
  const id = await waiting('{ before: [5%], by: comment, users: [Will], permission: write }')
  scene.answer = { kind: 'approved', by: 'will', why: 'there' }
  await scene.say(`/sluice promote ${id}`, { login: 'mary' })
  expect(scene.answers.at(-1)).toContain('the policy names who may')
  expect((await scene.current())?.rung).toBe(0)
  await scene.say(`/sluice promote ${id}`, { login: 'will' })
  expect((await scene.current())?.rung).toBeGreaterThanOrEqual(1)
})
