import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { GitJournal } from '../../src/adapters/journal/git-journal.ts'
import { evaluate } from '../../src/commands/evaluate.ts'
import type { Run } from '../../src/host/event.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { Sandbox } from '../sources/git/temporary-repository.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// From a promotion in the journal of the remote to what the next change is compared with: real git, real models, the real engine.

jest.setTimeout(300_000)

const fixture = (path: string) => readFileSync(join(resolve(__dirname, '../fixtures'), path))
const model = (name: string) => fixture(`models/income/numeric-${name}.onnx`)
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const PATH = 'models/income.onnx'
const POLICY = `version: 1
models:
  income:
    onnx: ${PATH}
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      guardrails: { errors: { requests: r, failures: f, critical: true } }
`
const RELEASED = model('baseline')
/** On main, and nobody rolled it out: 0.009 worse than what is live. */
const MERGED = model('worse-small')

let sandbox: Sandbox
let released: string
let merged: string
beforeEach(() => {
  sandbox = new Sandbox()
  sandbox.git('.', 'init', '--quiet', '--bare', 'remote.git')
  sandbox.repository('repo')
  sandbox.git('repo', 'remote', 'add', 'origin', sandbox.path('remote.git'))
  released = sandbox.commit('repo', {
    'sluice.yml': POLICY,
    [PATH]: RELEASED,
    'data/holdout.parquet': fixture('data/income/holdout.parquet'),
  })
  merged = sandbox.commit('repo', { [PATH]: MERGED })
})
afterEach(() => sandbox.remove())

/** By the engine, to the end; its journal is the remote's. */
async function promote(): Promise<void> {
  const rollout = new FakeRollout({ lease: true, rps: 2000 }, { steps: ['5%', '50%'], bake: '1m', settle: '1m' })
  rollout.service.deploy(digestOf(RELEASED))
  rollout.start(digestOf(RELEASED), `git:${released}:${PATH}`)
  await rollout.until(['promoted'])
  const place = { folder: sandbox.path('repo'), environment: sandbox.environment }
  await new GitJournal({ place, model: 'income', environment: 'production' }).append(null, rollout.journal.entries)
}

async function judged(run: Partial<Run>): Promise<Verdict> {
  sandbox.git('repo', 'push', '--quiet', 'origin', 'HEAD:refs/heads/main')
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: sandbox.path('repo'),
    run: fakeRun({ sha: sandbox.git('repo', 'rev-parse', 'HEAD'), ...run }),
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder(), forChildren: sandbox.environment },
    program: { ...plain.program, workerArguments: [buildProgram('test/support/worker-entry.ts')] },
  })
  const none = { model: null, candidate: null, baseline: null, evaluationData: null, runtime: null, githubToken: null }
  await evaluate({ policy: 'sluice.yml', saveFlips: 'none', out: sandbox.path('out'), json: false, ...none }, world)
  await world.cleanUp()
  return parseVerdict(world.published[0]?.files.get('income.evaluate.verdict.json') ?? '', 'the verdict')
}

test('after a push the baseline is what was promoted, not the commit before; without a promotion it is that commit, and said', async () => {
  sandbox.commit('repo', { 'notes.txt': 'x' })
  const push = { event: 'push', ref: 'refs/heads/main', payload: { before: merged } }
  const without = await judged(push)
  expect(without).toMatchObject({ reasonCode: 'UNCHANGED', subject: { baseline: { sha256: digestOf(MERGED) }, anchor: null } })
  expect(without.notes).toContain('The baseline is what stood before the push: no model has been released by a rollout yet.')

  await promote()
  const verdict = await judged(push)
  expect(verdict.subject).toMatchObject({
    candidate: { sha256: digestOf(MERGED) },
    baseline: { sha256: digestOf(RELEASED), reference: `git:${released}:${PATH}` },
  })
  expect(verdict.notes).toContain('The baseline is the model that the rollout released last.')
  // paired-models.json: 0.00879 worse on the holdout. Each step alone was none: against what is live it is proven.
  expect(verdict).toMatchObject({ verdict: 'fail', reasonCode: 'WORSE_THAN_MARGIN' })
  expect(verdict.checks[0]?.harm?.toFixed(4)).toBe('0.0088')
})

test('the next pull request: its baseline is the branch it goes to, and its anchor what was promoted', async () => {
  await promote()
  sandbox.git('repo', 'switch', '--quiet', '--create', 'change')
  const head = sandbox.commit('repo', { [PATH]: RELEASED })
  sandbox.git('repo', 'switch', '--quiet', '-')
  sandbox.git('repo', 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  const payload = { number: 12, pull_request: { number: 12, base: { ref: 'main', sha: merged }, head: { ref: 'change', sha: head } } }
  const verdict = await judged({ payload })
  expect(verdict.subject).toMatchObject({ baseline: { sha256: digestOf(MERGED) }, anchor: { sha256: digestOf(RELEASED) } })
  const anchor = verdict.checks.find(({ kind }) => kind === 'anchor')
  // Back to what is live: nothing crept in, with twice the margin.
  expect(anchor).toMatchObject({ outcome: 'pass', margin: 0.01, harm: 0 })
})
