import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { MeasurementError } from '../../../../src/errors.ts'
import { concludeDiff } from '../../../../src/gates/diff/conclude-diff.ts'
import { diffSubject, type SubjectRequest } from '../../../../src/gates/diff/diff-subject.ts'
import { type Consumer, diffSection } from '../../../../src/gates/diff/policy.ts'
import type { Check } from '../../../../src/judge/check.ts'
import type { Probed, ProbeJob } from '../../../../src/sources/probe/probe.ts'
import { probeInWorker } from '../../../support/model-probe.ts'
import { fixtureFile } from '../../../support/scoring-job.ts'

// The published models against their baselines, through the whole part of the gate, run in real workers.

jest.setTimeout(300_000)

const limits = { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }
const holdout = fixtureFile('data/income/holdout.parquet')
const column = (name: string) => ({
  name,
  type: { kind: 'integer', bits: 32, signed: true } as const,
  nullable: false,
  nullCount: 0,
  sketch: null,
  spelling: null,
})
const NUMBERS = ['age', 'education_num', 'capital_gain', 'capital_loss', 'hours_per_week']
const schema = { format: 'parquet', columns: NUMBERS.map(column), csv: null, codecs: null, notes: [] } as const
const onData = {
  files: [holdout],
  format: 'parquet',
  reserved: ['over_50k'],
  schema,
  largestOf: async () => new Map<string, number>(),
} as const

function fileOf(name: string) {
  const file = fixtureFile(`models/${name}.onnx`)
  return { ...file, sha256: createHash('sha256').update(readFileSync(file.path)).digest('hex') }
}

async function judge(candidate: string, baseline: string | null, changes: Partial<SubjectRequest> = {}) {
  const part = await diffSubject({
    candidate: { file: fileOf(candidate), inputs: null },
    baseline: baseline === null ? null : { file: fileOf(baseline), inputs: null },
    servingRuntimes: [],
    served: [],
    consumers: [],
    data: candidate.startsWith('income/numeric') ? onData : null,
    limits,
    probe,
    ...changes,
  })
  const { judgement } = concludeDiff([part], {
    diff: { ...diffSection.parse({}), minRows: 1, consumers: [...(changes.consumers ?? [])] },
    compatibility: 'full',
    today: '2026-11-24',
    dataDigest: null,
    looked: '',
  })
  return { verdict: judgement.verdict, checks: judgement.checks, notes: part.notes }
}

/** The baselines are run once. */
const probed = new Map<string, Promise<Probed>>()
function probe(job: ProbeJob): Promise<Probed> {
  const key = JSON.stringify([job.arm, job.file.reference, job.data === null, job.limits])
  const known = probed.get(key) ?? probeInWorker(job)
  probed.set(key, known)
  return known
}

const grave = (checks: readonly Check[]) =>
  checks.filter(({ outcome }) => outcome !== 'pass').map(({ outcome, id, slice }) => `${outcome} ${id}${slice === null ? '' : ` ${slice}`}`)

