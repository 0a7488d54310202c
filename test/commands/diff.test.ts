import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { diff } from '../../src/commands/diff.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// The command with real files and the real worker, as a person in a folder without a repository types it.

const fixtures = resolve(__dirname, '../fixtures')
const income = (name: string) => `${fixtures}/data/income/${name}`
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
jest.setTimeout(180_000)

const folder = mkdtempSync(join(tmpdir(), 'sluice-diff-'))
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

async function run(changes: Partial<InputsOf<'diff'>>) {
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: folder,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
  const exitCode = await diff({ policy: 'sluice.yml', out: join(folder, 'out'), json: false, ...none, ...changes }, world)
  await world.cleanUp()
  const [publication] = world.published
  const texts = [...(publication?.files ?? [])].filter(([name]) => name.endsWith('.json'))
  const verdicts: Verdict[] = texts.map(([name, text]) => parseVerdict(text, name))
  const { stdout } = publication ?? {}
  return { exitCode, publication, verdict: verdicts[0], text: stdout?.kind === 'text' ? stdout.text : '' }
}

const twoFiles = (reference: string, current: string) =>
  run({ reference: income(`variants/${reference}`), current: income(`variants/${current}`) })

test('two files, no policy: what changed stands on the terminal, and nothing is written', async () => {
  const { exitCode, text, publication } = await twoFiles('base.parquet', 'column-renamed.parquet')
  expect(exitCode).toBe(3)
  expect(text).toContain('FAIL  column-renamed.parquet, diff')
  expect(text).toContain('COLUMN_RENAMED on hours_per_week')
  expect(text).toContain('the new "weekly_hours" looks like it')
  // What the rule advises, not what one does about a model.
  expect(text).toContain('Write both names until no live model reads the old one.')
  expect(publication?.files.size).toBe(0)
})

test('two equal files', async () => {
  const { exitCode, text } = await twoFiles('base.parquet', 'identical.parquet')
  expect(exitCode).toBe(0)
  expect(text).toContain('PASS  identical.parquet, diff')
})

test('the column that moved most comes first', async () => {
  const { text } = await twoFiles('base.parquet', 'drift-age-all.parquet')
  const [first] = text.split('\n').filter((line) => /^ {2}(fail|warn|pass) /.test(line))
  expect(first).toMatch(/^ {2}fail +DRIFT on age /)
})

test('a file that is cut off is an error that names it', async () => {
  const broken = join(folder, 'cut.parquet')
  copyFileSync(income('variants/base.parquet'), broken)
  const { truncateSync } = await import('node:fs')
  truncateSync(broken, 20_000)
  await expect(run({ reference: income('variants/base.parquet'), current: broken })).rejects.toThrow(
    /cut\.parquet: .*Parquet file without its end/,
  )
})

test.each([[{ current: 'b.parquet' }], [{ reference: 'a.parquet' }]])('one file alone is a usage error: %j', async (changes) => {
  await expect(run(changes)).rejects.toThrow('expected two files, or none: then the policy says what is compared')
})

const policyOf = (diffBlock: string) => `version: 1
models:
  income:
    onnx: models/m.onnx
    task: binary-classification
    data:
      evaluation: data/holdout.parquet
      label: over_50k
      reference: data/train.parquet
    diff: ${diffBlock}
`

function repositoryOf(evaluation: string, diffBlock = '{}'): void {
  mkdirSync(join(folder, 'models'), { recursive: true })
  mkdirSync(join(folder, 'data'), { recursive: true })
  copyFileSync(`${fixtures}/models/income/numeric-baseline.onnx`, join(folder, 'models/m.onnx'))
  copyFileSync(income('train.parquet'), join(folder, 'data/train.parquet'))
  copyFileSync(income(evaluation), join(folder, 'data/holdout.parquet'))
  writeFileSync(join(folder, 'sluice.yml'), policyOf(diffBlock))
}

