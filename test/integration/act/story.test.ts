import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type FakeGitHub, startFakeGitHub } from '../../support/github/server.ts'
import { pause } from '../../support/rollout/ports.ts'
import { LiveRepository, output, REPOSITORY } from './live-repository.ts'
import { type ActRun, exportSuite, runAct } from './run-act.ts'
import { startUploads, type Uploads } from './uploads.ts'

// The whole way of a model with people in the loop, by the templates alone: pull request, gate, merge, canary, request, answer, promotion. Each
// workflow has a token with the permissions that its template asks for, and no more. The executor lets no job wait, so the claim runs first
// by itself, then the reviewer answers at the fake GitHub, then the whole workflow runs: what the answer is worth Sluice finds out there.

const TEMPLATES = ['pull-request-gate', 'rollout-start', 'rollout-tick', 'rollout-approve', 'rollout-control'] as const
type Template = (typeof TEMPLATES)[number]
const REVIEWER = 'alice'
jest.setTimeout(20 * 60 * 1000)

const tokenOf = (template: Template) => `fake_token_of_${template}_7f3a9c`
const textOf = (template: Template) => readFileSync(join(__dirname, '..', '..', '..', 'action-templates', `${template}.yml`), 'utf8')

function permissionsOf(template: Template): Record<string, 'read' | 'write'> {
  const jobs: Record<string, { permissions: Record<string, 'read' | 'write'> }> = parse(textOf(template)).jobs
  return Object.assign({}, ...Object.values(jobs).map(({ permissions }) => permissions))
}

type Asked = { readonly id: string; readonly beforeBp: number; readonly sentence: string }
type Closed = { readonly id: string; readonly outcome: string; readonly by: string | null; readonly why: string }

class Story {
  readonly live: LiveRepository
  readonly github: FakeGitHub
  readonly #uploads: Uploads
  #runId = 100

  static async begin(approval: string, more: readonly string[] = []): Promise<Story> {
    const tokens = Object.fromEntries(
      TEMPLATES.map((name) => [tokenOf(name), { login: 'github-actions[bot]', permissions: permissionsOf(name) }]),
    )
    const github = await startFakeGitHub({ repository: 'acme/models', tokens })
    return new Story(new LiveRepository(TEMPLATES, [`approval: ${approval}`, 'settle: 1s', ...more]), github, await startUploads(github))
  }

  private constructor(live: LiveRepository, github: FakeGitHub, uploads: Uploads) {
    this.live = live
    this.github = github
    this.#uploads = uploads
    const { state } = github
    state.people.push({ login: REVIEWER, permission: 'admin' }, { login: 'bob', permission: 'admin' })
    const reviewers = [{ login: REVIEWER }]
    const protection = { reviewers, preventSelfReview: true, canAdminsBypass: false, onProtectedBranchesOnly: true }
    state.environments.push({ name: 'production', ...protection })
    for (const [index, name] of (['rollout-approve', 'rollout-tick'] as const).entries())
      state.workflows.push({ id: index + 1, path: `.github/workflows/${name}.yml`, state: 'active', text: textOf(name) })
    state.pulls.push({ number: 12, headSha: live.head, baseSha: live.before, headRepository: 'acme/models', state: 'open', author: 'bob' })
  }

  async end(): Promise<void> {
    expect(this.github.violations).toEqual([])
    this.#uploads.close()
    await this.github.close()
  }

  gate(): Promise<ActRun> {
    const { live } = this
    const pull = {
      number: 12,
      base: { ref: 'main', sha: live.before, repo: REPOSITORY },
      head: { ref: 'retrained', sha: live.head, repo: REPOSITORY },
    }
    const payload = { action: 'opened', number: 12, pull_request: pull }
    return this.#run('pull-request-gate', 'pull_request', payload, { caller: live.checkout('pull-request') })
  }

  merge(): void {
    this.live.merge()
    const [pull] = this.github.state.pulls
    if (pull !== undefined) Object.assign(pull, { state: 'closed', mergeCommit: this.live.sha })
  }

