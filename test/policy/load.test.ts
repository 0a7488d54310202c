import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../src/errors.ts'
import { MINIMAL_POLICY } from '../../src/policy/document.ts'
import { parsePolicy, readPolicyFile } from '../../src/policy/load.ts'
import { readFixture } from './fixture.ts'
import { MINIMAL, replaced, withDataKey, withEvaluateKey, withMetric, withModelKey } from './minimal.ts'

function model(text: string, name = 'income') {
  const found = parsePolicy(text, 'sluice.yml').models.get(name)
  if (found === undefined) throw new Error(`no model ${name}`)
  return found
}

test('the whole policy of the design, typed', () => {
  const income = model(readFixture('policy/whole.yml'))
  expect(income).toMatchObject({
    name: 'income',
    task: 'binary-classification',
    positiveLabel: 1,
    subject: {
      kind: 'onnx',
      reference: 'models/income.onnx',
      inputs: { x: ['age', 'hours_per_week'] },
      output: 'probabilities',
      activation: null,
    },
    data: { evaluation: ['data/holdout.parquet'], id: 'row_id', label: 'over_50k', group: 'household_id', weight: null },
    evaluate: {
      confidence: 0.95,
      sliceMargin: { kind: 'multiple', factor: 2 },
      slices: [
        { kind: 'column', column: 'sex' },
        { kind: 'edges', column: 'age', edges: [30, 45, 60] },
        { kind: 'where', name: 'new-hires', where: 'tenure < 1' },
      ],
    },
    diff: { drift: { nulls: { kind: 'absolute', value: 0.02 }, minRows: 2000 } },
    benchmark: { latency: { p50: { margin: { kind: 'relative', share: 0.05 } }, p99: { max: 8 } }, timeBudget: 60_000 },
    rollout: { steps: [0.01, 0.05, 0.25, 0.5], bake: 600_000, deadline: 21_600_000, settle: 3_600_000, falseRollbackRate: 0.01 },
  })
  expect(income.evaluate?.metrics).toEqual({
    roc_auc: { margin: { kind: 'absolute', value: 0.005 }, min: 0.85, max: null, improveBy: null, suspiciousAbove: null, require: null },
    log_loss: { margin: { kind: 'absolute', value: 0.01 }, min: null, max: null, improveBy: null, suspiciousAbove: null, require: null },
  })
})

test('the policy to start from is right, and what it leaves out has its default', () => {
  expect(model(MINIMAL_POLICY, 'my-model').evaluate).toMatchObject({
    confidence: 0.95,
    slices: [],
    minRows: 100,
    minRarerClass: 20,
    onInconclusive: 'block',
    anchor: 'released',
    seed: 1,
    bootstrapResamples: 2000,
    limits: { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 4_294_967_296 },
  })
  expect(model(MINIMAL_POLICY, 'my-model')).toMatchObject({ diff: null, benchmark: null, rollout: null, serving: null })
})

/** How a command or an endpoint is asked when the policy says nothing of it. */
const CALL = {
  file: null,
  baseline: null,
  process: 'once',
  environment: [],
  protocol: null,
  headers: {},
  request: '{{rows}}',
  answers: null,
  rowsPerRequest: 256,
  timeout: 30_000,
  retries: 4,
}

