import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { evaluate } from '../../src/commands/evaluate.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { expectDesignRule, expectMeasured, OTHER_RUNTIME, ourName, pairedModels, referencesOf } from '../support/paired-models.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'
import { joined, scan, tensor } from '../support/tables.ts'

// The command with real models, real data and the real worker: what models/README.md and paired-models.json say of each model.

const fixtures = resolve(__dirname, '../fixtures')
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
// The first test of a fresh clone installs the native packages.
jest.setTimeout(180_000)

type Model = {
  readonly subject?: string
  readonly task?: string
  readonly data?: string
  readonly columns?: string
  readonly metrics?: string
  readonly slices?: string
}

const block = (candidate: string, model: Model): string => `
    ${model.subject ?? 'onnx'}: ${fixtures}/${candidate}
    task: ${model.task ?? 'binary-classification'}
    data: { evaluation: '${fixtures}/data/${model.data ?? 'income/holdout.parquet'}', ${model.columns ?? 'label: over_50k'} }
    evaluate:
      metrics: ${model.metrics ?? '{ roc_auc: { margin: 0.005 }, log_loss: { margin: 0.01 } }'}
      slices: ${model.slices ?? '[sex, { column: age, edges: [30, 45, 60] }]'}`

async function run(policy: string, changes: Partial<InputsOf<'evaluate'>>) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-evaluate-'))
  writeFileSync(join(folder, 'sluice.yml'), `version: 1\nmodels:${policy}\n`)
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: folder,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
  const out = join(folder, 'out')
  const defaults = { policy: 'sluice.yml', saveFlips: 'none', out, json: false } as const
  const none = { model: null, candidate: null, baseline: null, evaluationData: null, runtime: null, githubToken: null }
  const exitCode = await evaluate({ ...defaults, ...none, ...changes }, world)
  await world.cleanUp()
  const [publication] = world.published
  const verdicts = [...(publication?.files ?? [])].flatMap(([name, text]): Verdict[] =>
    name.endsWith('.json') ? [parseVerdict(text, name)] : [],
  )
  return { exitCode, verdicts, publication, out, verdict: verdicts[0] }
}

const against = (candidate: string, baseline: string, model: Model = {}, changes: Partial<InputsOf<'evaluate'>> = {}) =>
  run(`\n  m:${block(candidate, model)}`, { baseline: `${fixtures}/${baseline}`, ...changes })
const income = (name: string) => `models/income/${name}.onnx`

test.each([
  'numeric-better',
  'numeric-same',
  'numeric-worse-small',
  'numeric-worse-slice',
  'numeric-constant',
  'numeric-classes-swapped',
  'pipeline-same',
  'pipeline-worse-slice',
])('income/%s: every check of the design’s policy agrees with the reference', async (name) => {
  const pair = pairedModels(`income/${name}`, 'income/holdout')
  const { exitCode, verdict } = await against(income(name), `models/${pair.baseline}.onnx`)
  expect(verdict?.verdict).toBe(pair.expected.designRule?.verdict)
  expect(exitCode).toBe(verdict?.verdict === 'fail' ? 3 : 0)
  expectDesignRule(verdict?.checks ?? [], pair, OTHER_RUNTIME)
  const { toWrong, toRight } = verdict?.flips ?? { toWrong: Number.NaN, toRight: 0 }
  expect(toWrong + toRight).toBe(pair.expected.overall.flips?.predictedClassChanged)
  const titles = verdict?.figures.map(({ title }) => title)
  expect(titles).toEqual(['ROC curve', 'Precision and recall', 'Calibration', 'Confusion matrices'])
})

test.each([
  [
    'digits/worse',
    { task: 'multiclass-classification', columns: 'label: digit', metrics: '{ accuracy: { margin: 0.01 }, log_loss: { margin: 0.02 } }' },
  ],
  [
    'abalone/biased',
    {
      task: 'regression',
      columns: 'label: rings',
      metrics: '{ mean_absolute_error: { margin: 0.05 }, mean_squared_error: { margin: 0.2 } }',
    },
  ],
  [
    'ranking/worse',
    { task: 'ranking', columns: 'label: relevance, query: query_id', metrics: '{ ndcg@5: { margin: 0.01 }, map: { margin: 0.01 } }' },
  ],
] as const)('%s: every check agrees with the reference, and fails', async (candidate, model) => {
  const data = `${candidate.split('/')[0]}/holdout`
  const { expected, baseline } = pairedModels(candidate, data)
  const { exitCode, verdict } = await against(`models/${candidate}.onnx`, `models/${baseline}.onnx`, {
    ...model,
    data: `${data}.parquet`,
    slices: '[]',
  })
  expect({ exitCode, verdict: verdict?.verdict, checks: verdict?.checks.length }).toEqual({ exitCode: 3, verdict: 'fail', checks: 2 })
  for (const [name, reference] of referencesOf(expected.overall)) {
    const check = verdict?.checks.find(({ id }) => id === ourName(name))
    if (check !== undefined) expectMeasured(check, reference, OTHER_RUNTIME)
  }
})

