import type { BatchTimings, BenchArm } from '../../sources/benchmark/measurements.ts'
import type { BenchmarkPolicy } from './policy.ts'

/** What a key of `latency` asks for: `p99.9` the quantile 0.999, `mean` none. */
export function quantileOf(key: string): number | null {
  if (key === 'mean') return null
  // Fifteen digits: 99.9 / 100 is the double 0.999.
  return Number((Number(key.slice(1)) / 100).toPrecision(15))
}

/** The quantiles that people look at, whatever the policy judges. */
export const SHOWN_QUANTILES = ['p50', 'p90', 'p95', 'p99', 'p99.9'] as const

/** Ascending, each once: those shown and those judged. */
export function quantilesAsked({ latency }: Pick<BenchmarkPolicy, 'latency'>): number[] {
  const all = [...SHOWN_QUANTILES, ...Object.keys(latency)].flatMap((key) => quantileOf(key) ?? [])
  return [...new Set(all)].sort((a, b) => a - b)
}

/** Of one arm in one round, in milliseconds; null where that round has not measured it. */
export function latencyIn(batch: BatchTimings, arm: BenchArm, key: string): number | null {
  const timings = batch.arms[arm]
  if (timings === undefined) return null
  const quantile = quantileOf(key)
  return quantile === null ? timings.meanMs : (timings.quantiles[batch.quantilesAsked.indexOf(quantile)] ?? null)
}

/** The first percentile with a ceiling. */
export function latencyLimitOf(
  latency: BenchmarkPolicy['latency'],
): { readonly key: string; readonly quantile: number; readonly maxMs: number } | null {
  for (const [key, { max }] of Object.entries(latency)) {
    const quantile = quantileOf(key)
    if (max !== null && quantile !== null) return { key, quantile, maxMs: max }
  }
  return null
}
