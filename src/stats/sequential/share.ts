import type { ByArm, RateCounts } from './readings.ts'

/** Alternatives of a test, as ln of their ratio to the ratio at the margin: above 0 to prove "worse", below 0 to prove "not worse". */
export type RatioGrid = { readonly logRatios: readonly number[]; readonly excess: readonly number[] }

export function ratioGrid(logRatios: readonly number[]): RatioGrid {
  return { logRatios, excess: logRatios.map((log) => Math.expm1(log)) }
}

/**
 * The stratified share e-process: given a window's failures of both arms, the canary's are a share that the exposures and the ratio of the
 * rates fix, so whatever moves both rates cancels (statistics of Poisson counts given their sum; Lindon and Malek 2022). Each grid point is
 * a likelihood ratio of its alternative against the ratio `margin`; their mean over any fixed weights is an e-process of "ratio ≤ margin"
 * (or "≥ margin" for a grid below 0), by the monotone likelihood ratio. Also valid for Bernoulli failures, conservatively.
 *
 * @param margin ratio of the rates, canary to stable, at the edge of the hypothesis; > 0
 * @param temper power of the likelihood ratio, in (0, 1]
 */
export function addShare(
  logs: readonly number[],
  { stable, canary }: ByArm<RateCounts>,
  margin: number,
  { logRatios, excess }: RatioGrid,
  temper: number,
): readonly number[] {
  const failures = stable.failures + canary.failures
  if (failures === 0 || stable.requests === 0 || canary.requests === 0) return logs
  const share = canary.requests / (stable.requests + canary.requests)
  const step = (share * margin) / (1 + share * (margin - 1))
  const won = temper * canary.failures
  const all = temper * failures
  const sums = logs.slice()
  // θ(mg)/θ(m) = g D(m)/D(mg) and (1 − θ(mg))/(1 − θ(m)) = D(m)/D(mg) with D(x) = 1 + ρ(x − 1): one logarithm a grid point.
  for (let i = 0; i < logs.length; i++) {
    sums[i] = (sums[i] ?? 0) + won * (logRatios[i] ?? 0) - all * Math.log(1 + step * (excess[i] ?? 0))
  }
  return sums
}
