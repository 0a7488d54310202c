import type { LoadPolicy } from './load/policy.ts'
import type { BenchmarkPolicy } from './policy.ts'

export type ServedPolicy = BenchmarkPolicy & { readonly load: LoadPolicy }

/**
 * What is asked of a served model. It is judged under load alone, so limits of `latency`, the default one included, hold there when `load` has
 * none of its own. What could not be looked at is no policy (src/policy/served-problems.ts).
 */
export function servedPolicy(benchmark: BenchmarkPolicy): ServedPolicy {
  const { load, latency } = benchmark
  if (load === null) throw new Error('a policy with an endpoint and no load')
  return { ...benchmark, load: hasLimits(load.latency) ? load : { ...load, latency } }
}

export function hasLimits(latency: LoadPolicy['latency']): boolean {
  return Object.values(latency).some(({ margin, max }) => margin !== null || max !== null)
}
