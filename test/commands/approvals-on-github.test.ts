import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileJournal } from '../../src/adapters/journal/file-journal.ts'
import { approve } from '../../src/commands/rollout/approve.ts'
import type { RolloutPorts } from '../../src/commands/rollout/ports.ts'
import { readJournal } from '../../src/commands/rollout/read-journal.ts'
import { rollout } from '../../src/commands/rollout/rollout.ts'
import { makeVerdict, renderVerdict } from '../../src/judge/verdict.ts'
import { effectivePolicy } from '../../src/policy/effective.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import { addComment, addReview, addRun, announcements, openApprovalsAt, startApprovalScene } from '../support/github/approval-scene.ts'
import type { FakeGitHub } from '../support/github/server.ts'
import { FakeService, STABLE } from '../support/rollout/fake-service.ts'

// The engine, the commands and the adapters together: only GitHub, the proxy and the clock are fakes.

jest.setTimeout(120_000)

const policyOf = (by: string) => `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      bake: 2m
      warm-up: 0s
      steps: [1%, 5%]
      approval: { before: [5%], by: ${by}, expires: 1h }
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
`
const MODEL = 'not a real model, and nobody loads it'
const DIGEST = createHash('sha256').update(MODEL).digest('hex')
const DISPATCHED = { event: 'workflow_dispatch', ref: 'refs/heads/main', payload: { repository: { default_branch: 'main' } } }
type By = 'environment' | 'pull-request-review' | 'comment'

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startApprovalScene()
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

class Story {
  readonly #by: By
  readonly #cwd: string
  readonly #service = new FakeService({ lease: true })
  readonly #outside: RolloutPorts

