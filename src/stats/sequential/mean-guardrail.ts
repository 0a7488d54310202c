import { logMeanExp } from './log-mean.ts'
import { oneSidedNormalLogE, tuning } from './normal-mixture.ts'
import { IMPOSSIBLE } from './rate-guardrail.ts'
import type { ByArm, MeanSums } from './readings.ts'
import { followedRatios, type MeanSpec } from './spec.ts'

export type MeanEvidence = {
  readonly kind: 'mean'
  readonly windows: number
  readonly notEvaluable: number
  readonly totals: ByArm<MeanSums>
  /** Requests of the batch that is not full yet. */
  readonly open: ByArm<MeanSums>
  readonly batches: BatchSums
}

/** Sums over batches of both arms' means, less `centre` (stable's first mean), from which every contrast follows. */
export type BatchSums = {
  readonly count: number
  readonly centre: number
  readonly stable: number
  readonly canary: number
  readonly stableSquared: number
  readonly canarySquared: number
  readonly product: number
  /** Σ 1 / requests of a batch. */
  readonly stableInverse: number
  readonly canaryInverse: number
}

const NOTHING: MeanSums = { count: 0, sum: 0, sumOfSquares: 0 }
const NO_BATCHES: BatchSums = {
  count: 0,
  centre: 0,
  stable: 0,
  canary: 0,
  stableSquared: 0,
  canarySquared: 0,
  product: 0,
  stableInverse: 0,
  canaryInverse: 0,
}

export function startMean({ relative, absolute }: MeanSpec): MeanEvidence {
  if (relative === null && absolute === null) throw new RangeError('a guardrail of means needs a margin')
  const arms = { stable: NOTHING, canary: NOTHING }
  return { kind: 'mean', windows: 0, notEvaluable: 0, totals: arms, open: arms, batches: NO_BATCHES }
}

/** A batch is full with thirty requests of each arm: fewer have skewed means, which look better than they are until the tail comes. */
export function addMean(evidence: MeanEvidence, window: ByArm<MeanSums>): MeanEvidence {
  const open = { stable: sum(evidence.open.stable, window.stable), canary: sum(evidence.open.canary, window.canary) }
  const full = Math.min(open.stable.count, open.canary.count) >= REQUESTS_OF_A_BATCH
  return {
    kind: 'mean',
    windows: evidence.windows + 1,
    notEvaluable: evidence.notEvaluable,
    totals: { stable: sum(evidence.totals.stable, window.stable), canary: sum(evidence.totals.canary, window.canary) },
    open: full ? { stable: NOTHING, canary: NOTHING } : open,
    batches: full ? addBatch(evidence.batches, open) : evidence.batches,
  }
}

/** ln e-value of "worse by no more than the margin, and under the ceiling": the mean of both. */
export function meanRollbackLogE(spec: MeanSpec, evidence: MeanEvidence): number {
  const ofMargin = meanMarginLogE(spec, evidence)
  return spec.max === null || spec.max === undefined ? ofMargin : logMeanExp([ofMargin, meanCeilingLogE(spec.max, evidence)])
}

/** ln e-value of "worse by no more than the margin": both parts must be disproven. */
export function meanMarginLogE(spec: MeanSpec, evidence: MeanEvidence): number {
  return Math.min(...contrasts(spec, 1).map((contrast) => contrastLogE(evidence, contrast, 1)))
}

/** ln e-value of "worse by more than `ratio`", of stable's mean and of the absolute margin. */
export function meanExclusionLogE(spec: MeanSpec, evidence: MeanEvidence, index: number): number {
  const ratio = followedRatios(spec)[index]
  if (ratio === undefined) throw new RangeError(`no exclusion number ${index} is followed`)
  return logMeanExp(contrasts(spec, ratio).map((contrast) => contrastLogE(evidence, contrast, -1)))
}

/** ln e-value of "the canary's mean is at most the ceiling": the contrast that leaves stable out. */
export function meanCeilingLogE(max: number, evidence: MeanEvidence): number {
  const contrast = aboveCeiling(max)
  const { count, total, variance } = summed(evidence, contrast)
  // A constant cost is above its ceiling or it is not; rounding of sums alone is no excess.
  if (isSettled(evidence) && !hasSpread(evidence, variance)) return total > ROUNDING * count * Math.abs(max) ? IMPOSSIBLE : 0
  return contrastLogE(evidence, contrast, 1)
}

export function aboveCeiling(max: number): Contrast {
  return { sign: 1, factor: 0, offset: max }
}

