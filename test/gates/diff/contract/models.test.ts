import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeasurementError } from '../../../../src/errors.ts'
import { checkColumns } from '../../../../src/gates/diff/contract/check-columns.ts'
import { checkConsumers } from '../../../../src/gates/diff/contract/check-consumers.ts'
import { checkRuntime } from '../../../../src/gates/diff/contract/check-runtime.ts'
import { type Contract, readContract } from '../../../../src/gates/diff/contract/contract.ts'
import { diffContract } from '../../../../src/gates/diff/contract/diff-contract.ts'
import { ruleOf } from '../../../../src/gates/diff/rules/registry.ts'

const MODELS = join(__dirname, '../../../fixtures/models/income')
const contract = (name: string) => readContract(join(MODELS, `${name}.onnx`), `${name}.onnx`)
const findings = (name: string, baseline: string) => diffContract(contract(baseline), contract(name))
/** What would block or warn; the rest is listed. */
const grave = (name: string, baseline: string) =>
  findings(name, baseline).flatMap(({ rule, subject, severity }) =>
    (severity ?? ruleOf(rule).severity) === 'info' ? [] : [`${rule} ${subject}`],
  )

// What the published models were made to break (models/README.md); the last column is what they change besides.
test.each([
  ['numeric-same', 'numeric-baseline', []],
  ['numeric-worse-small', 'numeric-baseline', []],
  ['numeric-renamed-input', 'numeric-baseline', ['INPUT_RENAMED x']],
  ['numeric-renamed-output', 'numeric-baseline', ['OUTPUT_RENAMED probabilities']],
  ['numeric-logits', 'numeric-baseline', ['OUTPUT_REMOVED label', 'OUTPUT_REMOVED probabilities']],
  ['numeric-positive-only', 'numeric-baseline', ['OUTPUT_REMOVED label', 'DIM_VALUE_CHANGED probabilities']],
  ['numeric-fixed-batch', 'numeric-baseline', ['INPUT_DIM_DYNAMIC_TO_FIXED x']],
  ['numeric-float64-input', 'numeric-baseline', ['INPUT_DTYPE_CHANGED x']],
  ['numeric-extra-input-required', 'numeric-baseline', ['INPUT_ADDED_REQUIRED shift', 'OUTPUT_REMOVED label']],
  ['numeric-extra-input-defaulted', 'numeric-baseline', ['OUTPUT_REMOVED label']],
  ['numeric-classes-swapped', 'numeric-baseline', ['OUTPUT_REMOVED label', 'LABEL_MAP_CHANGED classes']],
  ['numeric-zipmap', 'numeric-baseline', ['OUTPUT_DTYPE_CHANGED probabilities']],
  ['pipeline-same', 'pipeline-baseline', []],
  ['pipeline-renamed-input', 'pipeline-baseline', ['INPUT_RENAMED hours_per_week']],
])('%s against %s', (name, baseline, expected) => {
  expect(grave(name, baseline)).toEqual(expected)
})

test('what is new and harmless is listed', () => {
  const listed = findings('numeric-extra-input-defaulted', 'numeric-baseline').map(({ rule, subject }) => `${rule} ${subject}`)
  expect(listed).toContain('INPUT_ADDED_DEFAULTED shift')
})

test('inputs of another type are refused by the runtime also when wider', () => {
  const changed = grave('pipeline-int64-inputs', 'pipeline-baseline')
  expect(changed.length).toBeGreaterThan(0)
  expect(new Set(changed.map((text) => text.split(' ')[0]))).toEqual(new Set(['INPUT_DTYPE_CHANGED']))
})

const baseline = contract('numeric-baseline')
const changed = (changes: Partial<Contract>): string[] => diffContract(baseline, { ...baseline, ...changes }).map(({ rule }) => rule)
const shaped = (shape: Contract['inputs'][number]['shape']) => ({ inputs: baseline.inputs.map((input) => ({ ...input, shape })) })

test.each<[string, Partial<Contract>, string[]]>([
  ['nothing', {}, []],
  ['a newer opset', { opsets: { ...baseline.opsets, 'ai.onnx': 21 } }, ['OPSET_RAISED']],
  ['an opset that no longer runs', { opsets: { ...baseline.opsets, 'ai.onnx': 6 } }, ['OPSET_TOO_OLD']],
  ['a newer format', { irVersion: 11 }, ['IR_RAISED']],
  [
    'a domain that is used',
    { opsets: { ...baseline.opsets, 'com.microsoft': 1 }, operators: { ...baseline.operators, 'com.microsoft::FusedMatMul': 2 } },
    ['DOMAIN_ADDED', 'NEW_OP_TYPES'],
  ],
  ['a domain that is only declared', { opsets: { ...baseline.opsets, 'com.microsoft': 1 } }, []],
  ['side files', { externalData: ['weights.bin'] }, ['EXTERNAL_DATA_CHANGED']],
  ['a metadata entry lost', { metadata: {} }, Object.keys(baseline.metadata).map(() => 'METADATA_REMOVED')],
  ['a much larger file', { fileBytes: baseline.fileBytes * 1.2 }, ['SIZE_CHANGED']],
  ['another exporter', { producer: { name: 'other', version: '1' } }, ['PRODUCER_CHANGED']],
  ['another rank', shaped(['N']), ['RANK_CHANGED']],
  ['another name of the batch', shaped(['batch', 5]), ['SYMBOL_RENAMED']],
  ['a free width', shaped(['N', null]), ['INPUT_DIM_FIXED_TO_DYNAMIC']],
  ['another width', shaped(['N', 6]), ['DIM_VALUE_CHANGED']],
  [
    'a type that Node cannot pass',
    { outputs: baseline.outputs.map((output) => ({ ...output, type: 'tensor(bfloat16)' })) },
    ['OUTPUT_DTYPE_CHANGED', 'OUTPUT_DTYPE_CHANGED', 'UNSUPPORTED_BY_NODE', 'UNSUPPORTED_BY_NODE'],
  ],
  ['outputs the other way round', { outputs: [...baseline.outputs].reverse() }, ['IO_REORDERED']],
])('%s', (_, changes, rules) => {
  expect(changed(changes)).toEqual(rules)
})

