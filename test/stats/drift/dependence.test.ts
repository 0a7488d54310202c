import { chunkMargin } from '../../../src/stats/drift/chunk-margin.ts'
import { dependenceChange } from '../../../src/stats/drift/dependence.ts'
import { totalVariation } from '../../../src/stats/drift/distances.ts'

describe('change of dependence', () => {
  test('from always together to never together, by hand: residuals of ±1/4 in four cells become ∓1/4', () => {
    expect(dependenceChange({ reference: [50, 0, 0, 50], current: [0, 50, 50, 0] }, 2)).toBeCloseTo(1, 12)
    expect(dependenceChange({ reference: [50, 0, 0, 50], current: [25, 25, 25, 25] }, 2)).toBeCloseTo(0.5, 12)
  })

  test('where the margins agree it is the total variation of the tables', () => {
    const counts = { reference: [30, 20, 10, 40], current: [38, 12, 2, 48] }
    expect(dependenceChange(counts, 2)).toBeCloseTo(totalVariation(counts), 12)
  })

  test('independent columns whose margins change have not changed their dependence', () => {
    expect(dependenceChange({ reference: [25, 25, 25, 25], current: [63, 27, 7, 3] }, 2)).toBeCloseTo(0, 12)
  })

  test('a sample without rows', () => {
    expect(() => dependenceChange({ reference: [0, 0, 0, 0], current: [1, 0, 0, 0] }, 2)).toThrow('no rows')
  })
})

test('the margin of chunks: mean and three standard deviations (n − 1), by hand', () => {
  // Mean 0.04, squares of the deviations 4e-4, 0, 4e-4: variance 4e-4, deviation 0.02.
  expect(chunkMargin([0.02, 0.04, 0.06], 0.01)).toBeCloseTo(0.1, 12)
  expect(chunkMargin([0, 0, 0.001], 0.02)).toBe(0.02)
})
