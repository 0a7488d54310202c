import { formatAbout, formatNumber, formatP, formatPercent, formatPlain, usefulDecimals } from '../../src/judge/format-number.ts'

test.each([
  ['first digit of the standard error', 0.0018, 0.005, [0.018], 3],
  ['a smaller error shows more', 0.0006, 0.005, [0.0088], 4],
  ['never fewer than the margin has', 0.02, 0.005, [0.018], 3],
  ['as many as tell a bound from the margin', 0.0018, 0.005, [0.0052], 4],
  ['large numbers', 456, 5_000, [1_234.5], 0],
  ['no standard error: a hundredth of the largest', 0, 0.005, [0.04], 4],
])('decimals: %s', (_, standardError, margin, compared, decimals) => {
  expect(usefulDecimals({ standardError, margin }, compared)).toBe(decimals)
})

test.each([
  [0.0182, 3, '0.018'],
  [-0.003, 3, '−0.003'],
  [-0.0001, 3, '0.000'],
  [1_234_567.8, 0, '1,234,568'],
  [12_400.25, 1, '12,400.3'],
  [3e-9, 3, '3.0e-9'],
  [Number.NaN, 2, 'not a number'],
])('%p with %p decimals is %p', (value, decimals, text) => {
  expect(formatNumber(value, decimals)).toBe(text)
})

test('numbers for themselves', () => {
  expect([0.005, 0.1 + 0.2, 5_000, 0.85125, 0].map((value) => formatPlain(value))).toEqual(['0.005', '0.3', '5,000', '0.85125', '0'])
  expect(formatPlain(0.0123456789, 4)).toBe('0.01235')
  expect([3_291, 12_367, 999_999, 61].map(formatAbout)).toEqual(['3,290', '12,400', '1,000,000', '61'])
  expect([1e-9, 0.00354, 0.05, 0.9997].map(formatP)).toEqual(['< 0.0001', '0.0035', '0.05', '> 0.99'])
  expect([0.95, 0.0123, 0.000123, 1].map(formatPercent)).toEqual(['95 %', '1.2 %', '0.012 %', '100 %'])
})
