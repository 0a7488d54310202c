import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyExample } from '../../support/example.ts'
import { type FakeGitHub, startFakeGitHub } from '../../support/github/server.ts'
import { type ActRun, exportSuite, runAct } from './run-act.ts'
import { startUploads, type Uploads } from './uploads.ts'

// The templates of a rollout, from the push to the way back: the committed actions, a journal in a real remote, a target and a telemetry that
// are programs. Two changes: a job ticks once instead of watching for twenty minutes, and the alert does not wait for a real monitoring.

const ROOT = join(__dirname, '..', '..', '..')
const EXAMPLE_TARGET = join(ROOT, 'examples', 'command-target', 'target.mjs')
const RETRAINED = join(ROOT, 'examples', 'income', 'candidates', 'retrained.onnx')
const MODEL = 'models/income.onnx'
jest.setTimeout(15 * 60 * 1000)

const JOB = 'fake_token_of_the_job_7f3a9c'
const repository = { name: 'models', full_name: 'acme/models', default_branch: 'main', owner: { login: 'acme' } }

class LiveRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-live-'))
  readonly author = join(this.folder, 'author')
  readonly remote = join(this.folder, 'remote.git')
  readonly split = join(this.folder, 'split')
  readonly before: string
  readonly sha: string

  constructor() {
    copyExample(this.author)
    const stable = sha256(join(this.author, MODEL))
    const service = (what: string) =>
      `SPLIT_FOLDER=${this.split} ${process.execPath} ${join(__dirname, 'live-service.mjs')} ${what} ${EXAMPLE_TARGET} ${stable} ${sha256(RETRAINED)}`
    const policy = readFileSync(join(this.author, 'sluice.yml'), 'utf8')
    writeFileSync(join(this.author, 'sluice.yml'), `${policy}${rolloutBlock(service('target'), service('telemetry'))}`)
    const workflows = join(this.author, '.github', 'workflows')
    mkdirSync(workflows, { recursive: true })
    for (const name of readdirSync(join(ROOT, 'action-templates')).filter((file) => /^(rollout-|alert-).*\.yml$/.test(file))) {
      const text = readFileSync(join(ROOT, 'action-templates', name), 'utf8')
      const once = text.replace(/^( *)uses: acme\/sluice\/actions\/rollout@v1$/m, '$&\n$1with:\n$1  watch: 0s')
      writeFileSync(join(workflows, name), once)
    }
    this.#git('init', '--quiet', '--initial-branch=main')
    this.before = this.#commit('Base')
    copyFileSync(RETRAINED, join(this.author, MODEL))
    this.sha = this.#commit('Retrain')
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.remote])
    execFileSync('git', ['config', 'uploadpack.allowAnySHA1InWant', 'true'], { cwd: this.remote })
    this.#git('push', '--quiet', this.remote, 'main')
  }

  /** As actions/checkout has it. */
  checkout(): string {
    const checkout = mkdtempSync(join(this.folder, 'checkout-'))
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${this.remote}`, checkout])
    return checkout
  }

  get share(): number {
    const newest = Math.max(...readdirSync(this.split).map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)))
    return JSON.parse(readFileSync(join(this.split, `${newest}.json`), 'utf8')).shareBp / 100
  }

  get refs(): string {
    return execFileSync('git', ['for-each-ref', '--format=%(refname)', 'refs/sluice'], { cwd: this.remote, encoding: 'utf8' }).trim()
  }

  #commit(message: string): string {
    this.#git('add', '--all')
    this.#git('commit', '--quiet', `--message=${message}`)
    return this.#git('rev-parse', 'HEAD')
  }

  #git(...args: string[]): string {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false']
    return execFileSync('git', [...identity, ...args], { cwd: this.author, encoding: 'utf8' }).trim()
  }
}

function rolloutBlock(target: string, telemetry: string): string {
  return `    rollout:
      target: { kind: command, run: "${target}" }
      telemetry: { kind: command, run: "${telemetry}", window: 1s }
      steps: [1%, 50%]
      bake: 1s
      warm-up: 0s
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
`
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** Of the one Sluice action that ran. */
function output(run: ActRun, name: string): string | undefined {
  return [...run.outputs.values()].findLast((outputs) => outputs.has(name))?.get(name)
}

const suite = exportSuite()
let github: FakeGitHub
let uploads: Uploads

beforeEach(async () => {
  const permissions = { contents: 'write', actions: 'read' } as const
  github = await startFakeGitHub({ repository: 'acme/models', tokens: { [JOB]: { login: 'github-actions[bot]', permissions } } })
  uploads = await startUploads(github)
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  uploads.close()
  await github.close()
})

test('a push starts it, a schedule brings it up, buttons hold and release it, an alert takes it back, and its repeats change nothing', async () => {
  const live = new LiveRepository()
  let runId = 40
  const run = (template: string, event: string, payload: object) =>
    runAct(suite, {
      ...{ caller: live.checkout(), workflow: `.github/workflows/${template}.yml`, event, sha: live.sha, runId: ++runId },
      payload: { ...payload, repository },
      github: { apiUrl: github.url, uploadsUrl: uploads.url, token: JOB },
    })
  const button = (command: string) => run('rollout-control', 'workflow_dispatch', { inputs: { command, model: '', why: 'by a button' } })
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
