import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BOT, CommentScene, ISSUE, liveModel, PULL, type Said } from '../../support/rollout/comment-scene.ts'

jest.setTimeout(120_000)

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

const lastEntry = async () => (await scene.entries()).at(-1)?.body
const WAIVE = '/sluice waive COLUMN_REMOVED fnlwgt until 2027-01-31 because nobody reads it'

describe('who may do what', () => {
  test.each([
    // body             who     allowed  state after
    ['/sluice status', 'rita', true, 'awaiting-approval'],
    ['/sluice status', 'nobody-here', false, 'awaiting-approval'],
    ['/sluice explain', 'rita', true, 'awaiting-approval'],
    ['/sluice hold', 'will', true, 'held'],
    ['/sluice hold', 'tom', false, 'awaiting-approval'],
    ['/sluice hold', 'rita', false, 'awaiting-approval'],
    ['/sluice abort', 'will', true, 'aborted'],
    ['/sluice abort', 'tom', false, 'awaiting-approval'],
    ['/sluice rollback', 'will', true, 'rolled-back'],
    ['/sluice rollback', 'rita', false, 'awaiting-approval'],
    [WAIVE, 'mary', true, 'awaiting-approval'],
    [WAIVE, 'will', false, 'awaiting-approval'],
    ['/sluice promote ID', 'mary', true, 'awaiting-approval'],
    ['/sluice promote ID', 'will', false, 'awaiting-approval'],
  ])('%s by %s: %s', async (body, login, isAllowed, state) => {
    await running()
    const before = await scene.entries()
    const id = (await scene.current())?.request?.id ?? ''
    expect(await scene.say(body.replace('ID', id), { login })).toBe(0)
    expect((await scene.current())?.state).toBe(state)
    expect(scene.answers).toHaveLength(1)
    if (isAllowed) return expect(scene.answers[0]).not.toMatch(/was not carried out/)
    expect(scene.reactions).toEqual(['eyes', '-1'])
    expect(scene.answers[0]).toMatch(/was not carried out: (it needs the permission|it cannot be told)/)
    expect(await scene.entries()).toEqual(before)
    expect(scene.github.state.pulls).toHaveLength(1)
  })

  test('the policy of the default branch names other rights, by permission, login and team', async () => {
    const rights =
      '    comments: { hold: { permission: read, users: [Rita] }, abort: { permission: write, teams: [on-call] }, rollback: nobody }\n'
    await running([liveModel('income', rights)])
    scene.github.state.teams.push({ slug: 'on-call', members: { will: 'active', mary: 'pending' } })
    await scene.say('/sluice rollback', { login: 'owner' })
    await scene.say('/sluice hold', { login: 'will' })
    await scene.say('/sluice abort', { login: 'mary' })
    expect(scene.answers).toEqual([
      expect.stringContaining('the policy gives this command to nobody'),
      expect.stringContaining('the policy names who may'),
      expect.stringContaining('the policy names who may'),
    ])
    await scene.say('/sluice hold', { login: 'rita' })
    expect((await scene.current())?.state).toBe('held')
    await scene.say('/sluice abort', { login: 'will' })
    expect((await scene.current())?.state).toBe('aborted')
  })

  test('a policy that cannot be read gives no rights, and fails the job', async () => {
    await running()
    writeFileSync(join(scene.world.cwd, 'sluice.yml'), 'version: 1\nmodels: {}\n')
    await expect(scene.say('/sluice hold', { login: 'will' })).rejects.toThrow('models')
    expect(scene.answers[0]).toContain('It could not be done')
    expect((await scene.current())?.state).toBe('awaiting-approval')
  })
})

