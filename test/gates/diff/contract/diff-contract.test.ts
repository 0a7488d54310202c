import type { Contract } from '../../../../src/gates/diff/contract/contract.ts'
import { checkContract, diffContract } from '../../../../src/gates/diff/contract/diff-contract.ts'
import { ruleOf } from '../../../../src/gates/diff/rules/registry.ts'
import { contractOf } from '../../../support/contracts.ts'

const baseline = contractOf('numeric-baseline')
const [input, ...moreInputs] = baseline.inputs
const [label, probabilities] = baseline.outputs
if (input === undefined || moreInputs.length > 0 || label === undefined || probabilities === undefined) throw new Error('another fixture')

const of = (before: Contract, after: Contract) =>
  diffContract(before, after).map(({ rule, severity }) => `${rule} ${severity ?? ruleOf(rule).severity}`)
const shaped = (shape: Contract['inputs'][number]['shape']) => ({ inputs: [{ ...input, shape }] })
const answering = (shape: Contract['inputs'][number]['shape']) => ({ outputs: [label, { ...probabilities, shape }] })

test.each<[string, Partial<Contract>, string[]]>([
  ['nothing', {}, []],
  ['an input less', { inputs: [] }, ['INPUT_REMOVED breaking']],
  ['another input with a default', { inputs: [input, { ...input, name: 'bias', hasDefault: true }] }, ['INPUT_ADDED_DEFAULTED info']],
  ['another input that must be fed', { inputs: [input, { ...input, name: 'bias' }] }, ['INPUT_ADDED_REQUIRED breaking']],
  ['another type of an input', { inputs: [{ ...input, type: 'tensor(double)' }] }, ['INPUT_DTYPE_CHANGED breaking']],
  ['another rank', shaped(['N']), ['RANK_CHANGED breaking']],
  ['another name of the batch', shaped(['batch', 5]), ['SYMBOL_RENAMED info']],
  ['a batch of one', shaped([1, 5]), ['INPUT_DIM_DYNAMIC_TO_FIXED breaking']],
  ['a free width', shaped(['N', null]), ['INPUT_DIM_FIXED_TO_DYNAMIC info']],
  ['another width', shaped(['N', 6]), ['DIM_VALUE_CHANGED breaking']],
  ['no shape', shaped(null), ['INPUT_DIM_FIXED_TO_DYNAMIC info']],
  ['an output with a free width', answering(['N', null]), ['OUTPUT_DIM_FIXED_TO_DYNAMIC risky']],
  ['an output that pins the rows', answering([1, 2]), ['OUTPUT_DIM_DYNAMIC_TO_FIXED risky']],
  ['a new output at the end', { outputs: [label, probabilities, { ...label, name: 'leaf' }] }, ['OUTPUT_ADDED info']],
  ['a new output at the beginning', { outputs: [{ ...label, name: 'leaf' }, label, probabilities] }, ['OUTPUT_ADDED risky']],
  ['outputs the other way round', { outputs: [probabilities, label] }, ['IO_REORDERED risky']],
  [
    'a type that Node cannot pass',
    { outputs: [label, { ...probabilities, type: 'tensor(bfloat16)' }] },
    ['OUTPUT_DTYPE_CHANGED breaking', 'UNSUPPORTED_BY_NODE breaking'],
  ],
  ['another order of the classes', { classes: ['1', '0'] }, ['LABEL_MAP_CHANGED breaking']],
  ['a newer opset', { opsets: { ...baseline.opsets, 'ai.onnx': 21 } }, ['OPSET_RAISED info']],
  ['a newer format', { irVersion: 11 }, ['IR_RAISED info']],
  [
    'a domain that is used',
    { opsets: { ...baseline.opsets, 'com.microsoft': 1 }, operators: { ...baseline.operators, 'com.microsoft::FusedMatMul': 2 } },
    ['DOMAIN_ADDED risky', 'NEW_OP_TYPES info'],
  ],
  [
    'a domain that no runtime registers',
    { opsets: { ...baseline.opsets, 'com.example': 1 }, operators: { ...baseline.operators, 'com.example::Fancy': 1 } },
    ['DOMAIN_ADDED breaking', 'NEW_OP_TYPES info'],
  ],
  ['a domain that is only declared', { opsets: { ...baseline.opsets, 'com.microsoft': 1 } }, []],
  ['side files', { externalData: ['weights.bin'] }, ['EXTERNAL_DATA_CHANGED risky']],
  ['a much larger file', { fileBytes: baseline.fileBytes * 1.2 }, ['SIZE_CHANGED info']],
  ['a small file that is many times as large', { fileBytes: baseline.fileBytes * 12 }, ['SIZE_CHANGED info']],
  ['a file of another class', { fileBytes: 20 * 2 ** 20 }, ['SIZE_CHANGED risky']],
  ['another exporter', { producer: { name: 'other', version: '1' } }, ['PRODUCER_CHANGED info']],
  ['metadata lost', { metadata: {} }, Object.keys(baseline.metadata).map(() => 'METADATA_REMOVED risky')],
])('%s', (_, changes, rules) => {
  expect(of(baseline, { ...baseline, ...changes })).toEqual(rules)
})

