import { invertDecreasing } from '../bisection.ts'
import { incompleteGammaUpper } from '../gamma.ts'
import { normalQuantile, normalUpperTail } from '../normal.ts'
import type { NullMoments } from './permutation-null.ts'

/** Less skewed than this a gamma variable is a normal one, and its shape parameter (4 / skewness²) loses digits. */
const LEAST_SKEWNESS = 0.02
/** Standard deviations around the mean between which a quantile is looked for: beyond lie less than 1e-12. */
const FARTHEST = 30

/**
 * P(T ≥ x) by a Pearson type III curve (a shifted gamma) of the same mean, variance and skewness. Permutation tests use it since
 * Mielke and Berry, because 400 draws say nothing about p-values below 1/400, and adjusting over columns needs them (Winkler et al.
 * 2016, NeuroImage 141:502).
 */
export function pearsonThreeUpperTail(x: number, { mean, standardDeviation, skewness }: NullMoments): number {
  const z = (x - mean) / standardDeviation
  // A negative skewness comes from few levels; the normal curve has the heavier upper tail then.
  if (skewness < LEAST_SKEWNESS) return normalUpperTail(z)
  const shape = 4 / skewness ** 2
  const scaled = shape + (z * 2) / skewness
  return scaled <= 0 ? 1 : incompleteGammaUpper(shape, scaled)
}

/** x with P(T ≤ x) = p. */
export function pearsonThreeQuantile(p: number, moments: NullMoments): number {
  const { mean, standardDeviation, skewness } = moments
  if (skewness < LEAST_SKEWNESS) return mean + standardDeviation * normalQuantile(p)
  const reach = FARTHEST * standardDeviation
  return invertDecreasing((x) => pearsonThreeUpperTail(x, moments), 1 - p, mean - reach, mean + reach)
}
