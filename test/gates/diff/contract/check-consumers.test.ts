import { checkConsumers, checkRanges } from '../../../../src/gates/diff/contract/check-consumers.ts'
import { contractOf } from '../../../support/contracts.ts'

const baseline = contractOf('numeric-baseline')
const consumer = (expects: { output: string; dtype?: string; range?: [number, number] }) => [
  { name: 'checkout', owner: '@payments', expects },
]

test('an output that is not there, and one of another type', () => {
  expect(checkConsumers(baseline, consumer({ output: 'probabilities', dtype: 'float' }))).toEqual([])
  expect(checkConsumers(baseline, consumer({ output: 'probabilities', dtype: 'double' }))).toMatchObject([
    { rule: 'CONSUMER_BROKEN', evidence: 'expected double, found tensor(float)', consumers: ['checkout (@payments)'] },
  ])
  expect(checkConsumers(baseline, consumer({ output: 'scores' }))).toMatchObject([{ rule: 'CONSUMER_BROKEN', subject: 'scores' }])
})

const probed = (values: number[], madeUp: string[] = []) => ({
  rows: values.length,
  madeUp,
  outputs: [{ name: 'probabilities', element: 'float', rows: values.length, width: 1, values: Float64Array.from(values) }],
  onnxruntime: '1.30.0',
  notes: [],
})
const inUnit = consumer({ output: 'probabilities', range: [0, 1] })

test.each([
  ['inside, the ends included', [0, 0.5, 1], []],
  ['outside', [0, 1.5, -3], ['expected 0 to 1, found 1.5, 2 of 3 numbers']],
  ['NaN is outside of every range', [Number.NaN], ['expected 0 to 1, found NaN, 1 of 1 numbers']],
])('the range that a consumer relies on: %s', (_, values, evidence) => {
  expect(checkRanges(probed(values), inUnit).map((finding) => finding.evidence)).toEqual(evidence)
})

test('on made-up inputs a range that is left is a warning', () => {
  expect(checkRanges(probed([2], ['x']), inUnit)).toMatchObject([{ severity: 'risky' }])
  expect(checkRanges(probed([2]), inUnit)[0]?.severity).toBeUndefined()
})
