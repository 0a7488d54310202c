import { makeUpValues } from '../../../src/sources/probe/made-up-values.ts'
import { planProbe } from '../../../src/sources/probe/plan-probe.ts'

const value = (name: string, element: string | null, shape: readonly (number | string | null)[] | null, hasDefault = false) => ({
  name,
  type: `tensor(${element})`,
  element,
  shape,
  hasDefault,
})
const x = value('x', 'float', ['N', 2])
const columns = ['age', 'hours'].map((name) => ({ name, numeric: true }))
const plan = (inputs: ReturnType<typeof value>[], mapping?: Record<string, string[]>, metadata: Record<string, string> = {}) => {
  const { fed, madeUp, fixedRows } = planProbe({
    model: 'm',
    facts: { inputs, metadata },
    columns,
    reserved: [],
    ...(mapping === undefined ? {} : { mapping }),
  })
  return {
    fed: fed.map(({ tensor }) => `${tensor.name}: ${tensor.columns.join(' ')}`),
    madeUp: madeUp.map(({ name, byRow, sizes }) => `${name} ${byRow ? 'by row' : 'constant'} [${sizes.join(', ')}]`),
    fixedRows,
  }
}

test.each([
  ['as the policy says', [x], { x: ['hours', 'age'] }, ['x: hours age'], []],
  ['renamed: the policy feeds the old name', [value('features', 'float', ['N', 2])], { x: ['age', 'hours'] }, ['features: age hours'], []],
  ['a constant beside the rows', [x, value('shift', 'float', [2])], { x: ['age', 'hours'] }, ['x: age hours'], ['shift constant [2]']],
  ['a default needs nothing', [x, value('shift', 'float', [2], true)], { x: ['age', 'hours'] }, ['x: age hours'], []],
  ['nothing feeds it', [value('image', 'float', ['N', 3, 'h', null])], undefined, [], ['image by row [3, 8, 8]']],
])('%s', (_, inputs, mapping, fed, madeUp) => {
  expect(plan(inputs, mapping)).toEqual({ fed, madeUp, fixedRows: null })
})

test('rows that the model pins, and sizes that say nothing', () => {
  expect(plan([value('x', 'float', [1, 2])], { x: ['age', 'hours'] }).fixedRows).toBe(1)
  expect(plan([value('x', 'float', [-1, 2])], { x: ['age', 'hours'] }).fixedRows).toBeNull()
})

test('types that no tensor can be made of are refused', () => {
  expect(() => plan([value('z', 'complex64', ['N', 7])])).toThrow('its input "z" is tensor(complex64), for which no value can be made up')
})

test('made-up values: the same for the same place, and what tokenizers mean', () => {
  const input = { name: 'a', type: 'float32', narrowed: false, byRow: true, sizes: [3] } as const
  const values = makeUpValues('m', input, 10, 0)
  expect(values).toHaveLength(30)
  expect(makeUpValues('m', { ...input, name: 'b' }, 10, 0)).toEqual(values)
  expect(makeUpValues('m', input, 10, 1)).not.toEqual(values)
  const ids = { ...input, type: 'int64' } as const
  expect(new Set<unknown>(makeUpValues('m', { ...ids, name: 'attention_mask' }, 4, 1))).toEqual(new Set([1n]))
  expect(new Set<unknown>(makeUpValues('m', { ...ids, name: 'token_type_ids' }, 4, 2))).toEqual(new Set([0n]))
  expect(makeUpValues('m', { ...input, byRow: false }, 10, 0)).toEqual(new Float32Array(3))
  expect(() => makeUpValues('m', { ...input, sizes: [1e12] }, 10, 0)).toThrow('too many to make up')
})
