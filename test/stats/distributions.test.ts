import { negated, normalDistribution, pointMass, scaled, shifted, tDistribution, upperTail } from '../../src/stats/distributions.ts'

const gain = normalDistribution(-0.018, 0.0018, 'delong')

test.each([
  // what                                          actual                                        expected
  ['harm is the gain, turned', negated(gain).estimate, 0.018],
  ['its lower bound is the upper bound, turned', negated(gain).quantile(0.05), 0.018 - 1.6448536269514722 * 0.0018],
  ['its upper bound', negated(gain).quantile(0.95), 0.018 + 1.6448536269514722 * 0.0018],
  ['how far 0.82 falls below a floor of 0.85', shifted(negated(normalDistribution(0.82, 0.01, 'delong')), 0.85).estimate, 0.03],
  ['with the same error', shifted(negated(gain), 0.85).standardError, 0.0018],
  ['its bound moves along', shifted(gain, 1).quantile(0.5), 0.982],
  ['in percent', scaled(gain, 100).quantile(0.95), -1.8 + 100 * 1.6448536269514722 * 0.0018],
  ['a negative factor turns it', scaled(gain, -2).quantile(0.95), 0.036 + 2 * 1.6448536269514722 * 0.0018],
])('%s', (_, actual, expected) => {
  expect(actual).toBeCloseTo(expected, 14)
})

test('a turned distribution keeps the digits of a small p-value', () => {
  // Φ(−10) by mpmath: harm 0.018, standard error 0.0018, margin 0
  expect(negated(gain).cdf(0) / 7.619853024160525e-24).toBeCloseTo(1, 10)
})

test.each([
  ['itself', pointMass(0, 'delong')],
  ['turned', negated(pointMass(0, 'delong'))],
  ['turned and shifted', shifted(negated(pointMass(0.1, 'delong')), 0.1)],
  ['scaled', scaled(pointMass(0, 'delong'), 3)],
  ['from a standard error of 0', normalDistribution(0, 0, 'delong')],
  ['t with no error', tDistribution(0, 0, 5, 'paired-t')],
])('a point mass, %s: p-value 1 on both sides, bounds 0, never -0', (_, distribution) => {
  expect([distribution.estimate, distribution.quantile(0.05), distribution.quantile(0.95)]).toEqual([0, 0, 0])
  expect([distribution.cdf(-1e-9), distribution.cdf(0), distribution.cdf(0.005)]).toEqual([0, 1, 1])
  expect([upperTail(distribution, -0.005), upperTail(distribution, 0), upperTail(distribution, 1e-9)]).toEqual([1, 1, 0])
})

test('without a tail of its own, the upper tail is the complement', () => {
  const plain = { estimate: 0, standardError: 1, method: 'x', cdf: () => 0.3, quantile: () => 0 }
  expect(upperTail(plain, 1)).toBe(0.7)
})

test.each([
  ['an estimate that is NaN', () => normalDistribution(Number.NaN, 1, 'x'), 'the estimate is NaN'],
  ['a standard error that is NaN', () => normalDistribution(0, Number.NaN, 'x'), 'the standard error is NaN'],
  ['no degrees of freedom', () => tDistribution(0, 1, 0, 'x'), '0 degrees of freedom'],
  ['a factor of 0', () => scaled(gain, 0), 'cannot be scaled by 0'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message)
})