  start(): Promise<ActRun> {
    return this.#run('rollout-start', 'push', { ref: 'refs/heads/main', before: this.live.before, after: this.live.sha })
  }

  tick(): Promise<ActRun> {
    return this.#run('rollout-tick', 'schedule', { schedule: '*/5 * * * *' })
  }

  /** Ticks until something is so; windows are a second long. */
  async tickUntil(isSo: (run: ActRun) => boolean, most = 6): Promise<ActRun> {
    for (let ticks = 1; ; ticks++) {
      const run = await this.tick()
      if (isSo(run)) return run
      if (ticks === most) throw new Error(`not within ${most} ticks: ${run.log.slice(-2_000)}`)
      await pause(1_500)
    }
  }

  button(command: string): Promise<ActRun> {
    return this.#run('rollout-control', 'workflow_dispatch', { inputs: { command, model: '', why: 'by a button' } })
  }

  /** The run that the latest tick has started, up to where it waits for its reviewers. */
  claim(): Promise<ActRun> {
    return this.#approve({ job: 'claim' })
  }

  /** GitHub lets the job go on: somebody has answered. */
  goOn(): Promise<ActRun> {
    return this.#approve({})
  }

  answer(state: 'approved' | 'rejected', login = REVIEWER): void {
    this.waiting.approvals.push({ environment: 'production', state, login, comment: 'seen' })
  }

  get waiting() {
    const found = this.github.state.runs.at(-1)
    if (found === undefined) throw new Error('no run was started')
    return found
  }

  get asked(): Asked[] {
    return this.live.journal(({ body }) => ((body['step'] as { request?: Asked } | undefined)?.request ?? null) as Asked | null)
  }

  get closed(): Closed[] {
    return this.live.journal(({ body }) => ((body['step'] as { closes?: Closed } | undefined)?.closes ?? null) as Closed | null)
  }

  #approve({ job }: { readonly job?: string }): Promise<ActRun> {
    const inputs = { request: this.asked.at(-1)?.id, model: 'income' }
    return this.#run('rollout-approve', 'workflow_dispatch', { inputs }, { runId: this.waiting.id, ...(job === undefined ? {} : { job }) })
  }

  #run(template: Template, event: string, payload: object, more: { caller?: string; runId?: number; job?: string } = {}): Promise<ActRun> {
    const { live, github } = this
    return runAct(suite, {
      ...{ caller: more.caller ?? live.checkout(), workflow: `.github/workflows/${template}.yml`, event, sha: live.sha },
      ...{ runId: more.runId ?? ++this.#runId, ...(more.job === undefined ? {} : { job: more.job }) },
      payload: { ...payload, repository: REPOSITORY },
      github: { apiUrl: github.url, uploadsUrl: this.#uploads.url, token: tokenOf(template) },
    })
  }
}

const suite = exportSuite()
let story: Story
afterEach(() => story.end())
const standing = (run: ActRun) => [output(run, 'state'), output(run, 'weight')]

