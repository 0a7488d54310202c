import { asRate, type Boundary, binomialPairLogE } from './binomial-pair.ts'
import { addConditional } from './conditional.ts'
import { addDifference } from './difference.ts'
import { betterThan, FRACTIONS_ABOVE, FRACTIONS_BELOW, WORSE } from './grids.ts'
import { logMeanExp } from './log-mean.ts'
import type { ByArm, RateCounts } from './readings.ts'
import { addShare, type RatioGrid } from './share.ts'

/**
 * A hypothesis about the rates of two arms that the windows may disprove, in two parts: a ratio and a difference. "Worse than the larger of
 * both" is disproven when either is; "not worse than the larger of both" when each is. A part that is null is not asked.
 */
export type Claim = {
  readonly ratio: { readonly margin: number; readonly grid: RatioGrid } | null
  readonly difference: { readonly margin: number; readonly fractions: readonly number[] } | null
}

/** ln likelihood ratio of each grid point of each part, summed over windows; empty where the part is not asked. */
export type ClaimLogs = { readonly ratio: readonly number[]; readonly difference: readonly number[] }

/** What was chosen before the window was seen. */
export type Ahead = { readonly rate: number; readonly temper: number; readonly bernoulli: boolean }

/** H0 "the canary is not worse than the margin": disproven, the canary is rolled back. */
export function notWorseThan(ratio: number | null, difference: number | null): Claim {
  return {
    ratio: ratio === null ? null : { margin: ratio, grid: WORSE },
    difference: difference === null ? null : { margin: difference, fractions: FRACTIONS_ABOVE },
  }
}

/** H0 "the canary is worse than the margin": disproven, that much harm is excluded. */
export function worseThan(ratio: number | null, difference: number | null): Claim {
  return {
    ratio: ratio === null ? null : { margin: ratio, grid: betterThan(ratio) },
    difference: difference === null ? null : { margin: difference, fractions: FRACTIONS_BELOW },
  }
}

export function startClaim({ ratio, difference }: Claim): ClaimLogs {
  return { ratio: zeros(ratio?.grid.logRatios.length ?? 0), difference: zeros(difference?.fractions.length ?? 0) }
}

export function addWindow(claim: Claim, logs: ClaimLogs, window: ByArm<RateCounts>, ahead: Ahead): ClaimLogs {
  return { ratio: addToRatio(claim, logs.ratio, window, ahead), difference: addToDifference(claim, logs.difference, window, ahead) }
}

/** Of "not worse than the larger margin": both parts must be disproven. */
export function logEOfBoth(claim: Claim, logs: ClaimLogs): number {
  return Math.min(...partsOf(claim, logs))
}

/** Of "worse than the larger margin", which implies both parts: one of them is enough, and their mean is an e-process of it. */
export function logEOfEither(claim: Claim, logs: ClaimLogs): number {
  return logMeanExp(partsOf(claim, logs))
}

function partsOf(claim: Claim, logs: ClaimLogs): number[] {
  const ratio = claim.ratio === null ? [] : [logMeanExp(logs.ratio)]
  return claim.difference === null ? ratio : [...ratio, logMeanExp(logs.difference)]
}

function addToRatio({ ratio }: Claim, logs: readonly number[], window: ByArm<RateCounts>, ahead: Ahead): readonly number[] {
  if (ratio === null) return logs
  const { margin, grid } = ratio
  if (!ahead.bernoulli) return addShare(logs, window, margin, grid, ahead.temper)
  // Equal rates are equal odds; any other ratio of rates is no ratio of odds, and keeps its meaning in the unconditional form alone.
  if (margin === 1) return addConditional(logs, window, margin, grid, ahead.temper)
  const boundary = { slope: margin, offset: 0 }
  return logs.map((log, i) => {
    const logRatio = grid.logRatios[i] ?? 0
    return log + ahead.temper * betLogE(window, ahead.rate, margin * Math.exp(logRatio) * ahead.rate, boundary, logRatio > 0)
  })
}

function addToDifference({ difference }: Claim, logs: readonly number[], window: ByArm<RateCounts>, ahead: Ahead): readonly number[] {
  if (difference === null) return logs
  const { margin, fractions } = difference
  if (!ahead.bernoulli) return addDifference(logs, window, margin, fractions, ahead)
  if (margin >= 1) return logs
  const boundary = { slope: 1, offset: margin }
  return logs.map((log, i) => {
    const fraction = fractions[i] ?? 1
    return log + ahead.temper * betLogE(window, ahead.rate, ahead.rate + margin * fraction, boundary, fraction > 1)
  })
}

/** A bet on a rate above 1 is cut, and may then lie within the hypothesis: such a bet is not made. */
function betLogE(window: ByArm<RateCounts>, stable: number, canary: number, boundary: Boundary, worse: boolean): number {
  const bet = { stable: asRate(stable), canary: asRate(canary) }
  const edge = boundary.slope * bet.stable + boundary.offset
  return (worse ? bet.canary > edge : bet.canary < edge) ? binomialPairLogE(window, bet, boundary) : 0
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0)
}
