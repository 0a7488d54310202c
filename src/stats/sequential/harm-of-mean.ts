import type { Harm } from './harm.ts'
import { logMeanExp } from './log-mean.ts'
import { aboveCeiling, type Contrast, contrastLogE, type MeanEvidence, meanOf } from './mean-guardrail.ts'
import type { MeanSpec } from './spec.ts'

/**
 * Harm of a guardrail of means, in the metric's unit, with bounds that hold at every look once there are batches enough to judge by: the
 * margins that the live judge's own test, at this level, would not disprove.
 *
 * @param alpha of each bound, one-sided
 * @returns null where an arm has no requests
 */
export function harmOfMean(spec: MeanSpec, evidence: MeanEvidence, alpha: number): Harm | null {
  const { batches, totals } = evidence
  if (totals.stable.count === 0 || totals.canary.count === 0) return null
  const ofBatches = { stable: batches.centre + batches.stable / batches.count, canary: batches.centre + batches.canary / batches.count }
  const { stable, canary } = batches.count === 0 ? { stable: meanOf(totals.stable), canary: meanOf(totals.canary) } : ofBatches
  const harm = spec.higherIsWorse ? canary - stable : stable - canary
  const margin = Math.max(Math.abs(stable) * (spec.relative ?? 0), spec.absolute ?? 0)
  const threshold = -Math.log(alpha)
  const logEs = (at: number, direction: 1 | -1) => contrastsAt(at, margin, spec).map((one) => contrastLogE(evidence, one, direction))
  return {
    stable,
    canary,
    harm,
    lower: endOf(harm, -1, (at) => Math.min(...logEs(at, 1)) >= threshold),
    upper: endOf(harm, 1, (at) => logMeanExp(logEs(at, -1)) >= threshold),
    margin,
  }
}

/**
 * The canary's mean over its ceiling, which stands for stable's; bounds as above: the ceilings that the live judge's test would not disprove.
 *
 * @returns null where the canary has no requests
 */
export function harmOfMeanCeiling(max: number, evidence: MeanEvidence, alpha: number): Harm | null {
  const { batches, totals } = evidence
  if (totals.canary.count === 0) return null
  const canary = batches.count === 0 ? meanOf(totals.canary) : batches.centre + batches.canary / batches.count
  const harm = canary - max
  const isDisproven = (direction: 1 | -1) => (at: number) => contrastLogE(evidence, aboveCeiling(max + at), direction) >= -Math.log(alpha)
  return { stable: max, canary, harm, lower: endOf(harm, -1, isDisproven(1)), upper: endOf(harm, 1, isDisproven(-1)), margin: 0 }
}

/** The margin grown in proportion until it is a harm of `at`. */
function contrastsAt(at: number, margin: number, { higherIsWorse, relative, absolute }: MeanSpec): Contrast[] {
  const sign = higherIsWorse ? 1 : -1
  if (!(margin > 0)) return [{ sign, factor: sign, offset: at }]
  const times = at / margin
  return [
    ...(relative === null ? [] : [{ sign, factor: higherIsWorse ? 1 + relative * times : -(1 - relative * times), offset: 0 } as const]),
    ...(absolute === null ? [] : [{ sign, factor: sign, offset: absolute * times } as const]),
  ]
}

/** From the estimate outwards: twice as far until the harm there is disproven, then back by halves; null where none is. */
function endOf(estimate: number, direction: 1 | -1, isDisproven: (at: number) => boolean): number | null {
  let near = 0
  let far = Math.max(Math.abs(estimate), 1e-9)
  for (let step = 0; !isDisproven(estimate + direction * far); step++) {
    if (step === MOST_DOUBLINGS) return null
    near = far
    far *= 2
  }
  for (let step = 0; step < HALVINGS; step++) {
    const middle = 0.5 * (near + far)
    if (isDisproven(estimate + direction * middle)) far = middle
    else near = middle
  }
  return estimate + direction * far
}

const MOST_DOUBLINGS = 60
const HALVINGS = 40
