import { logBeta } from '../beta.ts'
import type { ByArm, RateCounts } from './readings.ts'
import type { RatioGrid } from './share.ts'

/**
 * As `addShare`, exact for Bernoulli failures of any rate: given a window's failures, the canary's are Fisher's noncentral hypergeometric,
 * whose only parameter is the odds ratio. At a rate of ½ and odds 1.2 it finds 96 % where the Poisson form finds 44 %.
 *
 * @param margin odds ratio, canary to stable, at the edge of the hypothesis; at 1 it is the same as a ratio of rates of 1
 */
export function addConditional(
  logs: readonly number[],
  { stable, canary }: ByArm<RateCounts>,
  margin: number,
  { logRatios }: RatioGrid,
  temper: number,
): readonly number[] {
  const failures = stable.failures + canary.failures
  if (failures === 0 || stable.requests === 0 || canary.requests === 0) return logs
  const law = { canary: canary.requests, stable: stable.requests, failures }
  const logMargin = Math.log(margin)
  const atMargin = logNormaliser(law, logMargin)
  return logs.map((log, i) => {
    const logRatio = logRatios[i] ?? 0
    return log + temper * (canary.failures * logRatio - logNormaliser(law, logMargin + logRatio) + atMargin)
  })
}

type Law = { readonly canary: number; readonly stable: number; readonly failures: number }

/**
 * ln Σₖ C(canary, k) C(stable, failures − k) ψᵏ, summed outwards from its largest term by the ratio of neighbours: the terms are
 * log-concave, so that what is left out when one no longer counts is smaller still, and 10⁹ requests need some 10⁵ terms.
 */
export function logNormaliser({ canary, stable, failures }: Law, logOdds: number): number {
  if (logOdds === 0) return logChoose(canary + stable, failures)
  const [least, most] = [Math.max(0, failures - stable), Math.min(canary, failures)]
  const odds = Math.exp(logOdds)
  const mode = modeOf(canary, stable, failures, odds, least, most)
  const ratioAfter = (k: number) => (odds * (canary - k) * (failures - k)) / ((k + 1) * (stable - failures + k + 1))
  let sum = 1
  for (let k = mode, term = 1; k < most && term > NEGLIGIBLE * sum; k++) {
    term *= ratioAfter(k)
    sum += term
  }
  for (let k = mode - 1, term = 1; k >= least && term > NEGLIGIBLE * sum; k--) {
    term /= ratioAfter(k)
    sum += term
  }
  return logChoose(canary, mode) + logChoose(stable, failures - mode) + mode * logOdds + Math.log(sum)
}

/** Where the ratio of neighbours is 1: a root of a quadratic, in the form that does not cancel (Liao and Rosen 2001). */
function modeOf(canary: number, stable: number, failures: number, odds: number, least: number, most: number): number {
  const b = odds * (canary + failures) + stable - failures
  const root = (2 * odds * canary * failures) / (b + Math.sqrt(Math.max(0, b * b - 4 * (odds - 1) * odds * canary * failures)))
  return Math.min(most, Math.max(least, Math.round(root)))
}

function logChoose(n: number, k: number): number {
  return k === 0 || k === n ? 0 : -Math.log(n + 1) - logBeta(n - k + 1, k + 1)
}

const NEGLIGIBLE = 1e-17