describe('what does nothing, in silence', () => {
  test.each<[string, string, Said]>([
    ['a bot', '/sluice abort', { login: 'dependabot[bot]' }],
    ['this bot itself', '/sluice abort', { login: BOT }],
    ['an app in the name of a person', '/sluice abort', { viaApp: true }],
    ['an edit', '/sluice abort', { action: 'edited' }],
    ['a deletion', '/sluice abort', { action: 'deleted' }],
    ['a comment that was edited since', '/sluice abort', { updatedAt: Date.UTC(2026, 10, 28, 20) }],
    ['a comment that says something else by now', '/sluice status', { told: '/sluice abort' }],
    ['a quotation', '> /sluice abort\n\nNo, do not.', {}],
    ['a fence', '```\n/sluice abort\n```', {}],
    ['a later line', 'Please:\n/sluice abort', {}],
  ])('%s', async (_, body, said) => {
    await running()
    const before = await scene.entries()
    expect(await scene.say(body, said)).toBe(0)
    expect(await scene.entries()).toEqual(before)
    expect([scene.github.state.reactions, scene.answers.filter((answer) => answer !== '/sluice abort')]).toEqual([[], []])
    expect(scene.world.published.at(-1)?.markdown).toMatch(/^Nothing to do: /)
  })

  test('a comment that is gone', async () => {
    await running()
    await scene.say('Hello')
    scene.github.state.comments.length = 0
    expect(await scene.deliver({ id: 5, issue: PULL, login: 'mary', body: '/sluice abort', createdAt: 0 })).toBe(0)
    expect((await scene.current())?.state).toBe('awaiting-approval')
  })
})

describe('the journal', () => {
  test.each([
    [
      '/sluice hold because latency looks odd',
      'hold',
      'latency looks odd (@will in https://github.test/acme/models/pull/12#issuecomment-1001)',
    ],
    ['/sluice abort income', 'abort', '(@will in https://github.test/acme/models/pull/12#issuecomment-1001)'],
    [
      '/sluice rollback because @everybody\t::error::x',
      'rollback',
      '@everybody ::error::x (@will in https://github.test/acme/models/pull/12#issuecomment-1001)',
    ],
  ])('%s: says who asked, where and why', async (body, command, why) => {
    await running()
    scene.github.state.nextId = 1001
    await scene.say(body, { login: 'will' })
    const commands = (await scene.entries()).flatMap(({ body: entry }) => (entry.kind === 'command' ? [entry] : []))
    expect(commands).toEqual([{ kind: 'command', command, why, to: null }])
  })

  test('abort is read back before it is said: the share is 0', async () => {
    await running()
    await scene.say('/sluice abort', { login: 'will' })
    expect(scene.service.shareBp).toBe(0)
    expect(scene.answers[0]).toMatch(/`abort` asked by will\.\n\n```text\nWARN .*aborted/)
    expect(scene.reactions).toEqual(['eyes', '+1'])
  })

  test('an abort that cannot be verified fails the job, and says that somebody must look', async () => {
    await running()
    scene.service.failTarget('connection refused')
    const exit = scene.say('/sluice abort', { login: 'will' })
    expect(await exit).toBe(5)
    expect((await scene.current())?.state).toBe('rolling-back')
    expect(scene.answers[0]).toContain('It is not verified yet; somebody must look.')
    expect(scene.reactions).toEqual(['eyes', 'confused'])
  })

  test('an abort with a journal that nobody can read lowers the share all the same', async () => {
    await running()
    writeFileSync(join(scene.world.cwd, 'income.jsonl'), 'no journal\n')
    await expect(scene.say('/sluice abort', { login: 'will' })).rejects.toThrow('The share is 0, read back')
    expect(scene.service.shareBp).toBe(0)
    expect(scene.answers[0]).toContain('The share is 0, read back')
  })

  test('what makes no sense now is told, and the job does not fail for it', async () => {
    await running()
    expect(await scene.say('/sluice resume')).toBe(0)
    expect(scene.answers[0]).toMatch(/^Nothing was changed: sluice resume.*a rollout that is awaiting-approval; expected one that is held/)
    expect(await lastEntry()).toMatchObject({ kind: 'step' })
  })
})

describe('once', () => {
  test('a second delivery, and a job that runs again, do and answer nothing more', async () => {
    await running()
    await scene.say('/sluice hold', { login: 'will' })
    const hold = scene.newest
    await scene.say('/sluice resume')
    const entries = await scene.entries()
    expect(await scene.deliver(hold)).toBe(0)
    expect(await scene.entries()).toEqual(entries)
    expect(scene.answers).toHaveLength(2)
    expect(scene.world.published.at(-1)?.markdown).toContain('answered before')
  })

  test('somebody else’s comment with the marker of an answer silences nothing', async () => {
    await running()
    const next = scene.github.state.nextId + 1
    scene.github.state.comments.push({ id: 5, issue: PULL, login: 'rita', body: `<!-- sluice:answer:${next - 1} -->`, createdAt: 0 })
    await scene.say('/sluice hold', { login: 'will' })
    expect((await scene.current())?.state).toBe('held')
  })

  test('who may not is told once for each command, on each issue', async () => {
    await running()
    for (const body of ['/sluice hold', '/sluice hold', '/sluice abort', '/sluice hold']) await scene.say(body, { login: 'rita' })
    expect(scene.answers).toHaveLength(2)
    expect(scene.reactions).toEqual(['eyes', '-1'])
    await scene.say('/sluice hold', { login: 'tom' })
    await scene.say('/sluice hold', { login: 'rita', issue: ISSUE })
    expect(scene.answers).toHaveLength(4)
  })

  test('a mistake is met by the right word once, an unknown word by the list of all', async () => {
    await running()
    for (const body of ['/sluice abrot', '/sluice abrot', '/sluice what', '/sluice ever', '/sluice hold income now'])
      await scene.say(body, { login: 'rita' })
    expect(scene.answers).toEqual([
      'Did you mean `/sluice abort [MODEL] [because REASON]`? Nothing was done.',
      expect.stringMatching(/^These are the commands; nothing was done\.\n\n\* `\/sluice status/),
      'This is how it is written: `/sluice hold [MODEL] [because REASON]`.',
    ])
    expect(scene.reactions).toEqual(['eyes', 'confused'])
  })
})

