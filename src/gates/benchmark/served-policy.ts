import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../../errors.ts'
import { loadLimitOf } from './load/load-round.ts'
import type { LoadPolicy } from './load/policy.ts'
import { type BenchmarkPolicy, benchmarkSection } from './policy.ts'

export type ServedPolicy = BenchmarkPolicy & { readonly load: LoadPolicy }

/**
 * What is asked of a served model. It is judged under load alone, so limits of `latency` hold there when `load` has none of its own, the
 * default one included. What cannot be measured from here is refused: a limit that nobody looks at would be taken for one that holds.
 *
 * @throws UsageError
 */
export function servedPolicy(name: string, benchmark: BenchmarkPolicy): ServedPolicy {
  const { load, latency, memory, cpu } = benchmark
  if (load === null) throw loadWanted(name)
  if (memory !== null) throw notSeen(name, 'memory')
  if (cpu !== null) throw notSeen(name, 'cpu')
  const served = { ...benchmark, load: { ...load, latency: limitsUnderLoad(name, load, latency) } }
  if (served.cost !== null && loadLimitOf(served.load) === null) throw noCapacity(name)
  return served
}

function limitsUnderLoad(name: string, load: LoadPolicy, latency: BenchmarkPolicy['latency']): LoadPolicy['latency'] {
  if (hasLimits(load.latency)) {
    if (isDeepStrictEqual(latency, benchmarkSection.parse({}).latency)) return load.latency
    throw limitedTwice(name)
  }
  if ('mean' in latency) throw noMean(name)
  return latency
}

function hasLimits(latency: LoadPolicy['latency']): boolean {
  return Object.values(latency).some(({ margin, max }) => margin !== null || max !== null)
}

function loadWanted(name: string): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark`,
    found: 'an endpoint and no `load`',
    expected: '`load`: a served model is judged under load',
    remedy: 'For example `load: { rate: 50/s, latency: { p99: { max: 20ms } } }`.',
  })
}

function notSeen(name: string, key: 'memory' | 'cpu'): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark.${key}`,
    found: `a limit on the ${key === 'cpu' ? 'processor time' : 'memory'} of an endpoint`,
    expected: 'limits of `load` and `cost`: what its server uses cannot be seen from here',
    remedy: `Remove \`${key}\`; to have it judged, name the ONNX file instead of the endpoint.`,
  })
}

function limitedTwice(name: string): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark.latency`,
    found: 'limits in `latency` and in `load.latency` of an endpoint',
    expected: 'one of them: a served model has no other latency than that under load',
    remedy: 'Move what shall hold to `load.latency`, and remove `latency`.',
  })
}

function noMean(name: string): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark.latency.mean`,
    found: 'a limit on the mean latency of an endpoint',
    expected: 'percentiles: under load a request that is never answered has no latency to take a mean of',
    remedy: 'Write `p50` or `p90` in its place.',
  })
}

function noCapacity(name: string): UsageError {
  return new UsageError({
    where: `models.${name}.benchmark.cost`,
    found: 'the cost of an endpoint, and no ceiling under load',
    expected: 'a `max` in `load.latency`: what a machine answers is the highest rate that keeps it',
    remedy: 'For example `load: { rate: 50/s, latency: { p99: { max: 20ms } } }`.',
  })
}
