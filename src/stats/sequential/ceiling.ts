import type { RateCounts } from './readings.ts'

/**
 * One arm against a fixed rate: likelihood ratios of odds multiplied by each factor. Factors above 1 test "rate ≤ ceiling", below 1 "rate ≥
 * ceiling". Exact for Bernoulli failures whatever the rate does below (above) the ceiling.
 */
export function addCeiling(
  logs: readonly number[],
  { requests, failures }: RateCounts,
  ceiling: number,
  factors: readonly number[],
  temper: number,
): readonly number[] {
  return logs.map((log, i) => {
    const factor = factors[i] ?? 1
    // (1 − p) / (1 − p₀) is 1 / (1 + p₀(f − 1)) at odds times f, and p / p₀ is f times that.
    return log + temper * (failures * Math.log(factor) - requests * Math.log1p(ceiling * (factor - 1)))
  })
}

export const FACTORS_ABOVE: readonly number[] = [1.25, 1.5, 2, 3, 5, 10, 30]
export const FACTORS_BELOW: readonly number[] = [0.8, 0.65, 0.5, 0.25, 0.1]
