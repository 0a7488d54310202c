import { normalQuantile } from '../../src/stats/normal.ts'
import { answersOf, estimateOf, regressionSample } from './samples.ts'
import { seededWeights } from './seeded-samples.ts'

/** Errors that lie exactly at the quantiles of a normal distribution: their median is 0.6744897501960817 (Φ⁻¹(0.75)). */
const normalErrors = (rows: number) => Array.from({ length: rows }, (_, i) => normalQuantile((i + 0.5) / rows))
const estimate = (errors: number[], weight?: number[]) =>
  estimateOf('median_absolute_error', regressionSample(new Float64Array(errors.length), weight), answersOf(errors))

const standardError = (influence: Float64Array | null) => {
  if (influence === null) throw new Error('no influence values')
  return Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / influence.length
}

/** √(½·½ / n) / f, where f = 2φ(0.67449) = 0.6355532 is the density of |N(0, 1)| at its median. */
const asymptotic = (rows: number) => 0.5 / 0.6355532 / Math.sqrt(rows)

test.each([5_000, 20_000, 100_000])('%d normal errors: the asymptotic standard error of a median within 3 %', (rows) => {
  const { value, influence } = estimate(normalErrors(rows))
  expect(value).toBeCloseTo(0.6744897501960817, 3)
  expect(standardError(influence) / asymptotic(rows)).toBeGreaterThan(0.97)
  expect(standardError(influence) / asymptotic(rows)).toBeLessThan(1.03)
})

test('weights cost what their design effect says: √(n Σw² / (Σw)²)', () => {
  const rows = 20_000
  const weight = seededWeights(rows, 3)
  const sum = weight.reduce((total, w) => total + w, 0)
  const squares = weight.reduce((total, w) => total + w * w, 0)
  const ratio = standardError(estimate(normalErrors(rows), weight).influence) / ((asymptotic(rows) * Math.sqrt(rows * squares)) / sum)
  expect(ratio).toBeGreaterThan(0.95)
  expect(ratio).toBeLessThan(1.05)
})

test.each([
  ['too few rows for a density', normalErrors(4_999)],
  ['so many tied errors that there is no density', normalErrors(6_000).map((error) => Math.sign(error))],
])('%s: no influence values, so it is bootstrapped', (_, errors) => {
  expect(estimate(errors).influence).toBeNull()
})

test.each([
  // what                                        errors           weights       median
  ['odd', [1, 5, 2], undefined, 2],
  ['even: the mean of both neighbours', [1, 5, 2, 4], undefined, 3],
  ['a weight counts as that many rows', [1, 5, 2], [1, 3, 1], 5],
  ['half the weight reached exactly', [1, 5, 2], [1, 2, 1], 3.5],
  ['a row of weight 0 is not there', [1, 3, 5, 2], [1, 0, 2, 1], 3.5],
] as const)('%s', (_, errors, weight, median) => {
  expect(estimate([...errors], weight === undefined ? undefined : [...weight]).value).toBe(median)
})
