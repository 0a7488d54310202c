import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ArmName, OnnxSubject, Scoring, ScoringJob, Subject } from '../../../src/sources/scored-rows.ts'
import { scoreRows } from '../../../src/sources/worker/score-rows.ts'
import { buildProgram } from '../../support/built-worker.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'
import { fixtureFile, incomeJob, model } from '../../support/scoring-job.ts'

const fixtures = resolve(__dirname, '../../fixtures')
const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
// The first test of a fresh clone installs the native packages.
jest.setTimeout(180_000)

async function score(job: ScoringJob, onProgress?: (done: number, total: number) => void): Promise<Scoring> {
  const signal = new AbortController().signal
  return scoreRows(job, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal, ...(onProgress ? { onProgress } : {}) })
}

// predictions.json: what Python's onnxruntime 1.22.1 answered for the same files, with its tolerance.
type Case = { model: string; data: string; shape: [number, number]; first20: number[][]; mean: number[]; nanRows: number }
const oracle: { tolerance: { absolute: number }; cases: Case[] } = JSON.parse(
  readFileSync(join(fixtures, 'oracles/predictions.json'), 'utf8'),
)
const DATASETS: Record<string, Pick<ScoringJob, 'task'> & { label: string; query?: string }> = {
  income: { task: 'binary-classification', label: 'over_50k' },
  digits: { task: 'multiclass-classification', label: 'digit' },
  abalone: { task: 'regression', label: 'rings' },
  ranking: { task: 'ranking', label: 'relevance', query: 'query_id' },
}
const cases = oracle.cases.filter(({ model: name, nanRows }) => nanRows === 0 && existsSync(join(fixtures, `models/${name}.onnx`)))

test.each(cases.map((one) => [one.model, one] as const))(
  '%s answers what onnxruntime answers in Python',
  async (name, { data, shape, first20, mean }) => {
    const { task, ...columns } = DATASETS[name.split('/')[0] ?? '']
    const subject = model(name, name.endsWith('logits') ? { activation: 'sigmoid' } : {})
    const { scored } = await score(
      incomeJob({ candidate: subject }, { data: { ...columns, files: [fixtureFile(`data/${data}.parquet`)] }, job: { task } }),
    )
    const answers = scored.arms.candidate
    if (answers === undefined) throw new Error('no answers')
    const isBinary = task === 'binary-classification'
    // Two columns of a binary model: the score of positive-label is the last, but for the swapped model, which says so itself.
    const column = name.endsWith('classes-swapped') ? 0 : shape[1] - 1
    const pick = (row: number[]) => (isBinary ? [toProbability(name, row[column] ?? Number.NaN)] : row)
    expect(scored.rows).toBe(shape[0])
    expect([...answers.values.slice(0, 20 * answers.width)]).toEqual(first20.flatMap(pick).map((value) => expect.closeTo(value, 5)))
    if (name.endsWith('logits')) return
    const sums = Array.from({ length: answers.width }, () => 0)
    for (const [index, value] of answers.values.entries()) sums[index % answers.width] += value
    expect(sums.map((sum) => sum / scored.rows)).toEqual(pick(mean).map((value) => expect.closeTo(value, 5)))
  },
)

function toProbability(name: string, score: number): number {
  return name.endsWith('logits') ? 1 / (1 + Math.exp(-score)) : score
}

test.each([
  // what                                  candidate                          note
  ['a ZipMap is cut', 'income/numeric-zipmap', 'ZipMap was cut in memory'],
  ['a ZipMap is cut from a pipeline', 'income/pipeline-zipmap', 'ZipMap was cut in memory'],
  ['a fixed batch of one runs row by row', 'income/numeric-fixed-batch', 'run row by row'],
  ['an input with a default is left', 'income/numeric-extra-input-defaulted', null],
  ['doubles', 'income/numeric-float64-input', null],
  ['int64 and strings', 'income/pipeline-int64-inputs', null],
  ['another name of the input', 'income/numeric-renamed-input', null],
  ['another name of the output', 'income/numeric-renamed-output', null],
  ['one column instead of two', 'income/numeric-positive-only', null],
])('%s: the answers of %s are those of its baseline', async (_, name, note) => {
  const baseline = name.startsWith('income/numeric') ? 'income/numeric-baseline' : 'income/pipeline-baseline'
  const { scored, notes } = await score(incomeJob({ baseline: model(baseline), candidate: model(name) }))
  expect(scored.arms.candidate).toEqual(scored.arms.baseline)
  expect(scored.rows).toBe(16_281)
  expect(notes.filter((sentence) => sentence.startsWith('candidate'))).toEqual(note === null ? [] : [expect.stringContaining(note)])
})

test('a swapped candidate is read by position, as production would, and the report says so', async () => {
  const { scored, notes } = await score(
    incomeJob({ baseline: model('income/numeric-baseline'), candidate: model('income/numeric-classes-swapped') }),
  )
  const [baseline, candidate] = [scored.arms.baseline?.values ?? [], scored.arms.candidate?.values ?? []]
  expect(candidate[0]).toBeCloseTo(1 - (baseline[0] ?? 0), 6)
  expect(notes).toEqual([expect.stringContaining('columns mean "1", "0"')])
})

test('labels, slices, weights, clusters and three arms come with the answers', async () => {
  const arms: Partial<Record<ArmName, OnnxSubject>> = {
    baseline: model('income/numeric-baseline'),
    candidate: model('income/numeric-same'),
    anchor: model('income/pipeline-baseline'),
  }
  const progress: [number, number][] = []
  const { scored, environment } = await score(
    incomeJob(arms, {
      data: {
        weight: 'fnlwgt',
        group: 'education',
        slices: [
          { kind: 'column', column: 'sex' },
          { kind: 'edges', column: 'age', edges: [30] },
        ],
      },
      limits: { batchRows: 1000 },
    }),
    (done, total) => progress.push([done, total]),
  )
  // Counted in SQL: 3,846 of 16,281 rows are over 50k, 10,860 are men, there are 16 levels of education.
  expect([...scored.label].filter((value) => value === 1)).toHaveLength(3846)
  expect(scored.clusters).toBe(16)
  const [sex] = scored.slices
  const men = sex?.groups.indexOf('sex=Male') ?? -1
  expect(sex?.code.reduce((sum, code) => sum + (code === men ? 1 : 0), 0)).toBe(10_860)
  expect(scored.weight).toHaveLength(16_281)
  expect(Object.keys(scored.arms)).toEqual(['baseline', 'candidate', 'anchor'])
  expect(scored.arms.anchor?.values).toBeInstanceOf(Float32Array)
  expect(progress.at(0)).toEqual([1000, 16_281])
  expect(progress.at(-1)).toEqual([16_281, 16_281])
  expect(environment).toEqual({ onnxruntime: '1.30.0', duckdb: expect.any(String), cpu: expect.any(String), features: expect.any(Array) })
})

test('the size of a batch does not change the answers of a model that is row-wise', async () => {
  const arms: Partial<Record<ArmName, Subject>> = { candidate: model('income/pipeline-baseline') }
  const [whole, pieces] = [
    await score(incomeJob(arms, { limits: { batchRows: 20_000 } })),
    await score(incomeJob(arms, { limits: { batchRows: 777 } })),
  ]
  expect(pieces.scored).toEqual(whole.scored)
})
