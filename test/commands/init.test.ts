import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { evaluate } from '../../src/commands/evaluate.ts'
import { init } from '../../src/commands/init.ts'
import { policy } from '../../src/commands/policy.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { ModelSchema } from '../../src/sources/onnx/onnx-proto.ts'
import { buildProgram } from '../support/built-worker.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

const fixtures = resolve(__dirname, '../fixtures')
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
// The first test of a fresh clone installs the native packages.
jest.setTimeout(180_000)

type Inputs = InputsOf<'init'>
const INPUTS: Inputs = {
  policy: 'sluice.yml',
  modelFile: null,
  dataFile: null,
  label: null,
  positiveLabel: null,
  task: 'guess',
  runtime: null,
  json: false,
  dryRun: false,
  force: false,
}

/** A committed repository with some of the fixtures in the places named. */
function repository(files: Readonly<Record<string, string | { readonly text: string } | { readonly bytes: Uint8Array }>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-init-'))
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    if (typeof source === 'string') cpSync(join(fixtures, source), join(folder, path))
    else writeFileSync(join(folder, path), 'text' in source ? source.text : source.bytes)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false', ...args], { cwd: folder })
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', '--message=Models')
  return folder
}

async function worldIn(cwd: string): Promise<FakeWorld> {
  const plain = fakeWorld()
  return fakeWorld({
    cwd,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
}

async function run(cwd: string, changes: Partial<Inputs> = {}) {
  const world = await worldIn(cwd)
  const exitCode = await init({ ...INPUTS, ...changes }, world)
  await world.cleanUp()
  const stdout = world.published[0]?.stdout
  return { exitCode, text: stdout?.kind === 'text' ? stdout.text : JSON.stringify(stdout?.value) }
}

/** What a person does next: the policy is right, and the gate can judge by it. */
async function judge(cwd: string) {
  const world = await worldIn(cwd)
  const none = { model: null, candidate: null, baseline: null, evaluationData: null, runtime: null, githubToken: null }
  const shown = await policy({ policy: 'sluice.yml', model: null, json: false }, world)
  const judged = await evaluate({ ...none, policy: 'sluice.yml', saveFlips: 'none', out: join(cwd, 'out'), json: false }, world)
  await world.cleanUp()
  return { shown, judged }
}

function policyOf(folder: string, path = 'sluice.yml') {
  return parsePolicy(readFileSync(join(folder, path), 'utf8'), path)
}

const NUMERIC = { 'models/income.onnx': 'models/income/numeric-baseline.onnx' }
const INCOME = { 'data/holdout.parquet': 'data/income/holdout.parquet' }

test.each([
  [
    'a classifier of the columns that it names in its metadata',
    { ...NUMERIC, ...INCOME },
    'income',
    {
      task: 'binary-classification',
      positiveLabel: true,
      data: { evaluation: ['data/holdout.parquet'], label: 'over_50k' },
      metrics: ['roc_auc', 'log_loss'],
    },
  ],
  [
    'a pipeline with one input a column, as scikit-learn exports it with its ZipMap',
    { 'pipeline.onnx': 'models/income/pipeline-zipmap.onnx', 'holdout.parquet': 'data/income/holdout.parquet' },
    'pipeline',
    {
      task: 'binary-classification',
      positiveLabel: true,
      data: { evaluation: ['holdout.parquet'], label: 'over_50k' },
      metrics: ['roc_auc', 'log_loss'],
    },
  ],
  [
    'a classifier of ten classes',
    { 'models/digits/baseline.onnx': 'models/digits/baseline.onnx', 'data/digits/holdout.parquet': 'data/digits/holdout.parquet' },
    'digits',
    { task: 'multiclass-classification', positiveLabel: null, data: { label: 'digit' }, metrics: ['accuracy', 'log_loss'] },
  ],
  [
    'a regression',
    { 'models/abalone/baseline.onnx': 'models/abalone/baseline.onnx', 'data/test.parquet': 'data/abalone/holdout.parquet' },
    'abalone',
    { task: 'regression', positiveLabel: null, data: { label: 'rings' }, metrics: ['mean_absolute_error', 'root_mean_squared_error'] },
  ],
  [
    'a ranking',
    { 'models/search.onnx': 'models/ranking/baseline.onnx', 'data/test.parquet': 'data/ranking/holdout.parquet' },
    'search',
    { task: 'ranking', positiveLabel: null, data: { label: 'relevance', query: 'query_id' }, metrics: ['ndcg@10'] },
  ],
  [
    'predictions by id and no model',
    {
      'predictions/income.parquet': 'oracles/predictions/numeric-baseline.by-id.parquet',
      'data/test.parquet': 'data/income/holdout_with_id.parquet',
    },
    'income',
    {
      task: 'binary-classification',
      positiveLabel: true,
      data: { evaluation: ['data/test.parquet'], label: 'over_50k', id: 'row_id' },
      metrics: ['roc_auc', 'log_loss'],
    },
  ],
  [
    'logits',
    { 'models/income.onnx': 'models/income/numeric-logits.onnx', ...INCOME },
    'income',
    { task: 'binary-classification', subject: { activation: 'sigmoid' }, metrics: ['roc_auc', 'log_loss'] },
  ],
  [
    'dependent rows',
    { ...NUMERIC, 'data/holdout.parquet': 'data/income/holdout_grouped.parquet' },
    'income',
    { data: { label: 'over_50k', group: 'household_id' }, metrics: ['roc_auc', 'log_loss'] },
  ],
] as const)('%s: the policy is right at once, and the gate judges by it', async (_, files, name, { metrics, ...expected }) => {
  const folder = repository(files)
  const { exitCode, text } = await run(folder)
  expect({ exitCode, text }).toEqual({ exitCode: 0, text: expect.stringContaining('Wrote sluice.yml and .github/workflows/sluice.yml.') })
  const { models } = policyOf(folder)
  expect([...models.keys()]).toEqual([name])
  expect(models.get(name)).toMatchObject(expected)
  expect(Object.keys(models.get(name)?.evaluate?.metrics ?? {})).toEqual(metrics)
  expect(await judge(folder)).toEqual({ shown: 0, judged: 0 })
})

describe('a model that does not name its columns', () => {
  const without = (name: string) => {
    const model = fromBinary(ModelSchema, readFileSync(join(fixtures, 'models', `${name}.onnx`)))
    return { bytes: toBinary(ModelSchema, { ...model, metadataProps: [] }) }
  }

  test('takes the numeric ones in file order where they are as many, written down and marked', async () => {
    const folder = repository({ 'model.onnx': without('abalone/baseline'), 'holdout.parquet': 'data/abalone/holdout.parquet' })
    expect((await run(folder)).exitCode).toBe(0)
    const [model] = [...policyOf(folder).models.values()]
    // data/README.md: the columns of abalone without sex, a text, and rings, the label.
    const columns = ['length', 'diameter', 'height', 'whole_weight', 'shucked_weight', 'viscera_weight', 'shell_weight']
    expect(model?.subject).toMatchObject({ inputs: { x: columns } })
    expect(readFileSync(join(folder, 'sluice.yml'), 'utf8')).toMatch(/# GUESS: the numeric columns of the data in file order.*\n +inputs:/)
    expect(await judge(folder)).toEqual({ shown: 0, judged: 0 })
  })

  test('is a hole where they are more, and says which there are', async () => {
    const folder = repository({ 'model.onnx': without('income/numeric-baseline'), 'holdout.parquet': 'data/income/holdout.parquet' })
    const { exitCode, text } = await run(folder)
    expect(exitCode).toBe(2)
    expect(text).toMatch(/FILL IN +inputs: /)
    expect(readFileSync(join(folder, 'sluice.yml'), 'utf8')).toMatch(/inputs: # FILL IN: .*age, fnlwgt, education_num/)
    const inputs = 'inputs: { x: [age, education_num, capital_gain, capital_loss, hours_per_week] }'
    const filled = readFileSync(join(folder, 'sluice.yml'), 'utf8').replace(/inputs: # FILL IN.*/, inputs)
    writeFileSync(join(folder, 'sluice.yml'), filled)
    expect((await judge(folder)).shown).toBe(0)
  })
})

test('other versions are measured beside it and not declared', async () => {
  const folder = repository({ ...NUMERIC, ...INCOME, 'candidates/new.onnx': 'models/income/numeric-same.onnx' })
  const { text } = await run(folder)
  expect([...policyOf(folder).models.keys()]).toEqual(['income'])
  expect(text).toMatch(/versions +guess: candidates\/new\.onnx/)
  expect(text).toMatch(/compared with +candidates\/new\.onnx/)
  // models/README.md: roc_auc 0.8628 for the baseline.
  expect(text).toContain('this model: 0.8628')
})

test('an earlier commit is a version too', async () => {
  const folder = repository({ ...NUMERIC, ...INCOME })
  cpSync(join(fixtures, 'models/income/numeric-better.onnx'), join(folder, 'models/income.onnx'))
  expect((await run(folder)).text).toMatch(/compared with +git:[0-9a-f]{40}:models\/income\.onnx/)
})

test('--model-file declares each that it names', async () => {
  const folder = repository({
    'models/us.onnx': 'models/income/numeric-baseline.onnx',
    'models/eu.onnx': 'models/income/numeric-better.onnx',
    ...INCOME,
  })
  await run(folder, { modelFile: 'models/*.onnx' })
  expect([...policyOf(folder).models.keys()].sort()).toEqual(['eu', 'us'])
})

test('a model that hangs, crashes or reads outside holds up neither init nor the others', async () => {
  const folder = repository({ ...NUMERIC, ...INCOME, 'broken/asks-for-petabytes.onnx': 'models/income/mlp-out-of-memory.onnx' })
  const { exitCode, text } = await run(folder)
  expect(exitCode).toBe(0)
  expect(text).toContain('DOES NOT RUN')
  expect([...policyOf(folder).models.keys()]).toEqual(['income'])
  expect(await judge(folder)).toEqual({ shown: 0, judged: 0 })
})

describe('never over what is there', () => {
  test.each(['sluice.yml', '.github/workflows/sluice.yml'])('%s', async (path) => {
    const folder = repository({ ...NUMERIC, ...INCOME, [path]: { text: '# mine\n' } })
    const { exitCode, text } = await run(folder)
    expect(exitCode).toBe(2)
    expect(text).toContain(`Would replace ${path}:`)
    expect(text).toContain(`Nothing was written: ${path} is there already. \`--force\` replaces`)
    expect(readFileSync(join(folder, path), 'utf8')).toBe('# mine\n')
    expect(['sluice.yml', '.github/workflows/sluice.yml'].filter((one) => existsSync(join(folder, one)))).toEqual([path])
    expect((await run(folder, { force: true })).exitCode).toBe(0)
    expect(readFileSync(join(folder, path), 'utf8')).not.toContain('# mine')
  })

  test('--dry-run writes nothing and prints what it would', async () => {
    const folder = repository({ ...NUMERIC, ...INCOME })
    const { exitCode, text } = await run(folder, { dryRun: true })
    expect(exitCode).toBe(0)
    expect(text).toMatch(/Would write sluice\.yml:[\s\S]*onnx: models\/income\.onnx[\s\S]*Would write \.github\/workflows\/sluice\.yml:/)
    expect(existsSync(join(folder, 'sluice.yml')) || existsSync(join(folder, '.github'))).toBe(false)
  })

  test('another workflow that runs Sluice stays, and no second one is written', async () => {
    const folder = repository({
      ...NUMERIC,
      ...INCOME,
      '.github/workflows/gate.yml': { text: 'jobs: { gate: { steps: [\n  { uses: acme/other@v1 }\n] } }\n      - uses: acme/sluice@v1\n' },
    })
    const { text } = await run(folder)
    expect(text).toContain('.github/workflows/gate.yml runs Sluice already')
    expect(existsSync(join(folder, '.github/workflows/sluice.yml'))).toBe(false)
  })
})

describe('what cannot be found out is a hole that says what to fill in', () => {
  test('no data', async () => {
    const folder = repository(NUMERIC)
    const { exitCode, text } = await run(folder)
    expect(exitCode).toBe(2)
    expect(text).toContain('FILL IN         data.evaluation: no file of rows was found')
    expect(readFileSync(join(folder, 'sluice.yml'), 'utf8')).toContain('label: # FILL IN')
    await expect(judge(folder)).rejects.toMatchObject({ name: 'UsageError', where: expect.stringMatching(/^sluice\.yml:\d+:\d+$/) })
  })

  test('flags take the place of guesses', async () => {
    const folder = repository({ ...NUMERIC, ...INCOME, 'data/other.parquet': 'data/income/holdout_with_id.parquet' })
    const { exitCode, text } = await run(folder, { dataFile: 'data/other.parquet', label: 'over_50k', positiveLabel: 'false' })
    expect(exitCode).toBe(0)
    expect(policyOf(folder).models.get('income')).toMatchObject({
      positiveLabel: false,
      data: { evaluation: ['data/other.parquet'], label: 'over_50k', id: 'row_id' },
    })
    expect(text).toContain('over_50k  (as --label says)')
  })

  test('a label that is no column of the data', async () => {
    const folder = repository({ ...NUMERIC, ...INCOME })
    const { exitCode, text } = await run(folder, { label: 'ovr_50k' })
    expect({ exitCode, text }).toEqual({ exitCode: 2, text: expect.stringContaining('DOES NOT RUN') })
  })
})

test.each([
  ['nothing at all', {}, 'no model among 0 files'],
  ['a pickle', { 'model.pkl': { text: 'x' } }, 'model.pkl (Python pickles)'],
  ['a Git LFS pointer', { 'model.onnx': 'models/income/mlp-lfs-pointer.onnx' }, 'git lfs pull'],
  ['data only', INCOME, '1 table, none of which holds predictions'],
] as const)('without a model it says what it looked for: %s', async (_, files, says) => {
  const folder = repository(files)
  const refused = run(folder)
  await expect(refused).rejects.toMatchObject({ name: 'UsageError' })
  await expect(refused).rejects.toThrow(says)
  expect(existsSync(join(folder, 'sluice.yml'))).toBe(false)
})

test('a policy in a folder: paths start there, the workflow lies at the root and names it', async () => {
  const folder = repository({
    'ml/models/income.onnx': 'models/income/numeric-baseline.onnx',
    'ml/holdout.parquet': 'data/income/holdout.parquet',
    '.gitattributes': { text: '*.onnx filter=lfs\n' },
  })
  const { exitCode } = await run(folder, { policy: 'ml/sluice.yml' })
  expect(exitCode).toBe(0)
  expect(policyOf(folder, 'ml/sluice.yml').models.get('income')?.subject).toMatchObject({ reference: 'models/income.onnx' })
  const workflow = readFileSync(join(folder, '.github/workflows/sluice.yml'), 'utf8')
  expect(workflow).toContain('policy: ml/sluice.yml')
  expect(workflow).toContain('lfs: true')
})

test('--json says the same to a program', async () => {
  const folder = repository({ ...NUMERIC, ...INCOME })
  const { models, targets, isWritten } = JSON.parse((await run(folder, { json: true })).text)
  expect(models).toEqual([expect.objectContaining({ name: 'income', onnx: 'models/income.onnx', problem: null, holes: [] })])
  expect(models[0].guesses.label).toMatchObject({ value: 'over_50k', isCertain: false })
  expect(targets.map(({ path }: { path: string }) => basename(path))).toEqual(['sluice.yml', 'sluice.yml'])
  expect(isWritten).toBe(true)
})