test('weights outside of the folder are breaking', () => {
  const [finding] = diffContract(baseline, { ...baseline, externalData: ['../../etc/passwd'] })
  expect(finding).toMatchObject({ rule: 'EXTERNAL_DATA_CHANGED', severity: 'breaking' })
})

// Limits of the releases 1.22.1 and 1.30.0 as they answer themselves (models/README.md: opset-24-ir-10, ir-12, opset-99).
test.each([
  [24, 10, '1.22', ['RUNTIME_TOO_OLD opset undefined']],
  [17, 12, '1.22.1', ['RUNTIME_TOO_OLD IR version undefined']],
  [22, 10, '1.22', []],
  [24, 12, '1.30.0', []],
  [99, 8, '1.30', ['RUNTIME_TOO_OLD opset undefined']],
  // Between two releases that are known: surely too new for the later one, or unsure.
  [27, 8, '1.25', ['RUNTIME_TOO_OLD opset undefined']],
  [24, 8, '1.25', ['RUNTIME_TOO_OLD opset risky']],
  [17, 8, null, []],
])('opset %s and IR %s on onnxruntime %s', (opset, irVersion, declared, expected) => {
  const { findings: found } = checkRuntime({ ...baseline, irVersion, opsets: { 'ai.onnx': opset } }, declared)
  expect(found.map(({ rule, subject, severity }) => `${rule} ${subject} ${severity}`)).toEqual(expected)
})

test('a runtime that nobody knows is a note, not a pass in silence', () => {
  expect(checkRuntime(baseline, '2.0').notes).toEqual(['What onnxruntime 2.0 loads is not known: the model was not checked against it.'])
})

test('consumers are named by what they read', () => {
  const consumer = (expects: { output: string; dtype?: string }) => [{ name: 'checkout', owner: '@payments', expects }]
  expect(checkConsumers(baseline, consumer({ output: 'probabilities', dtype: 'float' }))).toEqual([])
  expect(checkConsumers(baseline, consumer({ output: 'probabilities', dtype: 'double' }))).toMatchObject([
    { rule: 'CONSUMER_BROKEN', evidence: 'expected double, found tensor(float)' },
  ])
  expect(checkConsumers(baseline, consumer({ output: 'scores' }))).toMatchObject([{ rule: 'CONSUMER_BROKEN', subject: 'scores' }])
})

test('columns that feed the model: there, castable, exact', () => {
  const column = (name: string, type: object) => ({ name, type, nullable: false, nullCount: 0, sketch: null, spelling: null })
  const data = {
    format: 'parquet',
    csv: null,
    codecs: null,
    notes: [],
    columns: [
      column('age', { kind: 'integer', bits: 32, signed: true }),
      column('user', { kind: 'integer', bits: 64, signed: true }),
      column('at', { kind: 'timestamp', unit: 'us', utc: true }),
    ],
  } as unknown as Parameters<typeof checkColumns>[0]['data']
  const found = checkColumns({ candidate: baseline, inputs: { x: ['age', 'user', 'at', 'tenure'] }, data })
  expect(found.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
    'PRECISION_LOST user',
    'INPUT_NOT_CASTABLE at',
    'INPUT_WITHOUT_COLUMN tenure',
  ])
})

/** A linear congruential generator (Numerical Recipes), so that a failure can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('500 mutated and truncated files: a clear error or a contract, never anything else', () => {
  const original = readFileSync(join(MODELS, 'numeric-baseline.onnx'))
  const file = join(tmpdir(), `sluice-mutated-${process.pid}.onnx`)
  const random = randomOf(20_261_124)
  const seen = { read: 0, refused: 0 }
  try {
    for (let index = 0; index < 500; index++) {
      const bytes = Buffer.from(index % 2 === 0 ? original : original.subarray(0, Math.floor(random() * original.length)))
      for (let flips = 0; flips < 8 && bytes.length > 0; flips++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      writeFileSync(file, bytes)
      try {
        diffContract(baseline, readContract(file, 'mutated.onnx'))
        seen.read++
      } catch (error) {
        expect(error).toBeInstanceOf(MeasurementError)
        seen.refused++
      }
    }
  } finally {
    rmSync(file, { force: true })
  }
  // Both happen, or the mutation does nothing.
  expect([seen.read + seen.refused, seen.read > 0, seen.refused > 100]).toEqual([500, true, true])
})