test('the policy names the training data: rows of it among the evaluation data are a leak', async () => {
  repositoryOf('variants/leakage.parquet')
  const { exitCode, verdict } = await run({})
  expect(exitCode).toBe(3)
  expect(verdict).toMatchObject({ model: 'income', gate: 'diff', verdict: 'fail', reasonCode: 'WORSE_THAN_MARGIN' })
  expect(verdict?.message).toContain('share of rows that the reference has too on rows higher by 0.29')
  expect(verdict?.subject.data.map(({ role, rows }) => [role, rows])).toEqual([
    ['evaluation', 4000],
    ['reference', 32_561],
  ])
})

test('every reference is compared with, and a break names the one that it breaks', async () => {
  repositoryOf('variants/base.parquet')
  copyFileSync(income('variants/type-narrowed.parquet'), join(folder, 'data/live.parquet'))
  copyFileSync(income('variants/identical.parquet'), join(folder, 'data/next.parquet'))
  const policy = policyOf('{}').replace('reference: data/train.parquet', 'reference: [data/next.parquet, data/live.parquet]')
  writeFileSync(join(folder, 'sluice.yml'), policy)
  const { verdict } = await run({})
  expect(verdict?.subject.data.map(({ reference }) => reference)).toEqual([
    'data/holdout.parquet',
    'data/next.parquet',
    'data/live.parquet',
  ])
  const found = verdict?.checks.filter(({ id }) => id === 'TYPE_WIDENED') ?? []
  expect(found.map(({ slice, outcome }) => [slice, outcome])).toEqual([['age', 'warn']])
  expect(found[0]?.message).toContain('data/live.parquet')
  expect(verdict?.checks.filter(({ id, slice }) => id === 'DRIFT' && slice === 'age')).toHaveLength(2)
})

test('honest evaluation data pass, and a waiver that nothing needs is reported', async () => {
  repositoryOf('variants/base.parquet', '{ waivers: [{ rule: DRIFT, subject: age, reason: r, by: "@b", expires: 2027-01-31 }] }')
  const { exitCode, verdict, text } = await run({})
  expect([exitCode, verdict?.verdict]).toEqual([0, 'pass'])
  expect(verdict?.waivers).toMatchObject([{ rule: 'DRIFT', state: 'unused' }])
  expect(text).toContain('DRIFT on age: unused: nothing was found that it covers')
})

test('the model answers both data sets, and its answers are compared like a column', async () => {
  repositoryOf('variants/drift-age-all.parquet')
  const { verdict } = await run({})
  const predictions = verdict?.checks.find(({ id, slice }) => id === 'DRIFT' && slice === 'predictions')
  expect(predictions).toMatchObject({ metric: 'KS distance', n: 4000 })
  // Eight years more for everybody raise the scores of a model that reads the age, beyond what chance shows.
  expect(predictions?.candidate).toBeGreaterThan(predictions?.baseline ?? 1)
  repositoryOf('variants/drift-age-all.parquet', '{ drift: { predictions: none } }')
  const without = await run({})
  expect(without.verdict?.checks.filter(({ slice }) => slice === 'predictions')).toEqual([])
})

test('a model that cannot answer the reference is no pass', async () => {
  repositoryOf('variants/base.parquet')
  copyFileSync(`${fixtures}/models/income/numeric-broken-nan.onnx`, join(folder, 'models/m.onnx'))
  const { exitCode, verdict } = await run({})
  expect([exitCode, verdict?.verdict, verdict?.reasonCode]).toEqual([5, 'error', 'OUTPUT_NOT_FINITE'])
})

test('a policy without the gate says what to write', async () => {
  writeFileSync(
    join(folder, 'sluice.yml'),
    policyOf('{}').replace('    diff: {}\n', '    evaluate: { metrics: { roc_auc: { margin: 0.01 } } }\n'),
  )
  await expect(run({})).rejects.toThrow('Add `diff: {}` to the model’s block')
})
