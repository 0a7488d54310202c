import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { evaluate } from '../../src/commands/evaluate.ts'
import type { World } from '../../src/host/world.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { Sandbox } from '../sources/git/temporary-repository.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// The command in the checkout of a pull request's merge commit: real git, real models.

const fixtures = resolve(__dirname, '../fixtures')
const fixture = (path: string) => readFileSync(join(fixtures, path))
const model = (name: string) => fixture(`models/income/numeric-${name}.onnx`)
jest.setTimeout(180_000)

const policy = (changes: { margin?: string; more?: string } = {}) => `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: ${changes.margin ?? '0.005'} } } }
${changes.more ?? ''}`

const BASE = {
  'sluice.yml': policy(),
  'models/income.onnx': model('baseline'),
  'data/holdout.parquet': fixture('data/income/holdout.parquet'),
}

let sandbox: Sandbox
beforeEach(() => {
  sandbox = new Sandbox()
})
afterEach(() => sandbox.remove())

async function judged(changes: Readonly<Record<string, string | Uint8Array>>, program: Partial<World['program']> = {}) {
  sandbox.repository('repo')
  const base = sandbox.commit('repo', BASE)
  sandbox.git('repo', 'switch', '--quiet', '--create', 'change')
  const head = sandbox.commit('repo', changes)
  sandbox.git('repo', 'switch', '--quiet', 'main')
  sandbox.git('repo', 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  const sha = sandbox.git('repo', 'rev-parse', 'HEAD')
  const payload = { number: 12, pull_request: { number: 12, base: { ref: 'main', sha: base }, head: { ref: 'change', sha: head } } }
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: sandbox.path('repo'),
    run: fakeRun({ payload, sha }),
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder(), forChildren: sandbox.environment },
    program: { ...plain.program, workerArguments: [buildProgram('test/support/worker-entry.ts')], ...program },
  })
  const none = { model: null, candidate: null, baseline: null, evaluationData: null, runtime: null, githubToken: null }
  const exitCode = await evaluate({ policy: 'sluice.yml', saveFlips: 'none', out: sandbox.path('out'), json: false, ...none }, world)
  await world.cleanUp()
  const verdict: Verdict = parseVerdict(world.published[0]?.files.get('income.evaluate.verdict.json') ?? '', 'the verdict')
  return { exitCode, verdict, base, head }
}

test('neither model, data nor policy changed: UNCHANGED, and no worker is started', async () => {
  const { exitCode, verdict } = await judged({ 'README.md': 'words' }, { execPath: '/no/such/program' })
  expect({ exitCode, verdict: verdict.verdict, reasonCode: verdict.reasonCode }).toEqual({
    exitCode: 0,
    verdict: 'pass',
    reasonCode: 'UNCHANGED',
  })
  expect(verdict.subject.candidate?.sha256).toBe(verdict.subject.baseline?.sha256)
})

test('a worse model with a policy that would let it pass: the base’s margin applies, and the loosening is listed', async () => {
  const { exitCode, verdict, base, head } = await judged({
    'models/income.onnx': model('worse-small'),
    'sluice.yml': policy({ margin: '0.05' }),
  })
  expect({ exitCode, verdict: verdict.verdict, margin: verdict.checks[0]?.margin }).toEqual({ exitCode: 3, verdict: 'fail', margin: 0.005 })
  expect(verdict.policy).toMatchObject({
    source: 'base+head',
    loosened: [{ rule: expect.stringContaining('roc_auc.margin'), base: '0.005', head: '0.05', kept: '0.005' }],
  })
  expect(verdict.run).toMatchObject({ headSha: head, baseSha: base })
})

test('logits take the place of probabilities: each model is read as its own commit says', async () => {
  const { verdict } = await judged({ 'models/income.onnx': model('logits'), 'sluice.yml': policy({ more: '    activation: sigmoid\n' }) })
  // The same trees: models/README.md says 0.8628 of both.
  expect(verdict.checks[0]).toMatchObject({ outcome: 'pass', baseline: expect.closeTo(0.86279, 5), candidate: expect.closeTo(0.86279, 5) })
})

test('other evaluation data: judged on the base’s rows and on the new ones', async () => {
  const { verdict } = await judged({
    'models/income.onnx': model('worse-small'),
    'data/holdout.parquet': fixture('data/income/holdout_grouped.parquet'),
  })
  expect(verdict.subject.data.map(({ role, rows }) => [role, rows])).toEqual([
    ['evaluation', 16281],
    ['evaluation-changed', 6830],
  ])
  // paired-models.json: −0.00879 on the holdout, −0.00509 on the other rows.
  expect(verdict.checks.map(({ data, harm }) => [data, harm?.toFixed(4)])).toEqual([
    ['evaluation', '0.0088'],
    ['evaluation-changed', '0.0051'],
  ])
})
