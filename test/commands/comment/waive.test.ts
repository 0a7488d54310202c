import { parsePolicy } from '../../../src/policy/load.ts'
import { CommentScene, ISSUE, liveModel, PULL, TOKEN } from '../../support/rollout/comment-scene.ts'

jest.setTimeout(120_000)

const ORDER = '/sluice waive COLUMN_REMOVED fnlwgt until 2027-01-31 because nobody reads it'
let scene: CommentScene

afterEach(async () => {
  expect(scene.github.violations).toEqual([])
  await scene.github.close()
})

const proposed = () => scene.github.state.pulls.filter(({ number }) => number !== PULL)
const branch = () => scene.github.state.branches.find(({ name }) => name.startsWith('sluice/waive-'))

test('a pull request against the base branch adds the waiver, by whom and why', async () => {
  scene = await CommentScene.open()
  expect(await scene.say(ORDER)).toBe(0)
  const [pull, ...more] = proposed()
  expect(more).toEqual([])
  expect(pull).toMatchObject({ base: 'main', title: 'Waive COLUMN_REMOVED of fnlwgt for income until 2027-01-31' })
  expect(pull?.body).toContain('[asks](https://github.test/acme/models/pull/12#issuecomment-1000) on #12')
  expect(pull?.body).toContain('> nobody reads it')
  const text = branch()?.files['sluice.yml'] ?? ''
  expect(parsePolicy(text, 'sluice.yml').models.get('income')?.diff?.waivers).toEqual([
    { rule: 'COLUMN_REMOVED', subject: 'fnlwgt', reason: 'nobody reads it', by: '@mary', expires: '2027-01-31' },
  ])
  expect(text.replace(/\{ waivers: .* \}$/m, '{}')).toBe(scene.policy)
  expect(branch()?.message).toEqual(
    expect.stringMatching(/^Waive COLUMN_REMOVED of fnlwgt for income until 2027-01-31\n\nAsked for in https:/),
  )
  expect(scene.github.state.branches[0]?.files['sluice.yml']).toBe(scene.policy)
  expect(scene.answers[0]).toContain(
    `Proposed: https://github.test/acme/models/pull/${pull?.number}. It counts once it is merged into \`main\``,
  )
  expect(scene.reactions).toEqual(['eyes', '+1'])
})

test('the same twice opens one; once it is merged it is there already', async () => {
  scene = await CommentScene.open()
  await scene.say(ORDER)
  await scene.say(ORDER.replace('nobody', 'really nobody'))
  expect(proposed()).toHaveLength(1)
  expect(scene.answers[1]).toContain('That is proposed already: https://github.test')
  const [pull] = proposed()
  const [main] = scene.github.state.branches
  if (pull === undefined || main === undefined) throw new Error('nothing was proposed')
  Object.assign(main, { files: { ...branch()?.files }, sha: branch()?.sha })
  pull.state = 'closed'
  await scene.say(ORDER)
  expect(proposed()).toHaveLength(1)
  expect(scene.answers[2]).toContain('`main` has that waiver already')
})

test('two deliveries at the same time open one', async () => {
  scene = await CommentScene.open()
  await scene.say('Hello')
  const made = { ...scene.newest, id: 77, body: ORDER }
  scene.github.state.comments.push(made)
  expect(await Promise.all([scene.deliver(made), scene.deliver(made)])).toEqual([0, 0])
  expect(proposed()).toHaveLength(1)
  expect(scene.answers).toHaveLength(1)
})

test('a try that was cut off between branch and pull request is finished when the job runs again', async () => {
  scene = await CommentScene.open()
  scene.github.fault = ({ method, path }) => (method === 'POST' && path.endsWith('/pulls') ? { kind: 'reset' } : null)
  await expect(scene.say(ORDER)).rejects.toThrow('could not be reached')
  expect(scene.answers[0]).toContain('It could not be done')
  scene.github.fault = null
  expect(await scene.deliver(scene.newest)).toBe(0)
  expect(proposed()).toHaveLength(1)
  // The answer takes the place of the complaint.
  expect(scene.answers).toEqual([expect.stringContaining('Proposed: https://')])
})

test.each(['/git/refs', '/pulls'])('what was done at %s and never answered is not done twice', async (end) => {
  scene = await CommentScene.open()
  let lost = 0
  scene.github.fault = async ({ method, path, token }) => {
    if (method !== 'POST' || !path.endsWith(end) || token !== TOKEN || lost++ > 0) return null
    return { kind: 'lost' }
  }
  expect(await scene.say(ORDER)).toBe(0)
  expect([lost, proposed().length]).toEqual([1, 1])
  expect(scene.answers).toHaveLength(1)
})

