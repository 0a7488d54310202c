import { benjaminiHochberg, benjaminiYekutieli, bonferroni, hochberg, holm } from '../../src/stats/multiplicity.ts'
import { expectAllClose, readOracle } from './oracle.ts'

/** statsmodels' multipletests. */
const oracle = readOracle('multiplicity')
const methods = Object.entries({ bonferroni, holm, hochberg, benjaminiHochberg, benjaminiYekutieli })

type Case = (typeof oracle.cases)[number]
describe.each<Case>(oracle.cases)('$p', ({ p, expected }) => {
  test.each(methods)('%s', (method, adjust) => {
    expectAllClose(adjust(p), expected[method].adjusted, oracle.tolerance)
  })
})

test.each(methods)('%s of an empty family', (_, adjust) => {
  expect(adjust([])).toEqual([])
})

test.each([[-0.1], [1.1], [Number.NaN]])('%d is refused', (value) => {
  expect(() => holm([0.5, value])).toThrow('is not a p-value')
})
