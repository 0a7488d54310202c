import { logEOfBoth } from '../stats/sequential/claim.ts'
import { countBeyond, edgeOfCeiling } from '../stats/sequential/edges.ts'
import { type Evidence, exclusionLogE, startEvidence } from '../stats/sequential/guardrail.ts'
import { type Harm, harmOfRate } from '../stats/sequential/harm.ts'
import { harmOfQuantile } from '../stats/sequential/harm-of-latency.ts'
import { harmOfMean, harmOfMeanCeiling } from '../stats/sequential/harm-of-mean.ts'
import { type LatencyEvidence, nextEdges, quantileExclusionLogE, quantileRollbackLogE } from '../stats/sequential/latency-guardrail.ts'
import { logMeanExp } from '../stats/sequential/log-mean.ts'
import { type MeanEvidence, meanCeilingLogE, meanMarginLogE, whyMeanIsOpen } from '../stats/sequential/mean-guardrail.ts'
import { whyCeilingIsOpen } from '../stats/sequential/open-ceiling.ts'
import { hasMargin, type RateEvidence } from '../stats/sequential/rate-guardrail.ts'
import { shareInterval } from '../stats/sequential/share-interval.ts'
import { claimsOfRate, followedRatios, type LatencySpec, type MeanSpec, type RateSpec } from '../stats/sequential/spec.ts'
import { whyNeverRead } from './open-ceilings.ts'
import type { Rollout } from './rollout.ts'
import type { Guardrail } from './settings.ts'
import { histogramStrata, rateStrata } from './strata.ts'

/** One question that a guardrail asks: its margin, the margin of one quantile, or its ceiling. */
export type Asked = {
  /** `errors`, `latency.p99`, `errors.max` */
  readonly id: string
  readonly isCeiling: boolean
  /** null: nothing can be said of it yet, for the reason in `whyNot`. */
  readonly harm: Harm | null
  readonly whyNot: string | null
  /** ln of the e-value against "within the margin". */
  readonly rollback: number
  /** ln of the e-value against "worse than the margin"; null where the guardrail is not one that must exclude it. */
  readonly exclusion: number | null
  readonly requests: number
}

/** @param alpha of each bound of harm, one-sided */
export function askedOf(guardrail: Guardrail, rollout: Pick<Rollout, 'live'>, alpha: number): Asked[] {
  const unread = whyNeverRead(guardrail.name, rollout.live)
  const asked = questionsOf(guardrail, rollout, alpha)
  return unread === null ? asked : asked.map((one) => ({ ...one, whyNot: unread }))
}

function questionsOf(guardrail: Guardrail, { live }: Pick<Rollout, 'live'>, alpha: number): Asked[] {
  const { name, spec } = guardrail
  const evidence = live.guardrails[name] ?? startEvidence(spec)
  if (spec.kind === 'rate' && evidence.kind === 'rate') {
    const harm = harmOfRate(spec, rateStrata(live.strata, name), evidence.control, alpha)
    const requests = evidence.totals.canary.requests
    const rollback = logEOfBoth(claimsOfRate(spec).rollback, evidence.rollback)
    return [...(hasMargin(spec) ? [whole(guardrail, evidence, { harm, requests, rollback })] : []), ...ceilingOfRate(name, spec, evidence)]
  }
  if (spec.kind === 'latency' && evidence.kind === 'latency') {
    return [
      ...spec.quantiles.map((_, index) => askedOfQuantile(name, spec, evidence, index, live, alpha)),
      ...ceilingOfLatency(name, spec, evidence),
    ]
  }
  if (spec.kind === 'mean' && evidence.kind === 'mean') {
    const harm = harmOfMean(spec, evidence, alpha)
    const told = { harm, requests: evidence.totals.canary.count, rollback: meanMarginLogE(spec, evidence) }
    return [whole(guardrail, evidence, told), ...ceilingOfMean(name, spec, evidence, alpha)]
  }
  return []
}