const weights = (type: string) => ({ ...baseline, initializers: [{ name: 'w', type, shape: [2], bytes: 8 }] })

test('precision is that of most of the weights', () => {
  expect(of(weights('float'), weights('float16'))).toEqual(['PRECISION_CHANGED risky'])
  expect(of(weights('float'), weights('uint8'))).toEqual(['PRECISION_CHANGED risky'])
  expect(of(weights('float'), weights('float'))).toEqual([])
  // Indices and shapes are no weights.
  expect(of(weights('float'), weights('int64'))).toEqual([])
})

const noted = (metadata: Record<string, string>) => ({ ...baseline, metadata })

test.each([
  ['what preprocessing reads', { mean: '0.485' }, { mean: '0.5' }, ['METADATA_CHANGED risky']],
  ['what nobody reads', { trained_at: '2026-01-01' }, { trained_at: '2026-02-02' }, ['METADATA_CHANGED info']],
  ['the order of the columns', { columns: 'a,b' }, { columns: 'b,a' }, ['METADATA_CHANGED breaking']],
  ['other columns', { columns: 'a,b' }, { columns: 'a,c' }, ['METADATA_CHANGED breaking']],
  ['the same columns in another notation', { columns: 'a,b' }, { columns: '["a", "b"]' }, []],
  ['an entry that is new', {}, { note: 'x' }, []],
  ['a name that JavaScript has by itself', { constructor: 'x' }, {}, ['METADATA_REMOVED risky']],
])('metadata: %s', (_, before, after, rules) => {
  expect(of(noted(before), noted(after))).toEqual(rules)
})

test('a version that somebody keeps must rise with the signature', () => {
  const versions = (before: number, after: number, changes: Partial<Contract>) =>
    of({ ...baseline, modelVersion: before }, { ...baseline, modelVersion: after, ...changes })
  expect(versions(3, 3, shaped(['N', 6]))).toEqual(['DIM_VALUE_CHANGED breaking', 'MODEL_VERSION_NOT_BUMPED risky'])
  expect(versions(3, 4, shaped(['N', 6]))).toEqual(['DIM_VALUE_CHANGED breaking'])
  expect(versions(3, 3, {})).toEqual([])
  expect(versions(0, 0, shaped(['N', 6]))).toEqual(['DIM_VALUE_CHANGED breaking'])
})

test('free dimensions that had to agree', () => {
  const two = (one: string, other: string) => ({
    ...baseline,
    inputs: [
      { ...input, name: 'a', shape: [one, 5] },
      { ...input, name: 'b', shape: [other, 5] },
    ],
  })
  expect(of(two('N', 'N'), two('batch', 'batch'))).toEqual(['SYMBOL_RENAMED info', 'SYMBOL_RENAMED info'])
  expect(of(two('N', 'N'), two('N', 'M'))).toEqual(['SYMBOL_RENAMED info', 'SYMBOL_RENAMED risky'])
})

test('a name is another name where nothing else of its type is gone or new', () => {
  const [one, two] = [
    { ...probabilities, name: 'one' },
    { ...probabilities, name: 'two', shape: ['N', 1] },
  ]
  const diff = (...outputs: Contract['outputs']) =>
    diffContract(baseline, { ...baseline, outputs }).map(({ rule, subject }) => `${rule} ${subject}`)
  expect(diff(label, one)).toEqual(['OUTPUT_RENAMED probabilities'])
  expect(diff(label, two)).toEqual(['OUTPUT_RENAMED probabilities'])
  // The one of the same shape wins; of two of another shape nobody can say.
  expect(diff(label, two, one)).toEqual(['OUTPUT_RENAMED probabilities', 'OUTPUT_ADDED two'])
  expect(diff(label, two, { ...two, name: 'three' })).toEqual(['OUTPUT_REMOVED probabilities', 'OUTPUT_ADDED two', 'OUTPUT_ADDED three'])
})

test.each([
  [{ externalData: ['../../etc/passwd'] }, ['EXTERNAL_DATA_CHANGED breaking']],
  [{ externalData: ['/weights.bin'] }, ['EXTERNAL_DATA_CHANGED breaking']],
  [{ externalData: ['C:\\weights.bin'] }, ['EXTERNAL_DATA_CHANGED breaking']],
  [{ externalData: ['weights/a..b.bin'] }, []],
  [{ opsets: { 'ai.onnx': 6 } }, ['OPSET_TOO_OLD undefined']],
])('what no model may be, whatever it was before: %j', (changes, rules) => {
  expect(checkContract({ ...baseline, ...changes }).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(rules)
})
