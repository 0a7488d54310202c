import { addCeiling, FACTORS_ABOVE, FACTORS_BELOW } from './ceiling.ts'
import { type Ahead, addWindow, type Claim, type ClaimLogs, logEOfBoth, logEOfEither, startClaim } from './claim.ts'
import { logMeanExp } from './log-mean.ts'
import { addControl, type ControlSums, NO_CONTROL, overdispersion, rateAhead, temperOfOne, temperOfPair } from './overdispersion.ts'
import type { ByArm, RateCounts } from './readings.ts'
import { COMMON_RATE, claimsOfRate, type RateSpec } from './spec.ts'

export type RateEvidence = {
  readonly kind: 'rate'
  /** Windows that were counted, and those that could not be. */
  readonly windows: number
  readonly notEvaluable: number
  readonly totals: ByArm<RateCounts>
  readonly control: ControlSums
  readonly rollback: ClaimLogs
  /** By the followed ratios, largest first. */
  readonly exclusions: readonly ClaimLogs[]
  readonly ceiling: CeilingLogs | null
}

/** Above the ceiling; and, for a guardrail without a margin, below so many times the ceiling. */
export type CeilingLogs = { readonly above: readonly number[]; readonly below: readonly (readonly number[])[] }

const NOTHING: RateCounts = { requests: 0, failures: 0 }

export function startRate(spec: RateSpec): RateEvidence {
  const { rollback, exclusions, ratios } = claimsOfRate(spec)
  if (!hasMargin(spec) && spec.max === null) throw new RangeError('a guardrail without a margin and without a ceiling judges nothing')
  if (spec.max !== null && !(spec.max > 0 && spec.max < 1)) throw new RangeError(`a ceiling of ${spec.max} is no share`)
  return {
    kind: 'rate',
    windows: 0,
    notEvaluable: 0,
    totals: { stable: NOTHING, canary: NOTHING },
    control: NO_CONTROL,
    rollback: startClaim(rollback),
    exclusions: exclusions.map(startClaim),
    ceiling: spec.max === null ? null : { above: FACTORS_ABOVE.map(() => 0), below: ratios.map(() => FACTORS_BELOW.map(() => 0)) },
  }
}

export function addRate(spec: RateSpec, evidence: RateEvidence, window: ByArm<RateCounts>): RateEvidence {
  const { rollback, exclusions } = claimsOfRate(spec)
  const ahead = lookAhead(spec.form, evidence.control, window)
  return {
    kind: 'rate',
    windows: evidence.windows + 1,
    notEvaluable: evidence.notEvaluable,
    totals: { stable: sum(evidence.totals.stable, window.stable), canary: sum(evidence.totals.canary, window.canary) },
    control: addControl(evidence.control, window.stable),
    rollback: addWindow(rollback, evidence.rollback, window, ahead),
    exclusions: addToEach(exclusions, evidence.exclusions, window, ahead),
    ceiling:
      spec.max === null || evidence.ceiling === null ? null : addToCeiling(spec, spec.max, evidence.ceiling, evidence.control, window),
  }
}

export function addToEach(claims: readonly Claim[], logs: readonly ClaimLogs[], window: ByArm<RateCounts>, ahead: Ahead): ClaimLogs[] {
  return claims.map((claim, i) => addWindow(claim, logs[i] ?? startClaim(claim), window, ahead))
}

/** Chooses form, bets and power of the next window by earlier ones, and by how many requests it has, never by its failures. */
export function lookAhead(form: RateSpec['form'], control: ControlSums, { stable, canary }: ByArm<RateCounts>): Ahead {
  const rate = rateAhead(control)
  const bernoulli = form === 'bernoulli' || (form === 'auto' && rate >= COMMON_RATE)
  const k = overdispersion(control, bernoulli)
  return { rate, bernoulli, temper: temperOfPair(stable.requests, canary.requests, rate, k, bernoulli) }
}

/** ln e-value of "within the margin and under the ceiling". */
export function rateRollbackLogE(spec: RateSpec, evidence: RateEvidence): number {
  const ceiling = evidence.ceiling === null ? [] : [logMeanExp(evidence.ceiling.above)]
  const margin = hasMargin(spec) ? [logEOfBoth(claimsOfRate(spec).rollback, evidence.rollback)] : []
  return logMeanExp([...margin, ...ceiling])
}

/** ln e-value of "worse than `ratio`"; a guardrail with a ceiling alone speaks of so many times its ceiling. */
export function rateExclusionLogE(spec: RateSpec, evidence: RateEvidence, index: number): number {
  const { exclusions, ratios } = claimsOfRate(spec)
  const [claim, logs] = [exclusions[index], evidence.exclusions[index]]
  if (claim === undefined || logs === undefined) throw new RangeError(`no exclusion number ${index} is followed`)
  if (evidence.windows > 0 && (hasMargin(spec) ? (claim.difference?.margin ?? 0) : (spec.max ?? 0) * (ratios[index] ?? 1)) >= 1)
    return IMPOSSIBLE
  if (hasMargin(spec)) return logEOfEither(claim, logs)
  return logMeanExp(evidence.ceiling?.below[index] ?? [])
}

export function hasMargin({ relative, absolute }: RateSpec): boolean {
  return relative !== null || absolute !== null
}

/** Stands for certainty: more than a share of 1 is excluded by arithmetic. A finite number, so that a journal can hold it. */
export const IMPOSSIBLE = 1e6

function addToCeiling(spec: RateSpec, max: number, logs: CeilingLogs, control: ControlSums, { canary }: ByArm<RateCounts>): CeilingLogs {
  const temper = temperOfOne(canary.requests, max, overdispersion(control, max >= COMMON_RATE))
  return {
    above: addCeiling(logs.above, canary, max, FACTORS_ABOVE, temper),
    below: claimsOfRate(spec).ratios.map((ratio, i) => {
      const ceiling = max * ratio
      return ceiling >= 1 ? (logs.below[i] ?? []) : addCeiling(logs.below[i] ?? [], canary, ceiling, FACTORS_BELOW, temper)
    }),
  }
}

function sum(a: RateCounts, b: RateCounts): RateCounts {
  return { requests: a.requests + b.requests, failures: a.failures + b.failures }
}
