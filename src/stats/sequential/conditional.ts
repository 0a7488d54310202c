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
  const normaliser = normaliserOf({ canary: canary.requests, stable: stable.requests, failures })
  const logMargin = Math.log(margin)
  const atMargin = normaliser(logMargin)
  const sums = logs.slice()
  for (let i = 0; i < logs.length; i++) {
    const logRatio = logRatios[i] ?? 0
    sums[i] = (sums[i] ?? 0) + temper * (canary.failures * logRatio - normaliser(logMargin + logRatio) + atMargin)
  }
  return sums
}

type Law = { readonly canary: number; readonly stable: number; readonly failures: number }

/**
 * ψ → ln Σₖ C(canary, k) C(stable, failures − k) ψᵏ less a constant, summed outwards from the largest term by the ratio of neighbours: the
 * terms are log-concave, so that what is left out when one no longer counts is smaller still, and 10⁹ requests need some 10⁵ terms.
 */
export function normaliserOf(law: Law): (logOdds: number) => number {
  const { canary, stable, failures } = law
  const [least, most] = [Math.max(0, failures - stable), Math.min(canary, failures)]
  const ratioAfter = (k: number) => ((canary - k) * (failures - k)) / ((k + 1) * (stable - failures + k + 1))
  const few = most - least <= KEPT_TERMS
  const ratios = few ? valuesOf(ratioAfter, least, most) : null
  const logTerms = ratios === null ? null : cumulativeLogs(ratios)
  const ratio = ratios === null ? ratioAfter : (k: number) => ratios[k - least] ?? 0
  const logTerm = logTerms === null ? logTermOf(law) : (k: number) => logTerms[k - least] ?? 0
  return (logOdds) => {
    const odds = Math.exp(logOdds)
    const mode = modeOf(law, odds, least, most)
    let sum = 1
    for (let k = mode, term = 1; k < most && term > NEGLIGIBLE * sum; k++) {
      term *= odds * ratio(k)
      sum += term
    }
    for (let k = mode - 1, term = 1; k >= least && term > NEGLIGIBLE * sum; k--) {
      term /= odds * ratio(k)
      sum += term
    }
    return logTerm(mode) + mode * logOdds + Math.log(sum)
  }
}

function valuesOf(ratioAfter: (k: number) => number, least: number, most: number): Float64Array {
  const values = new Float64Array(most - least)
  for (let k = least; k < most; k++) values[k - least] = ratioAfter(k)
  return values
}

function cumulativeLogs(ratios: Float64Array): Float64Array {
  const logs = new Float64Array(ratios.length + 1)
  for (let i = 0; i < ratios.length; i++) logs[i + 1] = (logs[i] ?? 0) + Math.log(ratios[i] ?? 1)
  return logs
}

function logTermOf({ canary, stable, failures }: Law): (k: number) => number {
  return (k) => logChoose(canary, k) + logChoose(stable, failures - k)
}

/** Where the ratio of neighbours is 1: a root of a quadratic, in the form that does not cancel (Liao and Rosen 2001). */
function modeOf({ canary, stable, failures }: Law, odds: number, least: number, most: number): number {
  const b = odds * (canary + failures) + stable - failures
  const root = (2 * odds * canary * failures) / (b + Math.sqrt(Math.max(0, b * b - 4 * (odds - 1) * odds * canary * failures)))
  return Math.min(most, Math.max(least, Math.round(root)))
}

function logChoose(n: number, k: number): number {
  return k === 0 || k === n ? 0 : -Math.log(n + 1) - logBeta(n - k + 1, k + 1)
}

const NEGLIGIBLE = 1e-17
/** Up to so many terms their ratios are computed once for the whole grid. */
const KEPT_TERMS = 4096
