import { type OutputPlan, readAnswers } from '../../../src/sources/onnx/read-answers.ts'

const PLAN: OutputPlan = {
  model: 'candidate (m.onnx)',
  task: 'binary-classification',
  output: 'p',
  activation: null,
  positiveColumn: 1,
  classes: null,
}
const multiclass = { task: 'multiclass-classification', classes: 3 } as const

const floats = (dims: readonly number[], ...values: number[]) => ({ type: 'float32', dims, data: Float32Array.from(values) })

test.each([
  // what                                plan                                  tensor                                                       width  values
  ['[n]: the score of positive-label', {}, floats([2], 0.25, 0.75), 1, [0.25, 0.75]],
  ['[n, 1]: the score of positive-label', {}, floats([2, 1], 0.25, 0.75), 1, [0.25, 0.75]],
  ['[n, 2]: the second column', {}, floats([2, 2], 0.75, 0.25, 0.5, 0.5), 1, [0.25, 0.5]],
  ['[n, 2]: the first column', { positiveColumn: 0 }, floats([2, 2], 0.75, 0.25, 0.5, 0.5), 1, [0.75, 0.5]],
  ['[n, K] of a multiclass task', multiclass, floats([1, 3], 0.5, 0.25, 0.25), 3, [0.5, 0.25, 0.25]],
  ['a number for a regression', { task: 'regression' }, floats([2, 1], -3, 1e9), 1, [-3, 1e9]],
  ['a relevance for a ranking', { task: 'ranking' }, floats([2], -3, 4), 1, [-3, 4]],
  ['doubles stay doubles', { task: 'regression' }, { type: 'float64', dims: [1], data: Float64Array.of(0.1) }, 1, [0.1]],
  [
    'whole numbers become doubles',
    { task: 'regression' },
    { type: 'int64', dims: [2], data: BigInt64Array.of(-1n, 2n ** 53n) },
    1,
    [-1, 2 ** 53],
  ],
  [
    'halves: 1, -2, 2^-24, 65504',
    { task: 'regression' },
    { type: 'float16', dims: [4], data: Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff) },
    1,
    [1, -2, 2 ** -24, 65504],
  ],
  [
    'sigmoid: 1/(1+e^0), 1/(1+e^-ln 3)',
    { activation: 'sigmoid' },
    { type: 'float64', dims: [2], data: Float64Array.of(0, Math.log(3)) },
    1,
    [0.5, 0.75],
  ],
  ['sigmoid far out does not overflow', { activation: 'sigmoid' }, floats([2], -1000, 1000), 1, [0, 1]],
  [
    'softmax of two: e^ln 3 : 1',
    { activation: 'softmax' },
    { type: 'float64', dims: [1, 2], data: Float64Array.of(1000, 1000 + Math.log(3)) },
    1,
    [0.75],
  ],
  [
    'softmax of three equal',
    { ...multiclass, activation: 'softmax' },
    { type: 'float64', dims: [1, 3], data: Float64Array.of(5, 5, 5) },
    3,
    [1 / 3, 1 / 3, 1 / 3],
  ],
  ['rounding beyond 1 and below 0 is cut', {}, floats([2], 1.000001, -0.000001), 1, [1, 0]],
  [
    'NaN and infinity pass, to be counted',
    {},
    floats([3], Number.NaN, Number.POSITIVE_INFINITY, 0.5),
    1,
    [Number.NaN, Number.POSITIVE_INFINITY, 0.5],
  ],
] as const)('%s', (_, plan, tensor, width, values) => {
  const answers = readAnswers({ ...PLAN, ...plan }, tensor, tensor.dims[0], 0)
  expect(answers.width).toBe(width)
  expect(answers.values).toHaveLength(values.length)
  const exact = (value: number) => (Number.isNaN(value) ? value : expect.closeTo(value, 12))
  expect([...answers.values]).toEqual(values.map(exact))
})

test.each([
  // what                                  plan                                      tensor                              reason                    says
  ['logits', {}, floats([2], 0.5, 1.2), 'OUTPUT_NOT_PROBABILITY', 'gives 1.2000000476837158 in row 4098'],
  ['logits below 0', {}, floats([1], -0.1), 'OUTPUT_NOT_PROBABILITY', 'in row 4097'],
  ['logits of the third class, second row', multiclass, floats([2, 3], 0, 0, 1, 0, 0, 7), 'OUTPUT_NOT_PROBABILITY', 'gives 7 in row 4098'],
  ['ten columns for a binary task', {}, floats([1, 3], 0, 0, 1), 'OUTPUT_NOT_FOUND', 'gives 3 numbers a row'],
  ['two columns, neither known', { positiveColumn: null }, floats([1, 2], 0, 1), 'OUTPUT_NOT_FOUND', 'nothing says which'],
  ['one column for a multiclass task', multiclass, floats([2, 1], 0, 1), 'OUTPUT_NOT_FOUND', 'one for each class'],
  ['two columns for three classes', multiclass, floats([1, 2], 0, 1), 'OUTPUT_NOT_FOUND', 'gives 2 numbers a row for 3 classes'],
  ['two columns for a regression', { task: 'regression' }, floats([1, 2], 0, 1), 'OUTPUT_NOT_FOUND', 'gives 2 numbers a row'],
  ['softmax of one column', { activation: 'softmax' }, floats([2, 1], 0, 1), 'OUTPUT_NOT_FOUND', '`activation: sigmoid` may be meant'],
  ['strings', {}, { type: 'string', dims: [1], data: ['a'] }, 'OUTPUT_NOT_FOUND', 'holds strings'],
  ['one answer for all rows', {}, floats([1, 2], 0, 1), 'OUTPUT_NOT_FOUND', 'has the shape [1, 2] for 2 rows'],
] as const)('refused: %s', (what, plan, tensor, reasonCode, says) => {
  const rows = what === 'one answer for all rows' ? 2 : tensor.dims[0]
  const read = () => readAnswers({ ...PLAN, ...plan }, tensor, rows, 4096)
  expect(read).toThrow(expect.objectContaining({ reasonCode, message: expect.stringContaining(says) }))
})