describe('a comment means what its author saw', () => {
  test('an old one that is handled late touches no rollout that began after it', async () => {
    scene = await CommentScene.open()
    const createdAt = scene.service.nowMs
    scene.service.pass(600_000)
    await scene.start()
    await scene.say('/sluice abort', { createdAt })
    expect((await scene.current())?.state).toBe('awaiting-approval')
    expect(scene.answers[0]).toContain('began after this comment')
  })

  test('a late resume does not release a hold that came after it', async () => {
    await running()
    const createdAt = scene.service.nowMs
    scene.service.pass(600_000)
    await scene.say('/sluice hold', { login: 'will' })
    await scene.say('/sluice resume', { createdAt })
    expect((await scene.current())?.state).toBe('held')
    await scene.say('/sluice resume')
    expect((await scene.current())?.state).toBe('baking')
  })
})

describe('several models', () => {
  const both = () => running([liveModel('income'), liveModel('churn')])

  test('the only open one is meant, or the one that is named', async () => {
    await both()
    await scene.say('/sluice hold', { login: 'will' })
    expect((await scene.current('income'))?.state).toBe('held')
    await scene.say('/sluice hold churn', { login: 'will' })
    expect(scene.answers.at(-1)).toContain('no rollout')
  })

  test('of two open ones nothing is done before it is said which', async () => {
    await both()
    scene.service.setByHand(0)
    await scene.start('churn')
    await scene.say('/sluice abort', { login: 'will' })
    expect(scene.answers).toEqual(['Which model is meant? Write `/sluice abort income` or `/sluice abort churn`. Nothing was done.'])
    expect((await scene.current('income'))?.cause).toBeNull()
  })

  test('an unknown name is told with the nearest, to those alone who may command', async () => {
    await both()
    await scene.say('/sluice hold incom', { login: 'will' })
    await scene.say('/sluice hold incom', { login: 'rita' })
    expect(scene.answers).toEqual([
      expect.stringContaining('Did you mean `/sluice hold income`?'),
      expect.stringContaining('it needs the permission'),
    ])
  })

  test('status tells of all, explain of the open one', async () => {
    await both()
    await scene.say('/sluice status', { login: 'rita' })
    await scene.say('/sluice explain', { login: 'rita' })
    expect(scene.answers[0]).toMatch(/income in production: awaiting-approval[\s\S]*churn in production: no rollout yet/)
    expect(scene.answers[1]).toMatch(/^```text\n[\s\S]*ask \(baking → awaiting-approval\)/)
  })
})

test('a locked conversation keeps nobody from aborting', async () => {
  await running()
  scene.github.fault = ({ method, path }) =>
    method === 'POST' && path !== '/graphql'
      ? { kind: 'answer', status: 403, body: '{"message":"Unable to create comment because issue is locked."}' }
      : null
  expect(await scene.say('/sluice abort', { login: 'will' })).toBe(0)
  expect((await scene.current())?.state).toBe('aborted')
  expect(scene.world.lines.join('\n')).toContain('The answer could not be given: the conversation is locked')
})

test('a run that no comment has started is told what to use instead', async () => {
  scene = await CommentScene.open()
  const { comment } = await import('../../../src/commands/comment/comment.ts')
  await expect(comment(scene.inputs, scene.world, scene.outside)).rejects.toThrow('expected a run of `issue_comment`')
})
