import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { doctor } from '../../src/commands/doctor.ts'
import type { Run } from '../../src/host/event.ts'
import type { Check } from '../../src/setup/doctor/check.ts'
import { renderWorkflow } from '../../src/setup/init/workflow.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

const fixtures = resolve(__dirname, '../fixtures')
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
// The first test of a fresh clone installs the native packages.
jest.setTimeout(180_000)

const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    positive-label: true
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate:
      metrics: { roc_auc: { margin: 0.005 }, log_loss: { margin: 0.01 } }
`

type Repository = {
  readonly policy?: string
  readonly model?: string | null
  readonly data?: string | null
  readonly workflow?: string | null
  readonly origin?: boolean
  readonly commit?: boolean
}

/** Healthy unless said otherwise: a clone of a remote, with policy, model, data and workflow. */
function repository({
  policy = POLICY,
  model = 'numeric-baseline',
  data = 'holdout',
  workflow = renderWorkflow({ policy: 'sluice.yml', lfs: false }),
  origin = true,
  commit = true,
}: Repository): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-doctor-'))
  for (const path of ['models', 'data', '.github/workflows']) mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(folder, 'sluice.yml'), policy)
  if (model !== null) cpSync(join(fixtures, `models/income/${model}.onnx`), join(folder, 'models/income.onnx'))
  if (data !== null) cpSync(join(fixtures, `data/income/${data}.parquet`), join(folder, 'data/holdout.parquet'))
  if (workflow !== null) writeFileSync(join(folder, '.github/workflows/sluice.yml'), workflow)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false', ...args], { cwd: folder })
  git('init', '--quiet')
  if (origin) git('remote', 'add', 'origin', dirname(folder))
  if (commit) {
    git('add', '--all')
    git('commit', '--quiet', '--message=Models')
  }
  return folder
}

async function examine(cwd: string, runner: { readonly run: Run; readonly token: string } | null = null) {
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder(), isRunner: runner !== null },
    program: { ...plain.program, workerArguments },
    run: runner?.run ?? null,
  })
  const exitCode = await doctor({ policy: 'sluice.yml', runtime: null, githubToken: runner?.token ?? null, json: true }, world)
  await world.cleanUp()
  const stdout = world.published[0]?.stdout
  const { checks } = (stdout?.kind === 'json' ? stdout.value : { checks: [] }) as { checks: Check[] }
  return { exitCode, checks, amiss: checks.filter(({ status }) => status !== 'OK') }
}

test('a healthy repository: every check is fine', async () => {
  const { exitCode, checks, amiss } = await examine(repository({}))
  expect({ exitCode, amiss }).toEqual({ exitCode: 0, amiss: [] })
  expect(checks.map(({ name }) => name)).toEqual([
    'node',
    'runtime',
    'policy',
    'git',
    'baseline',
    'income: model and data',
    'income: rows',
    'income: rows',
    'workflow',
    'token',
    'clock',
  ])
})

test.each([
  // what                                 repository                                                              status     check                     found
  ['a mistake in the policy', { policy: POLICY.replace('task: binary', 'task: binry') }, 'PROBLEM', 'policy', 'sluice.yml:5:11'],
  ['a model that is not there', { model: null }, 'PROBLEM', 'income: model and data', 'models/income.onnx'],
  ['a model that is a Git LFS pointer', { model: 'mlp-lfs-pointer' }, 'PROBLEM', 'income: model and data', 'LFS'],
  ['data that is not there', { data: null }, 'PROBLEM', 'income: model and data', 'data/holdout.parquet'],
  [
    'a label that the data does not have',
    { policy: POLICY.replace('over_50k', 'over_60k') },
    'PROBLEM',
    'income: model and data',
    'over_60k',
  ],
  ['a model whose inputs do not fit', { model: 'numeric-extra-input-required' }, 'PROBLEM', 'income: model and data', 'INPUT_NOT_MATCHED'],
  ['a model that gives logits', { model: 'numeric-logits' }, 'PROBLEM', 'income: model and data', 'OUTPUT_NOT_PROBABILITY'],
  [
    'a slice without rows',
    { policy: POLICY.replace('metrics:', 'slices: [{ name: aliens, where: "age < 0" }]\n      metrics:') },
    'PROBLEM',
    'income: aliens',
    'no row',
  ],
  ['no workflow', { workflow: null }, 'WARN', 'workflow', 'no workflow'],
  ['no remote', { origin: false }, 'WARN', 'git', 'no remote'],
  ['no commit', { commit: false }, 'WARN', 'baseline', 'no commit'],
  // statistics.md C1: a margin of 0.0005 is a tenth of one that 7,300 rows decide.
  ['rows that cannot decide the margin', { policy: POLICY.replace('0.005', '0.0005') }, 'WARN', 'income: rows', 'roc_auc: 16,281 rows'],
] as const)('%s', async (_, wrong, status, name, found) => {
  const { exitCode, amiss } = await examine(repository(wrong))
  expect(amiss).toEqual([expect.objectContaining({ status, name, found: expect.stringContaining(found), remedy: expect.any(String) })])
  expect(exitCode).toBe(status === 'PROBLEM' ? 2 : 0)
})

test('outside of a repository there is nothing to compare with, and that is said', async () => {
  const folder = repository({})
  rmSync(join(folder, '.git'), { recursive: true })
  const { exitCode, amiss } = await examine(folder)
  expect({ exitCode, names: amiss.map(({ name }) => name) }).toEqual({ exitCode: 0, names: ['git', 'baseline'] })
})

test('no policy is said with one to paste, and hides no other check', async () => {
  const folder = repository({})
  rmSync(join(folder, 'sluice.yml'))
  const { exitCode, checks, amiss } = await examine(folder)
  expect({ exitCode, amiss }).toEqual({ exitCode: 2, amiss: [expect.objectContaining({ status: 'PROBLEM', name: 'policy' })] })
  expect(checks.map(({ name }) => name)).toContain('workflow')
})

test('on a runner the token is tried by reads alone, and the clock is compared with the server', async () => {
  const asked: string[] = []
  const server = createServer(({ method, url, headers }, response) => {
    asked.push(`${method} ${url} ${headers.authorization}`)
    // Ten minutes ahead of this machine; pull requests are not for this token.
    response.setHeader('date', new Date(Date.now() + 10 * 60_000).toUTCString())
    response.statusCode = url?.includes('/pulls') ? 403 : 200
    response.end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const folder = repository({})
  const sha = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim()
  const payload = { repository: { default_branch: 'main' } }
  const run = fakeRun({
    event: 'workflow_dispatch',
    ref: 'refs/heads/main',
    sha,
    payload,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  const { exitCode, amiss } = await examine(folder, { run, token: 'secret' })
  server.close()
  expect(amiss.map(({ name, status, remedy }) => [name, status, remedy])).toEqual([
    ['baseline', 'WARN', expect.any(String)],
    ['token', 'WARN', expect.stringContaining('`pull-requests: read`')],
    ['clock', 'WARN', expect.stringContaining('clock')],
  ])
  expect(exitCode).toBe(0)
  expect(asked.length).toBeGreaterThan(2)
  expect(asked.every((one) => one.startsWith('GET /repos/acme/models/') && one.endsWith(' Bearer secret'))).toBe(true)
})
