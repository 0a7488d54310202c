import type { InputRequest } from '../../../src/sources/onnx/match-inputs.ts'
import { matchInputs } from '../../../src/sources/onnx/match-inputs.ts'
import type { Dimension, ValueFacts } from '../../../src/sources/onnx/model-facts.ts'

const COLUMNS = [
  { name: 'row_id', numeric: true },
  { name: 'age', numeric: true },
  { name: 'sex', numeric: false },
  { name: 'hours_per_week', numeric: true },
  { name: 'over_50k', numeric: true },
]

function input(name: string, shape: readonly Dimension[] | null, element = 'float', hasDefault = false): ValueFacts {
  return { name, type: `tensor(${element})`, element, shape, hasDefault }
}

function request(inputs: readonly ValueFacts[], changes: Partial<InputRequest> & { metadata?: Record<string, string> } = {}): InputRequest {
  const { metadata = {}, ...rest } = changes
  return { model: 'candidate (m.onnx)', facts: { inputs, metadata }, columns: COLUMNS, reserved: ['row_id', 'over_50k'], ...rest }
}

const X2 = input('x', ['N', 2])
const WIDE = ['age', 'hours_per_week']

test.each([
  // what                                             request                                                                             columns by input                       fixed rows
  [
    'one input a column, [N, 1]',
    request([input('age', ['N', 1]), input('sex', [null, 1], 'string')]),
    { age: ['age'], sex: ['sex'] },
    null,
  ],
  ['one input a column, [N]', request([input('age', ['N'])]), { age: ['age'] }, null],
  ['an input without a shape', request([input('age', null)]), { age: ['age'] }, null],
  ["the policy's `inputs`", request([X2], { mapping: { x: ['hours_per_week', 'age'] } }), { x: ['hours_per_week', 'age'] }, null],
  ["the policy's `inputs` before the metadata", request([X2], { mapping: { x: WIDE }, metadata: { columns: 'a,b' } }), { x: WIDE }, null],
  [
    'the `columns` metadata, with commas',
    request([X2], { metadata: { columns: 'hours_per_week, age' } }),
    { x: ['hours_per_week', 'age'] },
    null,
  ],
  [
    'the `columns` metadata, as JSON',
    request([X2], { metadata: { columns: '["hours_per_week","age"]' } }),
    { x: ['hours_per_week', 'age'] },
    null,
  ],
  [
    'the `columns` metadata, by input',
    request([X2, input('y', ['N', 2])], { metadata: { columns: '{"x":["age","hours_per_week"],"y":["row_id","age"]}' } }),
    { x: WIDE, y: ['row_id', 'age'] },
    null,
  ],
  ['the numeric columns that are left, in file order', request([X2]), { x: WIDE }, null],
  [
    'an input of open width takes what the metadata lists',
    request([input('x', ['N', 'D'])], { metadata: { columns: 'age,hours_per_week' } }),
    { x: WIDE },
    null,
  ],
  ['an input with a default is left alone', request([X2, input('shift', [2], 'float', true)]), { x: WIDE }, null],
  [
    'an input with a default is fed when the policy says so',
    request([X2, input('age', ['N', 1], 'float', true)], { mapping: { x: WIDE, age: ['age'] } }),
    { x: WIDE, age: ['age'] },
    null,
  ],
  ['a batch dimension of 1', request([input('x', [1, 2])]), { x: WIDE }, 1],
  [
    'a batch dimension of 8 on every input',
    request([input('age', [8, 1]), input('sex', [8, 1], 'string')]),
    { age: ['age'], sex: ['sex'] },
    8,
  ],
  [
    'an input that this model lacks does no harm',
    request([input('age', ['N', 1])], { mapping: { years: ['age'] } }),
    { age: ['age'] },
    null,
  ],
])('%s', (_, given, columns, fixedRows) => {
  const matched = matchInputs(given)
  expect(Object.fromEntries(matched.plans.map(({ tensor }) => [tensor.name, tensor.columns]))).toEqual(columns)
  expect(matched.fixedRows).toBe(fixedRows)
})

test.each([
  // element   tensor     narrowed
  ['float', 'float32', false],
  ['double', 'float64', false],
  ['float16', 'float32', true],
  ['int64', 'int64', false],
  ['bool', 'bool', false],
  ['string', 'string', false],
])('an input of %s is packed as %s', (element, type, narrowed) => {
  expect(matchInputs(request([input('age', ['N', 1], element)])).plans).toEqual([
    { tensor: { name: 'age', type, columns: ['age'] }, trailing: [1], narrowed },
  ])
})

test.each([
  // shape                  trailing sizes
  [['N'], []],
  [['N', 2], [2]],
  [
    ['N', 1, 2],
    [1, 2],
  ],
  [['N', 'D'], [2]],
  [null, [2]],
] as const)('%j is fed with trailing sizes %j', (shape, trailing) => {
  const columns = shape?.length === 1 ? ['age'] : WIDE
  expect(matchInputs(request([input('x', shape)], { mapping: { x: columns } })).plans[0]?.trailing).toEqual(trailing)
})

test.each([
  // what                                       request                                                                         says
  ['a renamed input', request([input('hours_per_weak', ['N', 1])], { mapping: {} }), 'Did you mean "hours_per_week"?'],
  [
    'all that is missing, at once',
    request([input('a1', ['N', 1]), input('b1', ['N', 1])]),
    '"a1" tensor(float) [N, 1], "b1" tensor(float) [N, 1]',
  ],
  [
    'an input that the policy does not name',
    request([input('features', ['N', 2])], { mapping: { x: WIDE } }),
    'feed "x"; the model takes "features"',
  ],
  ['a column that the data lack', request([X2], { mapping: { x: ['age', 'hours'] } }), 'takes "hours", which the data does not have'],
  ['a column of the metadata that the data lack', request([X2], { metadata: { columns: 'agee,hours_per_week' } }), 'Did you mean "age"?'],
  ['too many columns', request([X2], { mapping: { x: ['age', 'hours_per_week', 'row_id'] } }), 'takes 2 numbers a row and gets 3 columns'],
  ['more numeric columns than the input takes', request([input('x', ['N', 3])]), 'no column feeds its input "x"'],
  ['a vector that is not one entry a row', request([X2, input('shift', [2])]), '"shift" has the shape [2]'],
  ['a scalar', request([X2, input('t', [])]), '"t" has the shape []'],
  ['batch dimensions that differ', request([input('age', [1, 1]), input('hours_per_week', ['N', 1])]), '"age" has the shape [1, 1]'],
  ['a type that no column can feed', request([input('age', ['N', 1], 'bfloat16')]), 'tensor(bfloat16)'],
  [
    'a sequence',
    request([{ name: 'age', type: 'sequence(tensor(float))', element: null, shape: null, hasDefault: false }]),
    'sequence(tensor(float))',
  ],
])('refused: %s', (_, given, says) => {
  expect(() => matchInputs(given)).toThrow(
    expect.objectContaining({ reasonCode: 'INPUT_NOT_MATCHED', message: expect.stringContaining(says) }),
  )
})

test('a guess by file order is said', () => {
  expect(matchInputs(request([X2])).notes).toEqual([
    'candidate (m.onnx): input "x" is fed the numeric columns in file order: "age", "hours_per_week".',
  ])
})

test('names of files cannot break a message', () => {
  const hostile = [{ name: 'a\n::error::b', numeric: true }]
  expect(() => matchInputs(request([input('x', ['N', 3])], { columns: hostile }))).toThrow('"a\\n::error::b"')
})