  constructor(by: By) {
    this.#by = by
    this.#cwd = fakeWorld().cwd
    this.#service.models = { stable: STABLE, canary: DIGEST }
    this.#service.pass(600_000)
    const { target, telemetry, identity, clock } = this.#service
    const nowMs = () => this.#service.nowMs
    fake.nowMs = nowMs
    // Each call is a job of its own, and remembers nothing.
    const approvals = () => openApprovalsAt(fake, { rule: { by }, options: { nowMs, commit: this.#head } })
    this.#outside = {
      clock,
      journal: async () => new FileJournal(join(this.#cwd, 'journal.jsonl')),
      rest: async () => ({ target, telemetry, identity, approvals: approvals(), clock }),
    }
    mkdirSync(join(this.#cwd, 'models'))
    mkdirSync(join(this.#cwd, 'out'))
    writeFileSync(join(this.#cwd, 'models/income.onnx'), MODEL)
    writeFileSync(join(this.#cwd, 'sluice.yml'), policyOf(by))
    writeFileSync(join(this.#cwd, 'out/income.evaluate.verdict.json'), this.#verdict())
    const [pull] = fake.state.pulls
    this.#head = this.#commit()
    if (pull !== undefined) pull.mergeCommit = this.#head
  }

  tick(watch = '0s') {
    const world = fakeWorld({ cwd: this.#cwd })
    const inputs = { candidate: null, verdict: join(this.#cwd, 'out/income.evaluate.verdict.json'), watch, restart: false }
    return rollout({ ...this.#shared, ...inputs }, world, this.#outside)
  }

  approve(runId: number, claim = false, attempt = 1) {
    const world = fakeWorld({
      cwd: this.#cwd,
      run: fakeRun({ id: runId, attempt, ...DISPATCHED, sha: this.#head }),
    })
    return approve(
      { ...this.#shared, request: null, claim: claim ? 'true' : 'false', ...(claim ? { request: this.#asked } : {}) },
      world,
      this.#outside,
    )
  }

  async asked(): Promise<string> {
    await this.tick('20m')
    const { current } = await this.#history()
    if (current?.request === null || current?.request === undefined) throw new Error(`nobody is asked: it is ${current?.state}`)
    this.#asked = current.request.id
    return this.#asked
  }

  async state() {
    const { current } = await this.#history()
    return { state: current?.state, share: this.#service.shareBp }
  }

  get nowMs(): number {
    return this.#service.nowMs
  }

  pass(minutes: number): void {
    this.#service.pass(minutes * 60_000)
  }

  #asked = ''
  #head = ''

  #commit(): string {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: this.#cwd, encoding: 'utf8' }).trim()
    git('init', '--quiet', '--initial-branch', 'main')
    git('add', 'models', 'sluice.yml')
    git('-c', 'user.name=carol', '-c', 'user.email=carol@example.com', 'commit', '--quiet', '-m', 'A new model')
    return git('rev-parse', 'HEAD')
  }

  get #shared() {
    return { policy: 'sluice.yml', model: null, journal: 'journal.jsonl', githubToken: 'job', json: false, out: join(this.#cwd, 'out') }
  }

  async #history() {
    return (await readJournal(new FileJournal(join(this.#cwd, 'journal.jsonl')))).history
  }

  #verdict(): string {
    const { sha256 } = effectivePolicy({ base: null, head: policyOf(this.#by), path: 'sluice.yml', comparing: 'working-tree' })
    const at = new Date(this.#service.nowMs).toISOString()
    const candidate = { reference: 'models/income.onnx', sha256: DIGEST, bytes: 1 }
    const verdict = makeVerdict(
      {
        ...{ model: 'income', gate: 'evaluate', run: null, startedAt: at, finishedAt: at },
        subject: { candidate, baseline: null, data: [] },
        policy: { path: 'sluice.yml', sha256, source: 'working-tree', loosened: [] },
        environment: { sluice: '0', node: '0', onnxruntime: null, cpu: 'c', features: [] },
      },
      { verdict: 'pass', reasonCode: 'NOT_WORSE', message: '', remedy: null, checks: [] },
    )
    return renderVerdict(verdict)
  }
}

test('environment: asked, started, claimed, approved by a reviewer, raised in the run that waited', async () => {
  const story = new Story('environment')
  const id = await story.asked()
  const [run] = fake.state.runs
  expect(run?.title).toBe(`Approve ${id}`)
  expect(announcements(fake)).toEqual([expect.stringContaining('⏳ **Waits for an answer.**')])
  if (run === undefined) throw new Error('no run was started')
  await story.approve(run.id, true)
  await story.tick()
  expect(await story.state()).toEqual({ state: 'awaiting-approval', share: 100 })
  expect(await story.approve(run.id)).toBe(5)
  Object.assign(run, { status: 'in_progress', approvals: [{ environment: 'production', state: 'approved', login: 'alice', comment: '' }] })
  expect(await story.approve(run.id)).toBe(0)
  expect((await story.state()).share).toBe(500)
  expect(announcements(fake)).toEqual([expect.stringContaining('✅ **Approved by alice**')])
  expect(fake.state.runs).toHaveLength(1)
})

test('environment: rejected, and the rollout holds where it is', async () => {
  const story = new Story('environment')
  await story.asked()
  const [run] = fake.state.runs
  if (run === undefined) throw new Error('no run was started')
  await story.approve(run.id, true)
  run.approvals.push({ environment: 'production', state: 'rejected', login: 'alice', comment: 'not on a Friday' })
  await story.tick()
  expect(await story.state()).toEqual({ state: 'held', share: 100 })
  expect(announcements(fake)).toEqual([expect.stringContaining('❌ **Refused by alice**')])
})

test('environment: a journal that names the approved run of something else raises nothing', async () => {
  const story = new Story('environment')
  await story.asked()
  // As a job with `contents: write` could write it: a run that somebody approved for another request.
  const other = addRun(fake, { id: 900, title: 'Approve zzzzzzzz', createdAt: story.nowMs })
  await story.approve(other.id, true)
  await story.tick()
  expect(await story.approve(other.id)).toBe(5)
  expect(await story.state()).toEqual({ state: 'awaiting-approval', share: 100 })
  expect(announcements(fake)).toEqual([expect.stringContaining('its title does not name the request')])
})

test('comment: a yes to the request before is none to the one that is asked now', async () => {
  const story = new Story('comment')
  const first = await story.asked()
  story.pass(61)
  await story.tick('10m')
  const second = await story.asked()
  expect(second).not.toBe(first)
  addComment(fake, { body: `/sluice promote ${first}`, createdAt: story.nowMs })
  await story.tick()
  expect((await story.state()).share).toBe(100)
  addComment(fake, { body: `/sluice promote ${second}`, createdAt: story.nowMs })
  await story.tick()
  expect((await story.state()).share).toBe(500)
})

test.each([
  ['a yes raises at the next tick', [], { state: 'baking', share: 500 }],
  ['a no beside it holds', ['CHANGES_REQUESTED'], { state: 'held', share: 100 }],
] as const)('review: %s', async (_what, others, expected) => {
  const story = new Story('pull-request-review')
  const id = await story.asked()
  addReview(fake, { body: id, submittedAt: story.nowMs })
  for (const state of others) addReview(fake, { login: 'carol', state, body: id, submittedAt: story.nowMs })
  await story.tick()
  expect(await story.state()).toEqual(expected)
})