/** Why means cannot be judged yet; null: they can. */
export function whyMeanIsOpen({ batches: { count } }: MeanEvidence): string | null {
  return count >= LEAST_BATCHES ? null : `${count} of the ${LEAST_BATCHES} windows with ${REQUESTS_OF_A_BATCH} requests of each arm`
}

export function meanOf({ count, sum: total }: MeanSums): number {
  return total / count
}

/** Harm = sign × canary − factor × stable − offset: above 0 is worse than allowed. */
export type Contrast = { readonly sign: 1 | -1; readonly factor: number; readonly offset: number }

function contrasts({ higherIsWorse, relative, absolute }: MeanSpec, ratio: number): Contrast[] {
  const sign = higherIsWorse ? 1 : -1
  const parts: Contrast[] = []
  if (relative !== null) {
    const factor = higherIsWorse ? Math.max(ratio, 1 + relative) : Math.min(1 / ratio, 1 - relative)
    parts.push({ sign, factor: sign * factor, offset: 0 })
  }
  if (absolute !== null) parts.push({ sign, factor: sign, offset: absolute * ratio })
  return parts
}

/**
 * One-sided normal mixture of the batches' contrasts over their standard deviation: asymptotic, hence none before thirty batches (treating
 * AR(1) windows as independent gives 43 % false alarms at φ = 0.6, batches of ten 3 %; arms subtracted in the same batch cancel shocks).
 *
 * @param direction 1 tests "harm ≤ 0", −1 "harm ≥ 0"
 */
export function contrastLogE(evidence: MeanEvidence, contrast: Contrast, direction: 1 | -1): number {
  const { count, total, variance } = summed(evidence, contrast)
  // Batches without any spread (a constant cost) leave no error to judge by.
  if (!isSettled(evidence) || !hasSpread(evidence, variance)) return 0
  return oneSidedNormalLogE((direction * total) / Math.sqrt(variance), count, RHO)
}

/** A contrast over all batches, and the variance of one. */
function summed({ batches, totals }: MeanEvidence, { sign, factor, offset }: Contrast) {
  const { count, centre, stable, canary, stableSquared, canarySquared, product } = batches
  const centred = sign * canary - factor * stable
  const squares = canarySquared - 2 * sign * factor * product + factor * factor * stableSquared - (centred * centred) / count
  const total = centred + count * (centre * (sign - factor) - offset)
  return { count, total, variance: Math.max(squares / (count - 1), varianceByRequests(batches, totals, factor)) }
}

function isSettled({ batches }: MeanEvidence): boolean {
  return batches.count >= LEAST_BATCHES
}

function hasSpread({ batches: { centre } }: MeanEvidence, variance: number): boolean {
  return variance > Number.EPSILON * centre * centre
}

/**
 * Variance of a batch's contrast, were its requests independent. A canary that has not met the tail of a skewed cost yet looks cheap and
 * steady at once: stable, with many more requests, has, so that its variance is the least that the canary is given.
 */
function varianceByRequests(
  { count, stableInverse, canaryInverse }: BatchSums,
  { stable, canary }: ByArm<MeanSums>,
  factor: number,
): number {
  const ofStable = varianceOf(stable)
  return (factor * factor * ofStable * stableInverse + Math.max(ofStable, varianceOf(canary)) * canaryInverse) / count
}

function varianceOf({ count, sum: total, sumOfSquares }: MeanSums): number {
  return Math.max(0, (sumOfSquares - (total * total) / count) / (count - 1))
}

function addBatch(sums: BatchSums, open: ByArm<MeanSums>): BatchSums {
  const centre = sums.count === 0 ? meanOf(open.stable) : sums.centre
  const [stable, canary] = [meanOf(open.stable) - centre, meanOf(open.canary) - centre]
  return {
    count: sums.count + 1,
    centre,
    stable: sums.stable + stable,
    canary: sums.canary + canary,
    stableSquared: sums.stableSquared + stable * stable,
    canarySquared: sums.canarySquared + canary * canary,
    product: sums.product + stable * canary,
    stableInverse: sums.stableInverse + 1 / open.stable.count,
    canaryInverse: sums.canaryInverse + 1 / open.canary.count,
  }
}

function sum(a: MeanSums, b: MeanSums): MeanSums {
  return { count: a.count + b.count, sum: a.sum + b.sum, sumOfSquares: a.sumOfSquares + b.sumOfSquares }
}

const REQUESTS_OF_A_BATCH = 30
const LEAST_BATCHES = 30
/** Of sums over some thousands of values. */
const ROUNDING = 1e-9

/** Tightest at a hundred batches and one-sided 1 %. */
const RHO = tuning(100, 0.02)
