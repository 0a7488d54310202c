import { normalUpperTail } from './normal.ts'

/**
 * p-value of a subset whose sum is so low or lower, when the subset is a random one of its size drawn without replacement: the
 * Fisher–Pitman permutation test of two means by its normal limit (mean and variance exact: Cochran 1977, Sampling Techniques, §2.5).
 * It is the difference of the means inside and outside over its standard error.
 *
 * @param population size, sum and sum of squares of all values, the subset's among them
 * @param subset size and sum
 * @returns in [0, 1]; 1 where nothing can differ (an empty subset, a subset of all, values all equal)
 */
export function randomSubsetShortfall(
  population: { readonly size: number; readonly sum: number; readonly sumOfSquares: number },
  subset: { readonly size: number; readonly sum: number },
): number {
  const { size, sum, sumOfSquares } = population
  if (subset.size === 0 || subset.size >= size) return 1
  const mean = sum / size
  const variance = (sumOfSquares - sum * mean) / (size - 1)
  if (!(variance > 0)) return 1
  const standardError = Math.sqrt(variance * subset.size * (1 - subset.size / size))
  return normalUpperTail((subset.size * mean - subset.sum) / standardError)
}
