import cdf from '@stdlib/stats-base-dists-t-cdf'
import quantile from '@stdlib/stats-base-dists-t-quantile'

/** P(T ≤ t) of Student's t with `df` > 0 degrees of freedom; accurate relative to itself in the lower tail. */
export function tCdf(t: number, df: number): number {
  return cdf(t, df)
}

/** P(T > t), accurate relative to itself in the upper tail. */
export function tUpperTail(t: number, df: number): number {
  return cdf(-t, df)
}

/** t with P(T ≤ t) = p; the upper half by symmetry, where p's complement is exact. */
export function tQuantile(p: number, df: number): number {
  return p > 0.5 ? -quantile(1 - p, df) : quantile(p, df)
}