test.each([
  // what                                          candidate                                          reason                 words
  ['NaN in some rows', income('numeric-broken-nan'), {}, 'OUTPUT_NOT_FINITE', /128 of 16281 rows, the first of them row 84/],
  ['logits that nobody declared', income('numeric-logits'), {}, 'OUTPUT_NOT_PROBABILITY', /"logits" gives -3\.23.* in row 1/],
  ['an input that no column feeds', income('pipeline-renamed-input'), {}, 'INPUT_NOT_MATCHED', /"weekly_hours"/],
  ['a slice of a column that is not there', income('numeric-same'), { slices: '[sexx]' }, 'DATA_INVALID', /no column "sexx" \(slice\)/],
  ['a range without rows', income('numeric-same'), { slices: '[{ column: age, edges: [5] }]' }, 'EMPTY_SLICE', /age<5.*no row/],
  [
    'predictions with rows missing',
    'oracles/predictions/numeric-same.by-id.missing-rows.parquet',
    { subject: 'predictions', data: 'income/holdout_with_id.parquet', columns: 'label: over_50k, id: row_id' },
    'ROWS_DO_NOT_PAIR',
    /20 of the ids/,
  ],
] as const)('%s: an error with exit code 5, never a pass', async (_, candidate, model, reasonCode, words) => {
  const { exitCode, verdict } = await against(
    candidate,
    candidate.replace(/(numeric|pipeline)-.*?(?=\.)/, '$1-baseline').replace('.missing-rows', ''),
    model,
  )
  expect({ exitCode, verdict: verdict?.verdict, reasonCode: verdict?.reasonCode }).toEqual({ exitCode: 5, verdict: 'error', reasonCode })
  expect(verdict?.message).toMatch(words)
})

test('predictions by id, in another order than the data, are judged as the models that made them', async () => {
  const model = { subject: 'predictions', data: 'income/holdout_with_id.parquet', columns: 'label: over_50k, id: row_id' }
  const [candidate, baseline] = ['worse-small', 'baseline'].map((name) => `oracles/predictions/numeric-${name}.by-id.parquet`)
  const { verdict } = await against(candidate ?? '', baseline ?? '', model)
  expectDesignRule(verdict?.checks ?? [], pairedModels('income/numeric-worse-small', 'income/holdout'), OTHER_RUNTIME)
  expect(verdict?.environment.onnxruntime).toBeNull()
})

test('rows of one household count once: the reference’s cluster-robust error', async () => {
  const model = {
    data: 'income/holdout_grouped.parquet',
    columns: 'label: over_50k, group: household_id',
    metrics: '{ log_loss: { margin: 0.01 } }',
    slices: '[]',
  }
  const { verdict } = await against(income('numeric-worse-small'), income('numeric-baseline'), model)
  const [check] = verdict?.checks ?? []
  expect(check).toMatchObject({ n: 1500, unit: 'groups', outcome: 'fail' })
  // paired-models.json, holdout_grouped: difference and clusterSe (naive: 0.0010).
  expect(check?.harm).toBeCloseTo(0.0140725, 6)
  expect(check?.standardError).toBeCloseTo(0.0022653, 5)
})

test('several models: a verdict for each, and the worst decides', async () => {
  const policy = ['same', 'worse-small'].map((name) => `\n  ${name}:${block(income(`numeric-${name}`), { slices: '[]' })}`).join('')
  const { exitCode, verdicts, publication, out } = await run(policy, { baseline: `${fixtures}/${income('numeric-baseline')}` })
  expect(verdicts.map(({ model, verdict }) => `${model} ${verdict}`)).toEqual(['same pass', 'worse-small fail'])
  expect(exitCode).toBe(3)
  expect(publication?.outputs).toEqual({
    verdict: 'fail',
    'reason-code': 'WORSE_THAN_MARGIN',
    'verdict-file': join(out, 'worse-small.evaluate.verdict.json'),
    'report-file': join(out, 'report.md'),
  })
  expect(publication?.annotations.map(({ level, title }) => `${level} ${title}`)).toEqual(['error worse-small: fail (WORSE_THAN_MARGIN)'])
})