const NO_REQUESTS = 'no window with requests of both arms yet'

function whole({ name, spec }: Guardrail, evidence: Evidence, told: Pick<Asked, 'harm' | 'requests' | 'rollback'>): Asked {
  const excludes = followedRatios(spec).includes(1)
  return {
    ...told,
    id: name,
    isCeiling: false,
    whyNot: told.harm === null ? NO_REQUESTS : evidence.kind === 'mean' ? whyMeanIsOpen(evidence) : null,
    exclusion: excludes ? exclusionLogE(spec, evidence, 1) : null,
  }
}

function askedOfQuantile(
  name: string,
  spec: LatencySpec,
  evidence: LatencyEvidence,
  index: number,
  { strata }: Rollout['live'],
  alpha: number,
): Asked {
  const quantile = spec.quantiles[index] ?? 0.5
  const one = evidence.quantiles[index]
  const chosen = nextEdges(spec, evidence, quantile)
  const atMargin = followedRatios(spec).indexOf(1)
  const harm = harmOfQuantile(spec, evidence, histogramStrata(strata, name), quantile, alpha)
  return {
    id: `${name}.p${Number((quantile * 100).toPrecision(4))}`,
    isCeiling: false,
    harm,
    whyNot: harm !== null ? null : typeof chosen === 'string' ? chosen : NO_REQUESTS,
    rollback: one === undefined ? 0 : quantileRollbackLogE(spec, one, index),
    exclusion: atMargin === -1 ? null : quantileExclusionLogE(spec, evidence, quantile, index, atMargin),
    requests: sumOf(evidence.totals.canary),
  }
}

function ceilingOfRate(name: string, spec: RateSpec, evidence: RateEvidence): Asked[] {
  if (spec.max === null || evidence.ceiling === null) return []
  const whyNot = whyCeilingIsOpen(spec, evidence)
  return [askedOfCeiling(name, spec.max, evidence.totals.canary, { rollback: logMeanExp(evidence.ceiling.above), whyNot })]
}

/** Of the canary's requests beyond the ceiling no more than the highest quantile leaves. */
function ceilingOfLatency(name: string, spec: LatencySpec, evidence: LatencyEvidence): Asked[] {
  const { max, quantiles } = spec
  const { ceiling, totals, edges } = evidence
  if (max === null || ceiling === null) return []
  const counts = countBeyond(totals.canary, edgeOfCeiling(max, edges ?? []))
  const whyNot = whyCeilingIsOpen(spec, evidence)
  return [askedOfCeiling(name, 1 - Math.max(...quantiles), counts, { rollback: logMeanExp(ceiling), whyNot })]
}

function ceilingOfMean(name: string, spec: MeanSpec, evidence: MeanEvidence, alpha: number): Asked[] {
  const { max } = spec
  if (max === null || max === undefined) return []
  const whyNot = whyCeilingIsOpen(spec, evidence)
  const harm = whyNot === null ? harmOfMeanCeiling(max, evidence, alpha) : null
  const requests = evidence.totals.canary.count
  return [{ id: `${name}.max`, isCeiling: true, rollback: meanCeilingLogE(max, evidence), exclusion: null, requests, harm, whyNot }]
}

function askedOfCeiling(
  name: string,
  max: number,
  { requests, failures }: { readonly requests: number; readonly failures: number },
  told: Pick<Asked, 'rollback' | 'whyNot'>,
): Asked {
  const asked = { ...told, id: `${name}.max`, isCeiling: true, exclusion: null, requests }
  if (told.whyNot !== null) return { ...asked, harm: null }
  const [lower, upper] = shareInterval(failures, requests, LEVEL)
  const share = failures / requests
  return { ...asked, harm: { stable: max, canary: share, harm: share - max, lower: lower - max, upper: upper - max, margin: 0 } }
}

/** Of both ends together, which is more than each by itself asks for. */
const LEVEL = 0.95

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
