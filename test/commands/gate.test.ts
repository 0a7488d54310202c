import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gate } from '../../src/commands/gate.ts'
import type { Gate } from '../../src/commands/gates.ts'
import { judgeAnyway } from '../../src/commands/judge-anyway.ts'
import type { ReportPorts } from '../../src/commands/report/ports.ts'
import { openSession } from '../../src/commands/session.ts'
import { MeasurementError, UsageError } from '../../src/errors.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict } from '../../src/judge/verdict.ts'
import type { CheckRun } from '../../src/report/ports.ts'
import { Sandbox } from '../sources/git/temporary-repository.ts'
import { type FakeWorld, fakeRun, fakeWorld } from '../support/fake-world.ts'

// No native packages are needed: nothing here comes as far as loading a model. The worker is a program that does not exist.

const fixture = (path: string) => readFileSync(join(resolve(__dirname, '../fixtures'), path))
const ROWS = 'age,label\n30,1\n40,0\n'

const model = (name: string, evaluation = 'data/rows.csv') => `
  ${name}:
    onnx: models/${name}.onnx
    task: binary-classification
    data: { evaluation: '${evaluation}', label: label }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }`

const policy = (...models: string[]) => `version: 1\nmodels:${models.join('')}\n`

let sandbox: Sandbox
beforeEach(() => {
  sandbox = new Sandbox()
  sandbox.repository('repo')
})
afterEach(() => sandbox.remove())

/** The checkout of a pull request that brings some files. */
function pullRequest(
  before: Readonly<Record<string, string | Uint8Array>>,
  changes: Readonly<Record<string, string | Uint8Array>>,
): FakeWorld {
  const base = sandbox.commit('repo', before)
  sandbox.git('repo', 'switch', '--quiet', '--create', 'change')
  const head = sandbox.commit('repo', changes)
  sandbox.git('repo', 'switch', '--quiet', 'main')
  sandbox.git('repo', 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  const payload = {
    number: 12,
    pull_request: { number: 12, base: { ref: 'main', sha: base }, head: { ref: 'change', sha: head, repo: { full_name: 'acme/models' } } },
  }
  const plain = fakeWorld()
  return fakeWorld({
    cwd: sandbox.path('repo'),
    run: fakeRun({ payload, sha: sandbox.git('repo', 'rev-parse', 'HEAD') }),
    environment: { ...plain.environment, runtimeFolder: '/no/such/runtime', forChildren: sandbox.environment },
    program: { ...plain.program, execPath: '/no/such/program' },
  })
}

const INPUTS: InputsOf<'gate'> = {
  ...{ policy: 'sluice.yml', model: null, candidate: null, baseline: null, evaluationData: null },
  ...{ saveFlips: 'none', out: 'out', runtime: null, githubToken: null, json: false },
  ...{ comment: 'auto', check: 'auto', checkName: 'Sluice' },
}

/** Keeps what is shown, as GitHub would. */
function fakeGitHub() {
  const comments: string[] = []
  const checks: CheckRun[] = []
  const ports: ReportPorts = {
    artifacts: () => Promise.reject(new Error('a gate reads no artifacts')),
    publishing: async () => ({
      findPullRequests: async () => [],
      keepComment: async ({ render }) => {
        comments.push(render(null) ?? '')
        return { url: 'https://github.example/comment' }
      },
      keepCheck: async (check) => {
        checks.push(check)
        return { url: 'https://github.example/check' }
      },
    }),
  }
  return { comments, checks, ports }
}

async function judged(world: FakeWorld, ports?: ReportPorts) {
  const out = join(world.cwd, 'out')
  const exitCode = await gate({ ...INPUTS, out, githubToken: ports === undefined ? null : 'token' }, world, ports)
  await world.cleanUp()
  const [publication] = world.published
  const names = readdirSync(out).filter((name) => name.endsWith('.verdict.json'))
  const verdicts = names.map((name) => parseVerdict(readFileSync(join(out, name), 'utf8'), name))
  return {
    exitCode,
    publication,
    answers: verdicts.map(({ model, gate, verdict, reasonCode }) => `${model} ${gate} ${verdict} ${reasonCode}`),
  }
}

const bytes = fixture('models/income/numeric-baseline.onnx')

test('models that did not change are UNCHANGED, without runtime and worker', async () => {
  const world = pullRequest(
    { 'sluice.yml': policy(model('a'), model('b')), 'models/a.onnx': bytes, 'models/b.onnx': bytes, 'data/rows.csv': ROWS },
    { 'README.md': 'words' },
  )
  const { exitCode, answers } = await judged(world)
  expect(answers).toEqual(['a evaluate pass UNCHANGED', 'b evaluate pass UNCHANGED'])
  expect(exitCode).toBe(0)
})

test('a mistake in one model and a missing file of another leave the third its verdict; the exit code is the mistake’s', async () => {
  const files = { 'models/a.onnx': bytes, 'models/c.onnx': bytes, 'data/rows.csv': ROWS, 'data/rows.parquet': 'PAR1' }
  const text = policy(model('a', 'data/*'), model('b'), model('c'))
  const world = pullRequest({ 'sluice.yml': text, ...files }, { 'models/a.onnx': fixture('models/income/numeric-same.onnx') })
  const { exitCode, publication, answers } = await judged(world)
  expect(answers).toEqual(['a evaluate error USAGE_ERROR', 'b evaluate error REFERENCE_NOT_FOUND', 'c evaluate pass UNCHANGED'])
  expect(exitCode).toBe(2)
  expect(publication?.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'USAGE_ERROR' })
  expect(publication?.markdown).toContain('USAGE_ERROR')
  // Also where the reader of a log looks.
  expect(world.lines.join('\n')).toMatch(/^a, evaluate: .*data.*expected/m)
})