test.each<[name: string, text: string, path: string, value: unknown]>([
  ['time in milliseconds', withEvaluateKey('time-limit: 1.5m'), 'evaluate.limits.timeLimitMs', 90_000],
  ['binary size', withEvaluateKey('memory-limit: 512MiB'), 'evaluate.limits.memoryLimitBytes', 536_870_912],
  ['decimal size', withEvaluateKey('memory-limit: 2GB'), 'evaluate.limits.memoryLimitBytes', 2e9],
  ['share', withEvaluateKey('confidence: 99.9%'), 'evaluate.confidence', 0.999],
  ['points', withMetric('roc_auc: { margin: 0.5pp }'), 'evaluate.metrics.roc_auc.margin', { kind: 'absolute', value: 0.005 }],
  ['share of the baseline', withMetric('log_loss: { margin: 5% }'), 'evaluate.metrics.log_loss.margin', { kind: 'relative', share: 0.05 }],
  [
    'larger of both',
    withMetric('log_loss: { margin: { relative: 5%, absolute: 0.01 } }'),
    'evaluate.metrics.log_loss.margin',
    { kind: 'larger', relative: 0.05, absolute: 0.01 },
  ],
  ['superiority', withMetric('roc_auc: { improve-by: 0.002 }'), 'evaluate.metrics.roc_auc.improveBy', { kind: 'absolute', value: 0.002 }],
  ['ceiling', withMetric('log_loss: { max: 0.4 }'), 'evaluate.metrics.log_loss.max', 0.4],
  [
    'metric that is only reported',
    withMetric('roc_auc: { min: 0.5 }\n        expected_calibration_error:'),
    'evaluate.metrics.expected_calibration_error.margin',
    null,
  ],
  ['margin for slices themselves', withEvaluateKey('slice-margin: 0.01'), 'evaluate.sliceMargin', { kind: 'absolute', value: 0.01 }],
  ['several files', withDataKey('time: day').replace('data/holdout.parquet', '[a.csv, b/*.csv]'), 'data.evaluation', ['a.csv', 'b/*.csv']],
  ['a truth value as label', withModelKey('positive-label: true'), 'positiveLabel', true],
  ['YAML 1.2: yes is a text', withModelKey('positive-label: yes'), 'positiveLabel', 'yes'],
  ['a label in quotes', withModelKey('positive-label: "1"'), 'positiveLabel', '1'],
  ['one column for an input', withModelKey('inputs: { age: years }'), 'subject.inputs', { age: ['years'] }],
  [
    'an alias',
    withDataKey('id: &id row').replace('label: over_50k', 'label: over_50k').concat('      anchor: *id\n'),
    'evaluate.anchor',
    'row',
  ],
  [
    'predictions with their columns',
    replaced(['onnx: models/income.onnx', 'predictions: p.parquet\n    output: [low, high]']),
    'subject',
    { kind: 'predictions', reference: 'p.parquet', columns: ['low', 'high'] },
  ],
  [
    'command',
    replaced(['onnx: models/income.onnx', 'command: python serve.py']),
    'subject',
    { kind: 'command', command: 'python serve.py', inputs: null, output: null, activation: null, call: CALL },
  ],
  [
    'endpoint',
    replaced(['onnx: models/income.onnx', 'endpoint: http://localhost']),
    'subject',
    { kind: 'endpoint', url: 'http://localhost', inputs: null, output: null, activation: null, call: CALL },
  ],
  ['Windows line ends and a byte-order mark', `\ufeff${MINIMAL.replaceAll('\n', '\r\n')}`, 'data.label', 'over_50k'],
])('%s', (_, text, path, value) => {
  const found = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], model(text))
  expect(found).toEqual(value)
})

describe('defaults', () => {
  const two = `version: 1
defaults:
  onnx: models/default.onnx
  task: binary-classification
  data: { label: y, evaluation: data.csv }
  evaluate:
    confidence: 99%
    slices: [sex]
    metrics:
      roc_auc: { margin: 0.01, min: 0.7 }
models:
  plain: {}
  own:
    predictions: p.parquet
    data: { label: z }
    evaluate:
      slices: [race]
      metrics:
        roc_auc: { margin: 0.02 }
        log_loss: { margin: { relative: 5%, absolute: 0.01 } }
`

  test('reach a model that says nothing itself', () => {
    expect(model(two, 'plain')).toMatchObject({
      subject: { kind: 'onnx', reference: 'models/default.onnx' },
      data: { label: 'y' },
      evaluate: { confidence: 0.99 },
    })
  })

  test('give way key by key; lists are one value, and another kind of model takes no subject', () => {
    const own = model(two, 'own')
    expect(own.subject).toEqual({ kind: 'predictions', reference: 'p.parquet', columns: null })
    expect(own.data).toMatchObject({ label: 'z', evaluation: ['data.csv'] })
    expect(own.evaluate).toMatchObject({ confidence: 0.99, slices: [{ kind: 'column', column: 'race' }] })
    expect(own.evaluate?.metrics['roc_auc']).toMatchObject({ margin: { kind: 'absolute', value: 0.02 }, min: 0.7 })
    expect(Object.keys(own.evaluate?.metrics ?? {})).toEqual(['roc_auc', 'log_loss'])
  })
})

describe('a policy that is not there', () => {
  test('comes with one to paste', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'policy-')), 'sluice.yml')
    await expect(readPolicyFile(path)).rejects.toMatchObject({
      name: 'UsageError',
      where: path,
      found: 'there is no such file',
      expected: 'the policy',
    })
    await expect(readPolicyFile(path)).rejects.toThrow(MINIMAL_POLICY)
    writeFileSync(path, MINIMAL)
    await expect(readPolicyFile(path)).resolves.toBe(MINIMAL)
  })

  test('a folder in its place is told apart', async () => {
    await expect(readPolicyFile(tmpdir())).rejects.toThrow(UsageError)
    await expect(readPolicyFile(tmpdir())).rejects.toThrow(/cannot be read \(EISDIR/)
  })
})
