import {
  addLatency,
  addLatencyBefore,
  type LatencyEvidence,
  latencyExclusionLogE,
  latencyRollbackLogE,
  startLatency,
} from './latency-guardrail.ts'
import { addMean, type MeanEvidence, meanExclusionLogE, meanRollbackLogE, startMean } from './mean-guardrail.ts'
import { addControl } from './overdispersion.ts'
import { addRate, type RateEvidence, rateExclusionLogE, rateRollbackLogE, startRate } from './rate-guardrail.ts'
import { areCounts, areSums, type Reading } from './readings.ts'
import { followedRatios, type GuardrailSpec } from './spec.ts'

export type { Reading } from './readings.ts'
export type { GuardrailSpec, LatencySpec, MeanSpec, RateSpec } from './spec.ts'

/**
 * All that the windows so far say of one guardrail, as plain JSON that a journal can hold: adding the same readings in the same order gives
 * the same bytes. An e-value of at least 1/α disproves its hypothesis at level α, whenever and however often one looks (Ville).
 */
export type Evidence = RateEvidence | LatencyEvidence | MeanEvidence

/** @throws RangeError for a specification that judges nothing or makes no sense */
export function startEvidence(spec: GuardrailSpec): Evidence {
  followedRatios(spec)
  switch (spec.kind) {
    case 'rate':
      return startRate(spec)
    case 'latency':
      return startLatency(spec)
    case 'mean':
      return startMean(spec)
  }
}

/**
 * Adds a closed window. What cannot be judged (counts that are none, other bucket edges) leaves the evidence as it was, neither good nor
 * bad, and is counted.
 *
 * @throws RangeError for evidence or a reading of another kind than the specification
 */
export function addReading(spec: GuardrailSpec, evidence: Evidence, reading: Reading): Evidence {
  return added(spec, evidence, reading) ?? { ...evidence, notEvaluable: evidence.notEvaluable + 1 }
}

/**
 * Adds a window from before the canary had traffic, of which only the stable arm counts: it says how bursty failures are and where
 * quantiles lie, and is no evidence. The newest sixty are plenty.
 */
export function addPreCanary(spec: GuardrailSpec, evidence: Evidence, reading: Reading): Evidence {
  if (spec.kind === 'rate' && evidence.kind === 'rate' && reading.kind === 'rate') {
    return areCounts(reading.arms.stable) ? { ...evidence, control: addControl(evidence.control, reading.arms.stable) } : evidence
  }
  if (spec.kind === 'latency' && evidence.kind === 'latency' && reading.kind === 'histogram') {
    return addLatencyBefore(evidence, reading) ?? evidence
  }
  refuseMixture(spec, evidence, reading)
  return evidence
}

/** ln of the e-value against "within the margin and under the ceiling": large is reason to roll back. */
export function rollbackLogE(spec: GuardrailSpec, evidence: Evidence): number {
  if (spec.kind === 'rate' && evidence.kind === 'rate') return rateRollbackLogE(spec, evidence)
  if (spec.kind === 'latency' && evidence.kind === 'latency') return latencyRollbackLogE(spec, evidence)
  if (spec.kind === 'mean' && evidence.kind === 'mean') return meanRollbackLogE(spec, evidence)
  throw mixture(spec, evidence.kind)
}

/**
 * ln of the e-value against "worse than `ratio`": large excludes it. 1 is the margin itself; larger ones mean `ratio` times stable's rate,
 * mean, or slow requests, and `ratio` times the absolute margin, whichever is wider, never narrower than the guardrail's own margin.
 *
 * @param ratio one of `followedRatios(spec)`: those of the ladder are
 */
export function exclusionLogE(spec: GuardrailSpec, evidence: Evidence, ratio: number): number {
  const index = followedRatios(spec).indexOf(ratio)
  if (index === -1) throw new RangeError(`found the ratio ${ratio}, expected one of ${followedRatios(spec).join(', ')}`)
  if (spec.kind === 'rate' && evidence.kind === 'rate') return rateExclusionLogE(spec, evidence, index)
  if (spec.kind === 'latency' && evidence.kind === 'latency') return latencyExclusionLogE(spec, evidence, index)
  if (spec.kind === 'mean' && evidence.kind === 'mean') return meanExclusionLogE(spec, evidence, index)
  throw mixture(spec, evidence.kind)
}

/** null: not evaluable. */
function added(spec: GuardrailSpec, evidence: Evidence, reading: Reading): Evidence | null {
  refuseMixture(spec, evidence, reading)
  if (spec.kind === 'rate' && evidence.kind === 'rate' && reading.kind === 'rate') {
    return areCounts(reading.arms.stable) && areCounts(reading.arms.canary) ? addRate(spec, evidence, reading.arms) : null
  }
  if (spec.kind === 'latency' && evidence.kind === 'latency' && reading.kind === 'histogram') return addLatency(spec, evidence, reading)
  if (spec.kind === 'mean' && evidence.kind === 'mean' && reading.kind === 'mean') {
    return areSums(reading.arms.stable) && areSums(reading.arms.canary) ? addMean(evidence, reading.arms) : null
  }
  return null
}

const KIND_OF_READING = { rate: 'rate', latency: 'histogram', mean: 'mean' } as const

function refuseMixture(spec: GuardrailSpec, evidence: Evidence, reading: Reading): void {
  if (evidence.kind !== spec.kind) throw mixture(spec, evidence.kind)
  if (reading.kind !== 'not-evaluable' && reading.kind !== KIND_OF_READING[spec.kind]) throw mixture(spec, reading.kind)
}

function mixture(spec: GuardrailSpec, found: string): RangeError {
  return new RangeError(`found '${found}' for a guardrail of kind '${spec.kind}'`)
}
