import type { ConfidenceDistribution } from '../confidence-distribution.ts'
import { pointMass } from '../distributions.ts'
import { pearsonThreeQuantile, pearsonThreeUpperTail } from './pearson-three.ts'
import type { NullMoments } from './permutation-null.ts'

/**
 * A distance beyond chance. A distance is never negative and so is biased upwards: equal populations of many levels look far apart.
 * The estimate is therefore observed − mean of the permutation null; the bounds are observed − quantiles of that null, so that the
 * lower 95 % bound is observed − q95 (statistics of equal populations exceed it in 5 %); the p-value of "distance ≤ x" is the chance
 * of observed − x under the null.
 *
 * @param observed the distance of the two samples, ≥ 0
 */
export function distanceDistribution(observed: number, chance: NullMoments, method: string): ConfidenceDistribution {
  if (chance.standardDeviation === 0) return pointMass(Math.max(0, observed - chance.mean), method)
  return {
    estimate: Math.max(0, observed - chance.mean),
    standardError: chance.standardDeviation,
    method,
    cdf: (x) => pearsonThreeUpperTail(observed - x, chance),
    quantile: (p) => Math.max(0, observed - pearsonThreeQuantile(1 - p, chance)),
  }
}