// What models/README.md says of each: outcome, rule and subject of all that fails or warns, and what is listed.
test.each([
  ['numeric-same', 'pass', []],
  ['numeric-better', 'pass', []],
  ['numeric-renamed-input', 'fail', ['fail INPUT_RENAMED x']],
  ['numeric-renamed-output', 'fail', ['fail OUTPUT_RENAMED probabilities']],
  ['numeric-logits', 'fail', ['fail OUTPUT_RENAMED probabilities', 'fail OUTPUT_REMOVED label', 'warn OUTPUT_SEMANTICS probabilities']],
  ['numeric-positive-only', 'fail', ['fail OUTPUT_REMOVED label', 'fail DIM_VALUE_CHANGED probabilities']],
  [
    'numeric-fixed-batch',
    'fail',
    ['fail INPUT_DIM_DYNAMIC_TO_FIXED x', 'warn OUTPUT_DIM_DYNAMIC_TO_FIXED label', 'warn OUTPUT_DIM_DYNAMIC_TO_FIXED probabilities'],
  ],
  ['numeric-float64-input', 'fail', ['fail INPUT_DTYPE_CHANGED x']],
  // These have no label output either, as manifest.json says.
  ['numeric-extra-input-required', 'fail', ['fail INPUT_ADDED_REQUIRED shift', 'fail OUTPUT_REMOVED label']],
  ['numeric-extra-input-defaulted', 'fail', ['fail OUTPUT_REMOVED label']],
  ['numeric-classes-swapped', 'fail', ['fail OUTPUT_REMOVED label', 'fail LABEL_MAP_CHANGED classes']],
  ['numeric-zipmap', 'fail', ['fail OUTPUT_DTYPE_CHANGED probabilities']],
  ['numeric-broken-nan', 'fail', ['fail ANSWER_NOT_FINITE probabilities']],
] as const)('%s on the evaluation data: %s', async (name, verdict, expected) => {
  const found = await judge(`income/${name}`, 'income/numeric-baseline')
  expect([found.verdict, grave(found.checks)]).toEqual([verdict, expected])
})

test('the pipeline on made-up inputs, since nobody named data', async () => {
  const renamed = await judge('income/pipeline-renamed-input', 'income/pipeline-baseline')
  expect(grave(renamed.checks)).toEqual(['fail INPUT_RENAMED hours_per_week'])
  expect(renamed.notes).toContain('Output "probabilities": rank correlation 1 on 64 rows, answers differ by at most 0.')
  const whole = await judge('income/pipeline-int64-inputs', 'income/pipeline-baseline')
  expect(new Set(grave(whole.checks).map((line) => line.split(' ')[1]))).toEqual(new Set(['INPUT_DTYPE_CHANGED']))
  expect(whole.notes).toContain('Inputs of other types were made up, so answers were not compared.')
})

test.each([
  ['hangs', 'did not answer batch 1', 3_000],
  ['out-of-memory', 'asked for more memory than there is', 60_000],
  ['external-missing', 'which is not beside it', 60_000],
])('mlp-%s cannot be run: an error, never a pass', async (name, message, timeLimitMs) => {
  const found = await judge(`income/mlp-${name}`, null, { limits: { ...limits, timeLimitMs } })
  expect(found.verdict).toBe('error')
  expect(found.checks.find(({ id }) => id === 'MODEL_NOT_RUN')?.message).toContain(message)
})

test.each(['external-escapes', 'external-absolute'])('mlp-%s fails without being run', async (name) => {
  const found = await judge(`income/mlp-${name}`, null)
  expect([found.verdict, grave(found.checks)]).toEqual(['fail', ['fail EXTERNAL_DATA_CHANGED weights']])
  expect(found.notes).toContain('The candidate was not run, because of EXTERNAL_DATA_CHANGED.')
})

test.each(['lfs-pointer', 'empty'])('mlp-%s is no model', async (name) => {
  await expect(judge(`income/mlp-${name}`, 'income/numeric-baseline')).rejects.toBeInstanceOf(MeasurementError)
})

test('a consumer is named by a range that the answers leave', async () => {
  const consumers: Consumer[] = [{ name: 'checkout', owner: '@payments', expects: { output: 'probabilities', range: [0.2, 0.8] } }]
  const { checks } = await judge('income/numeric-same', 'income/numeric-baseline', { consumers })
  expect(checks.find(({ id }) => id === 'CONSUMER_BROKEN')).toMatchObject({
    outcome: 'fail',
    rule: { consumers: ['checkout (@payments)'] },
    message: expect.stringContaining('This breaks checkout (@payments)'),
  })
})

test('a baseline that cannot be run stops nothing: the candidate is looked at alone', async () => {
  const found = await judge('income/mlp-memory-256mb', 'income/mlp-external-missing')
  expect(found.verdict).not.toBe('error')
  expect(found.notes.join(' ')).toContain('The baseline could not be run, so answers were not compared:')
})