test('what the gates found is one comment and one check run, whose addresses are outputs', async () => {
  const world = pullRequest(
    { 'sluice.yml': policy(model('a'), model('b')), 'models/a.onnx': bytes, 'data/rows.csv': ROWS },
    { 'README.md': 'words' },
  )
  const { comments, checks, ports } = fakeGitHub()
  const { exitCode, publication } = await judged(world, ports)
  expect(exitCode).toBe(5)
  expect(comments).toEqual([expect.stringMatching(/REFERENCE_NOT_FOUND[\s\S]*UNCHANGED|UNCHANGED[\s\S]*REFERENCE_NOT_FOUND/)])
  expect(checks).toMatchObject([{ name: 'Sluice', conclusion: 'failure' }])
  expect(publication?.outputs).toMatchObject({
    'comment-url': 'https://github.example/comment',
    'check-url': 'https://github.example/check',
  })
})

test('a policy without any gate is a mistake, not a pass', async () => {
  const world = pullRequest({ 'sluice.yml': policy(model('a')).replace(/ {4}evaluate.*\n/, '') }, { 'README.md': 'words' })
  await expect(judged(world)).rejects.toThrow(/sluice\.yml: no gate for a; expected at least one of `evaluate`/)
})

describe('what breaks in one gate', () => {
  const breaking = (error: unknown): Gate => ({ name: 'evaluate', configured: () => true, judge: () => Promise.reject(error) })

  async function broken(error: unknown, interrupted = false) {
    const world = pullRequest({ 'sluice.yml': policy(model('a')) }, { 'README.md': 'words' })
    const session = await openSession(INPUTS, world)
    const [first] = session.models
    if (first === undefined) throw new Error('the policy has a model')
    if (interrupted) world.interrupt(new Error('ended by SIGTERM'))
    return judgeAnyway({ gate: breaking(error), model: first }, INPUTS, session, world)
  }
  const usage = new UsageError({ where: 'sluice.yml:4:5', found: 'x', expected: 'y', remedy: 'Do z.' })

  test.each([
    ['a mistake of the caller', usage, 'USAGE_ERROR', 2, 'sluice.yml:4:5: x; expected y. Do z.'],
    ['a file that cannot be measured', new MeasurementError('LFS_POINTER', 'a pointer', 'fetch it'), 'LFS_POINTER', 5, 'a pointer'],
    ['a fault of Sluice', new TypeError('x is undefined'), 'INTERNAL_FAULT', 1, 'x is undefined'],
    ['a reason that is not in the list', new MeasurementError('NO_SUCH', 'odd', 'none'), 'INTERNAL_FAULT', 5, 'odd'],
  ])('%s: an error verdict that names it', async (_, error, reasonCode, exitCode, message) => {
    const { verdict, exitCode: code } = await broken(error)
    expect(verdict).toMatchObject({ verdict: 'error', reasonCode, message, checks: [], subject: { candidate: null } })
    expect(code).toBe(exitCode)
  })

  test('a signal ends the call: nothing is judged after it', async () => {
    await expect(broken(new Error('aborted'), true)).rejects.toThrow('aborted')
  })
})