test('judged, merged, rolled out, asked for, approved, promoted; and what it is live for is signed', async () => {
  story = await Story.begin('{ before: [50%], by: environment }')
  const { live, github } = story
  const gated = await story.gate()
  expect([gated.jobs.get('models'), output(gated, 'verdict')]).toEqual(['success', 'pass'])
  expect(github.state.comments).toHaveLength(1)

  story.merge()
  const started = await story.start()
  expect([started.jobs.get('rollout'), ...standing(started), live.share]).toEqual(['success', 'baking', '1', 1])

  const asked = await story.tickUntil((run) => output(run, 'state') === 'awaiting-approval')
  expect([asked.jobs.get('tick'), live.share]).toEqual(['success', 1])
  const [request] = story.asked
  expect(request).toMatchObject({ beforeBp: 5000, sentence: expect.stringContaining('errors: excluded: ') })
  expect(story.waiting).toMatchObject({ status: 'waiting', title: `Approve ${request?.id}`, event: 'workflow_dispatch' })
  const announced = github.state.comments.map(({ body }) => body).filter((body) => body.includes(request?.id ?? 'none'))
  expect(announced).toHaveLength(1)

  const claimed = await story.claim()
  expect([claimed.jobs.get('claim'), claimed.jobs.has('approve')]).toEqual(['success', false])
  expect(standing(await story.tick())).toEqual(['awaiting-approval', '1'])

  // Whoever wrote it does not let it pass, whatever GitHub let happen.
  story.answer('approved', 'bob')
  const refused = await story.goOn()
  expect([refused.jobs.get('approve'), output(refused, 'decision'), live.share]).toEqual(['failure', 'waiting', 1])

  story.answer('approved')
  const approved = await story.goOn()
  expect([approved.jobs.get('approve'), output(approved, 'decision'), live.share]).toEqual(['success', 'approved', 50])

  const promoted = await story.tickUntil((run) => output(run, 'state') === 'promoted')
  expect([promoted.jobs.get('tick'), promoted.jobs.get('passport')]).toEqual(['success', 'success'])
  const statement = JSON.parse(output(promoted, 'statement') ?? '{}')
  const [journalOfPassport] = [statement.predicate?.journal]
  expect(statement).toMatchObject({
    subject: [{ name: 'income', digest: { sha256: live.candidate } }],
    predicate: {
      candidate: { commit: live.sha },
      verdicts: [{ gate: 'evaluate', verdict: 'pass', commit: live.sha, fileSha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      approvals: [{ request: request?.id, decision: 'granted', by: REVIEWER, way: 'environment', runId: story.waiting.id, before: 0.5 }],
      canary: { steps: [{ share: 0.01 }, { share: 0.5 }] },
      journal: { ref: live.refs },
    },
  })
  expect(journalOfPassport.lastEntry).toBe(live.journal(() => 1).length)

  const over = await story.tick()
  expect([output(over, 'state'), over.jobs.has('passport'), output(over, 'passports')]).toEqual(['promoted', false, ''])
})

test('rejected, asked anew, run out of time, and broken in the moment of the yes: the share never rises', async () => {
  story = await Story.begin('{ before: [50%], by: environment, expires: 1m }')
  const { live } = story
  story.merge()
  expect(standing(await story.start())).toEqual(['baking', '1'])
  await story.tickUntil((run) => output(run, 'state') === 'awaiting-approval')
  await story.claim()
  story.answer('rejected')
  expect(standing(await story.tick())).toEqual(['held', '1'])

  await story.button('resume')
  await story.tickUntil((run) => output(run, 'state') === 'awaiting-approval')
  const [first, second] = story.asked
  expect(second?.id).not.toBe(first?.id)
  await story.claim()
  await pause(61_000)
  const expired = await story.tick()
  expect([...standing(expired), live.share]).toEqual(['held', '1', 1])
  story.answer('approved')
  const late = await story.goOn()
  expect([late.jobs.get('approve') ?? late.jobs.get('claim'), live.share]).toEqual(['failure', 1])

  await story.button('resume')
  await story.tickUntil((run) => output(run, 'state') === 'awaiting-approval')
  await story.claim()
  live.breakCanary()
  story.answer('approved')
  await pause(2_500)
  const broken = await story.goOn()
  expect([broken.jobs.get('approve'), output(broken, 'decision'), live.share]).toEqual(['failure', 'void', 0])
  await story.tickUntil((run) => output(run, 'state') === 'rolled-back')
  expect(story.closed.map(({ outcome, by }) => [outcome, by])).toEqual([
    ['refused', REVIEWER],
    ['expired', null],
    ['void', null],
  ])
  const shares = live.journal(({ body }) => {
    const { action } = (body['step'] ?? {}) as { action?: { kind: string; shareBp?: number } | null }
    return action?.kind === 'set-share' ? (action.shareBp ?? null) : null
  })
  expect(Math.max(...shares)).toBe(100)
})
