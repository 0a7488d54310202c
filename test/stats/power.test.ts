import { chanceThatEqualPasses, detectableHarm, rowsToDecide, Z_80, Z_95 } from '../../src/stats/power.ts'

test.each([
  // what                                                        actual                                       expected
  ['2.49 standard errors are detectable (Miller 2024)', detectableHarm(1), Z_95 + Z_80],
  ['3.3 times the rows would do, worked by hand', rowsToDecide(1000, 0.006 / 1.645, 0.005), 3291],
  // n = 6.18 · 0.05 / 0.01²: the variance of a 0/1 difference with 5 % flips is 0.05 (statistics.md, A1 "Sample size")
  ['accuracy with 5 % flips to one point', rowsToDecide(1, Math.sqrt(0.05), 0.01), 3092],
  ['accuracy with 2 % flips to one point', rowsToDecide(1, Math.sqrt(0.02), 0.01), 1237],
  ['no error needs no rows', rowsToDecide(1000, 0, 0.005), 0],
  ['no number of rows proves a margin of 0', rowsToDecide(1000, 0.001, 0), Infinity],
  ['at 2.49 standard errors an equal model passes in 80 %', chanceThatEqualPasses(1, Z_95 + Z_80), 0.8],
  ['at 1.645 in half of the cases', chanceThatEqualPasses(1, Z_95), 0.5],
  ['at no margin in 5 %', chanceThatEqualPasses(1, 0), 0.05],
  ['certain without error', chanceThatEqualPasses(0, 0.005), 1],
  ['never without error and margin', chanceThatEqualPasses(0, 0), 0],
])('%s', (_, actual, expected) => {
  if (Number.isFinite(expected)) expect(actual).toBeCloseTo(expected, 12)
  else expect(actual).toBe(expected)
})