test('where workflows may not open pull requests the branch is there, with the page to open one', async () => {
  scene = await CommentScene.open()
  scene.github.state.mayOpenPulls = false
  expect(await scene.say(ORDER)).toBe(0)
  expect(scene.answers[0]).toMatch(
    /the settings of the repository do not allow workflows to open pull requests\. \[Open the pull request\]\(https:\/\/github\.test\/acme\/models\/compare\/main\.\.\.sluice%2Fwaive-column-removed-[0-9a-f]{8}\?expand=1\) yourself/,
  )
})

test.each([
  ['a fork’s pull request: our branch is made here, and nothing is written there', { headRepository: 'eve/models' }, 1],
  ['a closed one', { state: 'closed' as const }, 0],
])('%s', async (_, change, opened) => {
  scene = await CommentScene.open()
  Object.assign(scene.github.state.pulls[0] ?? {}, change)
  await scene.say(ORDER)
  expect(proposed()).toHaveLength(opened)
  for (const { headRepository, head } of proposed())
    expect([headRepository, head?.startsWith('sluice/waive-')]).toEqual(['acme/models', true])
})

test.each([
  ['an unknown rule', ORDER.replace('COLUMN_REMOVED', 'COLUMN_REMOVD'), '`COLUMN_REMOVD` is no rule. Did you mean `COLUMN_REMOVED`?'],
  ['a day that is over', ORDER.replace('2027-01-31', '2026-11-28'), '2026-11-28 is not in the future'],
  ['a day that is none', ORDER.replace('2027-01-31', '2027-02-30'), '`2027-02-30` is no day; write it as 2027-11-29'],
  ['a month by name', ORDER.replace('2027-01-31', 'January'), '`January` is no day'],
  ['a day far off', ORDER.replace('2027-01-31', '2029-01-31'), 'more than a year away'],
  ['everything', ORDER.replace('fnlwgt', '*'), 'the subject is one column'],
  ['a long reason', `${ORDER} ${'x'.repeat(600)}`, 'at most 500 fit'],
  ['an unknown model', ORDER.replace(' until', ' for incme until'), 'There is no model incme here. Did you mean `income`?'],
])('%s is refused', async (_, order, says) => {
  scene = await CommentScene.open()
  expect(await scene.say(order)).toBe(0)
  expect(scene.answers[0]?.replaceAll('\u200b', '')).toContain(says)
  expect([proposed(), branch()]).toEqual([[], undefined])
})

test('on an issue there is nothing to waive', async () => {
  scene = await CommentScene.open()
  await scene.say(ORDER, { issue: ISSUE })
  expect(scene.answers[0]).toContain('this is an issue')
})

test('of several models the one is named', async () => {
  scene = await CommentScene.open([liveModel('income'), liveModel('churn')])
  await scene.say(ORDER)
  expect(scene.answers[0]).toBe('Which model is meant? Write `… for income until …` or `… for churn until …`. Nothing was done.')
  await scene.say(ORDER.replace(' until', ' for churn until'))
  const models = parsePolicy(branch()?.files['sluice.yml'] ?? '', 'sluice.yml').models
  expect([models.get('income')?.diff?.waivers, models.get('churn')?.diff?.waivers.length]).toEqual([[], 1])
})

test('hostile words stay words: in the file, in the pull request and out of the commit', async () => {
  scene = await CommentScene.open()
  const subject = 'a"]} #12 @acme/all [skip ci] fixes #1'
  await scene.say(`/sluice waive COLUMN_REMOVED ${subject} until 2027-01-31 because "}]\\n - x: <img src=y> @acme/all ::error::z`)
  const [pull] = proposed()
  expect(parsePolicy(branch()?.files['sluice.yml'] ?? '', 'sluice.yml').models.get('income')?.diff?.waivers).toEqual([
    { rule: 'COLUMN_REMOVED', subject, reason: '"}]\\n - x: <img src=y> @acme/all ::error::z', by: '@mary', expires: '2027-01-31' },
  ])
  expect(pull?.title).toBe('Waive COLUMN_REMOVED for income until 2027-01-31')
  expect(branch()?.message).not.toMatch(/skip ci|fixes/)
  expect(pull?.body).not.toMatch(/<img|> .*@acme/)
})