test.each([
  // models/README.md: trained with the rows of age<30 shuffled; with women's rows shuffled.
  ['numeric-worse-slice', 'numeric-baseline', '26<=age<33'],
  ['pipeline-worse-slice', 'pipeline-baseline', 'sex=Female'],
])('income/%s: what it harms is found although no slice is declared', async (candidate, baseline, expected) => {
  const { verdict } = await against(income(candidate), income(baseline), { slices: '[]' })
  const found = verdict?.flips?.groups ?? []
  expect(found.map(({ slice }) => slice)).toContain(expected)
  expect(found.every(({ toWrong, toRight }) => toWrong > toRight)).toBe(true)
  expect(verdict?.checks.every(({ slice }) => slice === null)).toBe(true)
})

test('what the caller must mend in one of several models hides no other: both have a verdict, and the exit code is 2', async () => {
  // Without a baseline the first needs limits, which the policy does not give; the second has a limit and needs none.
  const limited = { metrics: '{ roc_auc: { min: 0.6 } }', slices: '[]' }
  const policy = `\n  mends:${block(income('numeric-better'), {})}\n  holds:${block(income('numeric-better'), limited)}`
  const { exitCode, verdicts } = await run(policy, {})
  expect(verdicts.map(({ model, verdict, reasonCode }) => `${model} ${verdict} ${reasonCode}`)).toEqual([
    'mends error USAGE_ERROR',
    expect.stringMatching(/^holds (pass|warn) /),
  ])
  expect(exitCode).toBe(2)
  await expect(run(`\n  mends:${block(income('numeric-better'), {})}`, {})).rejects.toThrow(/limit|min/)
})

describe('save-flips', () => {
  const flips = (saveFlips: 'csv' | 'parquet' | 'none', candidate = 'numeric-better') =>
    against(income(candidate), income('numeric-baseline'), { slices: '[]' }, { saveFlips })

  test('csv: the rows that turned, their place in the data, the way, and both scores', async () => {
    const { verdict, out } = await flips('csv')
    const file = join(out, 'm.flips.csv')
    expect(verdict?.flips).toMatchObject({ toWrong: 48, toRight: 111, file })
    const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n')
    expect(header).toMatch(/^age,.*,over_50k,sluice_row,sluice_turned,sluice_baseline_score,sluice_candidate_score$/)
    expect(lines).toHaveLength(159)
    const rows = lines.map((line) => line.split(',').slice(-5))
    expect(rows.filter(([, , turned]) => turned === 'to-wrong')).toHaveLength(48)
    for (const [label, row, turned, before, after] of rows) {
      const rightAfter = Number(after) > 0.5 === (label === 'true')
      expect([row, turned]).toEqual([row, rightAfter ? 'to-right' : 'to-wrong'])
      expect(Number(before) > 0.5).not.toBe(Number(after) > 0.5)
    }
    expect(rows.every(([, row]) => /^\d+$/.test(row ?? ''))).toBe(true)
    expect(readdirSync(out)).toEqual(['m.flips.csv'])
  })

  test('parquet: the same rows, readable as data again', async () => {
    const { verdict } = await flips('parquet')
    const path = verdict?.flips?.file ?? ''
    expect(path).toMatch(/m\.flips\.parquet$/)
    const plan = { name: 'x', type: 'float64', columns: ['sluice_row'] } as const
    const scanned = await scan({
      files: [{ reference: path, path, sha256: '', bytes: 0 }],
      data: { label: 'over_50k' },
      tensors: { candidate: [plan] },
    })
    const rows = joined(scanned, tensor('candidate', 'x')).map(Number)
    expect(rows).toHaveLength(159)
    expect(rows).toEqual([...rows].sort((a, b) => a - b))
  })

  test('nothing is written where nobody asks, and where nothing turned', async () => {
    const unasked = await flips('none')
    const unturned = await flips('csv', 'numeric-float64-input')
    expect(unasked.verdict?.flips).toMatchObject({ toRight: 111, file: null })
    expect(unturned.verdict?.flips).toMatchObject({ toWrong: 0, toRight: 0, file: null })
    for (const { out } of [unasked, unturned]) expect(existsSync(out)).toBe(false)
  })
})

test('a model whose file is missing is an error verdict of its own, and the other models are judged', async () => {
  const policy = `\n  missing:${block('models/income/no-such.onnx', {})}\n  present:${block('models/income/numeric-better.onnx', {})}`
  const { exitCode, verdicts } = await run(policy, { baseline: `${fixtures}/models/income/numeric-baseline.onnx` })
  expect(exitCode).toBe(5)
  expect(verdicts.map(({ model, verdict, reasonCode }) => [model, verdict, reasonCode])).toEqual([
    ['missing', 'error', 'REFERENCE_NOT_FOUND'],
    ['present', 'pass', 'NOT_WORSE'],
  ])
  expect(verdicts[0]?.subject).toEqual({ candidate: null, baseline: null, anchor: null, data: [] })
  expect(verdicts[0]?.message).toContain('no-such.onnx')
})
