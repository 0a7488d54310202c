import { invertDecreasing } from './bisection.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/**
 * The confidence distribution that inverts a score test: `score(x)` is the standard normal statistic of H0 "the parameter is x",
 * decreasing in x between the ends of the parameter's range. The standard error is half the width of the 68.3 % interval: unlike
 * Wald's it does not vanish when nothing was observed to differ, and it agrees with Wald's in large samples.
 */
export function scoreDistribution(
  estimate: number,
  score: (x: number) => number,
  range: { readonly low: number; readonly high: number },
  method: string,
): ConfidenceDistribution {
  const { low, high } = range
  return {
    estimate,
    standardError: (invertDecreasing(score, -1, low, high) - invertDecreasing(score, 1, low, high)) / 2,
    method,
    cdf: (x) => (x < low ? 0 : x >= high ? 1 : normalCdf(-score(x))),
    upperTail: (x) => (x <= low ? 1 : x > high ? 0 : normalCdf(score(x))),
    quantile: (p) => invertDecreasing(score, -normalQuantile(p), low, high),
  }
}
