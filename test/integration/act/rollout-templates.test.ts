import { type FakeGitHub, startFakeGitHub } from '../../support/github/server.ts'
import { LiveRepository, output, REPOSITORY } from './live-repository.ts'
import { exportSuite, runAct } from './run-act.ts'
import { startUploads, type Uploads } from './uploads.ts'

// The templates of a rollout, from the push to the way back: the committed actions, a journal in a real remote, a target and a telemetry that
// are programs. Two changes: a job ticks once instead of watching for twenty minutes, and the alert does not wait for a real monitoring.

jest.setTimeout(15 * 60 * 1000)

const JOB = 'fake_token_of_the_job_7f3a9c'
const BOT = 'github-actions[bot]'
const ISSUE = 13

const suite = exportSuite()
let github: FakeGitHub
let uploads: Uploads

beforeEach(async () => {
  const permissions = { contents: 'write', actions: 'read', issues: 'write', 'pull-requests': 'write', metadata: 'read' } as const
  github = await startFakeGitHub({ repository: 'acme/models', tokens: { [JOB]: { login: BOT, permissions } } })
  uploads = await startUploads(github)
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  uploads.close()
  await github.close()
})

test('a push starts it, a schedule brings it up, buttons and comments hold and release it, an alert takes it back, and its repeats change nothing', async () => {
  const live = new LiveRepository(['rollout-start', 'rollout-tick', 'rollout-control', 'alert-rollback', 'comment-commands'])
  live.merge()
  let runId = 40
  const run = (template: string, event: string, payload: object) =>
    runAct(suite, {
      ...{ caller: live.checkout(), workflow: `.github/workflows/${template}.yml`, event, sha: live.sha, runId: ++runId },
      payload: { ...payload, repository: REPOSITORY },
      github: { apiUrl: github.url, uploadsUrl: uploads.url, token: JOB },
    })
  const button = (command: string) => run('rollout-control', 'workflow_dispatch', { inputs: { command, model: '', why: 'by a button' } })
  const comment = (body: string, login: string) => {
    const { state } = github
    const made = { id: state.nextId++, issue: ISSUE, login, body, createdAt: Date.now() }
    state.comments.push(made)
    const payload = { action: 'created', comment: { id: made.id, body, user: { login, type: 'User' } }, issue: { number: ISSUE } }
    return run('comment-commands', 'issue_comment', payload)
  }
  const answer = () => github.state.comments.findLast(({ login }) => login === BOT)?.body ?? ''
  const alert = (arm: string) => {
    const client_payload = { model: 'income', environment: 'production', arm, summary: 'it fails' }
    return run('alert-rollback', 'repository_dispatch', { action: 'sluice-rollback', client_payload })
  }

  const started = await run('rollout-start', 'push', { ref: 'refs/heads/main', before: live.before, after: live.sha })
  expect([started.jobs, started.log]).toEqual([
    new Map([
      ['models', 'success'],
      ['rollout', 'success'],
    ]),
    expect.any(String),
  ])
  expect([output(started, 'state'), output(started, 'weight'), live.share, live.refs]).toEqual([
    'baking',
    '1',
    1,
    'refs/sluice/income/production',
  ])

  const ticked = await run('rollout-tick', 'schedule', { schedule: '*/5 * * * *' })
  expect([ticked.jobs.get('tick'), output(ticked, 'state'), live.share]).toEqual(['success', 'baking', 50])

  const held = await button('hold')
  expect([held.jobs.get('control'), output(held, 'state')]).toEqual(['success', 'held'])
  const waiting = await run('rollout-tick', 'repository_dispatch', { action: 'sluice-tick', client_payload: {} })
  expect([output(waiting, 'state'), live.share]).toEqual(['held', 50])
  const resumed = await button('resume')
  expect([resumed.jobs.get('control'), output(resumed, 'state')]).toEqual(['success', 'baking'])

  github.state.issues.push(ISSUE)
  for (const [login, permission] of [['rita', 'read'] as const, ['will', 'write'] as const]) github.state.people.push({ login, permission })
  const asked = await comment('/sluice status', 'rita')
  expect([asked.jobs.get('comment'), answer()]).toEqual(['success', expect.stringContaining('income in production: baking')])
  expect((await comment('/sluice hold', 'rita')).jobs.get('comment')).toBe('success')
  expect(answer()).toContain('was not carried out')
  const stopped = await comment('/sluice hold because it looks odd', 'will')
  expect([stopped.jobs.get('comment'), answer()]).toEqual(['success', expect.stringContaining('income in production: held')])
  expect(github.state.reactions.slice(-2).map(({ content }) => content)).toEqual(['eyes', '+1'])
  const talk = await comment('Shall we\n/sluice abort?', 'will')
  expect([talk.jobs.get('comment'), live.share]).toEqual([undefined, 50])
  expect(output(await button('resume'), 'state')).toBe('baking')

  const other = await alert('stable')
  expect([other.jobs.get('rollback'), live.share]).toEqual(['success', 50])
  expect(other.log).toContain('stable serves the old model')
  const back = await alert('canary')
  expect([back.jobs.get('rollback'), output(back, 'state'), live.share]).toEqual(['success', 'rolled-back', 0])
  const repeated = await alert('canary')
  expect([repeated.jobs.get('rollback'), output(repeated, 'state')]).toEqual(['success', 'none'])
  expect(repeated.log).toContain('no rollout is open')

  const nothing = await button('abort')
  expect([nothing.jobs.get('control'), nothing.log]).toEqual([
    'failure',
    expect.stringContaining('a rollout that is finished: rolled-back'),
  ])
})
