import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { diff } from '../../src/commands/diff.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// The command on models and on what serves them, with a real repository and the real worker.

const fixtures = resolve(__dirname, '../fixtures')
const model = (name: string) => `${fixtures}/models/income/${name}.onnx`
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
jest.setTimeout(180_000)

const folder = mkdtempSync(join(tmpdir(), 'sluice-diff-models-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const none = {
  reference: null,
  current: null,
  model: null,
  candidate: null,
  baseline: null,
  evaluationData: null,
  runtime: null,
  githubToken: null,
}

async function run(changes: Partial<InputsOf<'diff'>>, cwd = folder) {
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
  const exitCode = await diff({ policy: 'sluice.yml', out: join(folder, 'out'), json: false, ...none, ...changes }, world)
  await world.cleanUp()
  const [publication] = world.published
  const verdicts = [...(publication?.files ?? [])].flatMap(([name, text]): Verdict[] =>
    name.endsWith('.json') ? [parseVerdict(text, name)] : [],
  )
  return { exitCode, verdict: verdicts[0], text: publication?.stdout.kind === 'text' ? publication.stdout.text : '' }
}

test('two ONNX files, no policy: contract and answers stand on the terminal', async () => {
  const { exitCode, text } = await run({ reference: model('numeric-baseline'), current: model('numeric-logits') })
  expect(exitCode).toBe(3)
  expect(text).toContain('FAIL  numeric-logits.onnx, diff')
  for (const rule of ['OUTPUT_RENAMED on probabilities', 'OUTPUT_REMOVED on label', 'OUTPUT_SEMANTICS on probabilities'])
    expect(text).toContain(rule)
  expect(text).toContain('64 rows by onnxruntime')
})

test('a model that asks for petabytes: could not measure', async () => {
  const { exitCode, text } = await run({ reference: model('numeric-baseline'), current: model('mlp-out-of-memory') })
  expect(exitCode).toBe(5)
  expect(text).toContain('Reason MODEL_OUT_OF_MEMORY')
})

const POLICY = `version: 1
models:
  income:
    onnx: models/m.onnx
    task: binary-classification
    serving:
      onnxruntime: "1.22"
      lockfiles: [serving/requirements.txt, serving/Dockerfile]
      files: ["serving/tokenizer/*.json"]
    data: { evaluation: data/holdout.parquet, label: over_50k }
    diff:
      consumers: [{ name: checkout, owner: "@payments", expects: { output: probabilities, dtype: float, range: [0, 1] } }]
`

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    stdio: 'pipe',
  })

function repositoryWith(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name)
  mkdirSync(root)
  git(root, 'init', '--quiet', '--initial-branch=main')
  put(root, {
    'sluice.yml': POLICY,
    'serving/requirements.txt': 'onnxruntime==1.22.1\nnumpy==1.26.4\nflask==3.0.0\n',
    'serving/Dockerfile': `FROM python:3.11@sha256:${'a'.repeat(64)}\n`,
    'serving/tokenizer/vocab.json': '{"a":1}',
    'serving/tokenizer/merges.json': '[]',
  })
  for (const [path, from] of [
    ['models/m.onnx', model('numeric-baseline')],
    ['data/holdout.parquet', `${fixtures}/data/income/variants/base.parquet`],
  ] as const) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    copyFileSync(from, join(root, path))
  }
  git(root, 'add', '-A')
  git(root, 'commit', '--quiet', '-m', 'base')
  put(root, files)
  return root
}

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const grave = (verdict: Verdict | undefined) =>
  (verdict?.checks ?? []).filter(({ outcome }) => outcome !== 'pass').map(({ outcome, id, slice }) => `${outcome} ${id} ${slice}`)

test('what serves an unchanged model changed: lock file, image, tokenizer', async () => {
  const root = repositoryWith('serving', {
    'serving/requirements.txt': 'onnxruntime==1.27.0\nnumpy==2.1.0\nflask==3.1.0\n',
    'serving/Dockerfile': `FROM python:3.12@sha256:${'b'.repeat(64)}\n`,
    'serving/tokenizer/vocab.json': '{"a":2}',
    'serving/tokenizer/added.json': '{}',
  })
  rmSync(join(root, 'serving/tokenizer/merges.json'))
  const { exitCode, verdict } = await run({}, root)
  expect([exitCode, verdict?.verdict]).toEqual([3, 'fail'])
  expect(grave(verdict).sort()).toEqual([
    'fail SERVING_FILE_CHANGED serving/tokenizer/merges.json',
    'warn BASE_IMAGE_CHANGED python',
    'warn DEPENDENCY_CHANGED numpy',
    'warn DEPENDENCY_CHANGED onnxruntime',
    'warn RUNTIME_DECLARED_OTHERWISE onnxruntime',
    'warn SERVING_FILE_CHANGED serving/tokenizer/added.json',
    'warn SERVING_FILE_CHANGED serving/tokenizer/vocab.json',
  ])
  expect(verdict?.notes).toContain('serving/requirements.txt: 1 other package changed, none known to touch inference.')
})

test('a lock file that is damaged is an error that hides no other finding', async () => {
  const root = repositoryWith('damaged', {
    'serving/Dockerfile': 'RUN nothing\n',
    'serving/requirements.txt': 'onnxruntime==1.22.1\nnumpy==2.1.0\n',
  })
  const { exitCode, verdict } = await run({}, root)
  expect([exitCode, verdict?.reasonCode]).toEqual([5, 'LOCKFILE_UNREADABLE'])
  expect(grave(verdict)).toContain('warn DEPENDENCY_CHANGED numpy')
})

test('nothing changed: nothing is said', async () => {
  const { exitCode, verdict } = await run({}, repositoryWith('same', {}))
  expect([exitCode, verdict?.reasonCode]).toEqual([0, 'UNCHANGED'])
})

test('a new model on the data of the policy: its consumer is named', async () => {
  const root = repositoryWith('model', {})
  copyFileSync(model('numeric-renamed-output'), join(root, 'models/m.onnx'))
  const { exitCode, verdict } = await run({}, root)
  expect(exitCode).toBe(3)
  expect(grave(verdict).sort()).toEqual(['fail CONSUMER_BROKEN probabilities', 'fail OUTPUT_RENAMED probabilities'])
  expect(verdict?.checks.find(({ id }) => id === 'OUTPUT_RENAMED')?.rule?.consumers).toEqual(['checkout (@payments)'])
  expect(verdict?.notes.join(' ')).toContain('The models were run on the first 1,000 rows of the data')
})
