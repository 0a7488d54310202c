import type { ConfidenceDistribution } from '../stats/confidence-distribution.ts'
import { normalQuantile } from '../stats/normal.ts'
import { detectableHarm, rowsToDecide } from '../stats/power.ts'
import type { Check, Outcome } from './check.ts'
import type { Comparison, Measured } from './comparison.ts'
import type { JudgeOptions } from './judge.ts'
import { describeCheck } from './messages.ts'
import { isReasonCode, type ReasonCode } from './reason-codes.ts'

/** What the data say about one check, before its family is known. All in harm and in the metric's unit. */
export type Numbers = {
  readonly harm: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
  readonly pValue: number
  /** Largest difference of the baseline from itself that is not excluded; null where that was not measured. */
  readonly noiseFloor: number | null
}

type Unmeasured = Exclude<Measured, { kind: 'measured' }>
export type MeasuredFinding = {
  readonly kind: 'measured'
  readonly comparison: Comparison
  readonly numbers: Numbers
  readonly arms: Extract<Measured, { kind: 'measured' }>
}
export type UnmeasuredFinding = { readonly kind: 'unmeasured'; readonly comparison: Comparison; readonly why: Unmeasured }
export type Finding = MeasuredFinding | UnmeasuredFinding

export function isMeasured(finding: Finding): finding is MeasuredFinding {
  return finding.kind === 'measured'
}

/** What an outcome says besides itself. */
type Decision = { readonly outcome: Outcome; readonly reasonCode: ReasonCode; readonly blocking: boolean }

/** Power at which `detectableHarm` and `rowsToDecide` are stated (design §1). */
const POWER = 0.8
/** Beyond it "more rows" is no advice. */
const MOST_ROWS = 1e9
/** Names of slices are values of the data and may be whole documents. */
const MAX_SLICE_NAME = 200

/** Numbers that are not finite could hide harm (NaN is neither above nor below a margin), so they become an error here. */
export function findingOf(comparison: Comparison, confidence: number): Finding {
  const { margin, kind, measured } = comparison
  if (margin < 0 && kind !== 'improve-by') throw new RangeError(`${comparison.id}: a margin is an allowed worsening, not ${margin}`)
  if (margin > 0 && kind === 'improve-by') throw new RangeError(`${comparison.id}: improve-by demands a gain, margin must be −${margin}`)
  if (measured.kind !== 'measured') return { kind: 'unmeasured', comparison, why: measured }
  const { harm } = measured
  const numbers = {
    harm: harm.estimate,
    standardError: harm.standardError,
    lower: harm.quantile(1 - confidence),
    upper: harm.quantile(confidence),
    pValue: harm.cdf(margin),
    noiseFloor: noiseFloorOf(measured.noise, confidence),
  }
  const all = [margin, measured.candidate, measured.baseline ?? 0, ...Object.values(numbers).map((value) => value ?? 0)]
  if (all.every(Number.isFinite)) {
    return { kind: 'measured', comparison, numbers, arms: measured }
  }
  const why = `its value or uncertainty is not a number (${harm.method}, ${measured.n} ${measured.unit ?? 'rows'})`
  return { kind: 'unmeasured', comparison, why: { kind: 'error', reasonCode: 'METRIC_UNDEFINED', why } }
}

/**
 * @param adjustedP p-value of "harm ≤ margin" within its family; null when not measured
 * @param family how many checks share the family-wise error (at least 1)
 */
export function checkOf(finding: Finding, adjustedP: number | null, family: number, options: JudgeOptions): Check {
  const { comparison } = finding
  const { id, metric, data, kind, require, higherIsBetter, margin } = comparison
  const identity = {
    ...{ id, metric, slice: shortened(comparison.slice), data, kind, require, higherIsBetter, margin },
    ...(comparison.quantity === undefined ? {} : { quantity: comparison.quantity }),
  }
  if (!isMeasured(finding)) {
    const { why } = finding
    const n = why.kind === 'too-few-rows' || why.kind === 'not-enough' ? why.n : null
    const unit = (why.kind === 'too-few-rows' || why.kind === 'not-enough' ? why.unit : undefined) ?? 'rows'
    const check = { ...identity, ...decideUnmeasured(comparison, why, options), ...NOTHING_MEASURED, n, unit }
    return { ...check, message: describeCheck(check, { why, options, family, beyond: null }) }
  }
  const { numbers, arms } = finding
  const decision = decide(comparison, numbers, adjustedP ?? 1, options)
  const alpha = 1 - options.confidence
  const spread = spreadOf(numbers, options.confidence)
  const needed = rowsNeeded(comparison, numbers, decision.outcome, arms.n, spread, alpha)
  const most = Math.min(arms.most ?? MOST_ROWS, MOST_ROWS)
  const rowsToDecide = needed !== null && needed <= most ? needed : null
  const check = {
    ...identity,
    ...decision,
    baseline: arms.baseline,
    candidate: arms.candidate,
    difference: arms.baseline === null ? null : arms.candidate - arms.baseline,
    harm: numbers.harm,
    harmBounds: { lower: numbers.lower, upper: numbers.upper, confidence: options.confidence, sides: 'one-sided each' as const },
    pValue: numbers.pValue,
    adjustedP,
    n: arms.n,
    unit: arms.unit ?? ('rows' as const),
    method: arms.harm.method,
    standardError: numbers.standardError,
    detectableHarm: margin + detectableHarm(spread, require === 'no-harm' ? alpha / family : alpha, POWER),
    rowsToDecide,
    secondsToDecide: rowsToDecide === null || arms.secondsPerUnit === undefined ? null : (rowsToDecide - arms.n) * arms.secondsPerUnit,
    noiseFloor: numbers.noiseFloor,
    notExcluded: decision.outcome !== 'fail' && numbers.upper > margin ? numbers.upper : null,
  }
  const beyond = arms.most === undefined || needed === null || needed <= most ? null : { needed, most: arms.most }
  return { ...check, message: describeCheck(check, { why: null, options, family, beyond }) }
}

function decide(comparison: Comparison, numbers: Numbers, adjustedP: number, options: JudgeOptions): Decision {
  const { margin, require } = comparison
  const { harm, lower, upper } = numbers
  const noisy = { outcome: 'inconclusive', reasonCode: 'NOISY_RUNNER', blocking: options.onInconclusive === 'block' } as const
  const isNoisy = numbers.noiseFloor !== null && numbers.noiseFloor > margin
  if (lower > margin && (require === 'proof' || adjustedP <= 1 - options.confidence)) {
    // What the machine may do to the baseline alone is no harm of the candidate's.
    if (isNoisy && lower <= (numbers.noiseFloor ?? 0)) return noisy
    return { outcome: 'fail', reasonCode: failureOf(comparison), blocking: true }
  }
  // Identical scores leave no room between the bounds: then harm at the margin itself is within it, also with a margin of 0.
  const proven = upper < margin || (upper === margin && lower === upper)
  if (isNoisy) return noisy
  if (require === 'proof' && !proven) {
    return { outcome: 'inconclusive', reasonCode: 'CANNOT_TELL', blocking: options.onInconclusive === 'block' }
  }
  if (require === 'no-harm' && harm > margin) return { outcome: 'warn', reasonCode: 'LOSS_NOT_EXCLUDED', blocking: false }
  if (isSuspicious(comparison, numbers)) return { outcome: 'warn', reasonCode: 'SUSPICIOUS_GAIN', blocking: false }
  return { outcome: 'pass', reasonCode: 'NOT_WORSE', blocking: false }
}

/** The gain is beyond the bound, and it is a gain beyond doubt: noise on few rows is no suspicion. */
function isSuspicious({ suspiciousAbove }: Comparison, { harm, upper }: Numbers): boolean {
  return suspiciousAbove !== null && -harm > suspiciousAbove && upper < 0
}

function failureOf({ kind }: Comparison): ReasonCode {
  switch (kind) {
    case 'relative':
      return 'WORSE_THAN_MARGIN'
    case 'limit':
      return 'OUTSIDE_LIMIT'
    case 'improve-by':
      return 'NOT_SUPERIOR'
    case 'anchor':
      return 'CREEP'
  }
}

export function decideUnmeasured({ slice, kind }: Comparison, why: Unmeasured, options: Pick<JudgeOptions, 'onInconclusive'>): Decision {
  switch (why.kind) {
    case 'error':
      return { outcome: 'error', reasonCode: isReasonCode(why.reasonCode) ? why.reasonCode : 'DATA_INVALID', blocking: true }
    case 'too-few-rows':
      if (slice !== null) return { outcome: 'not-judged', reasonCode: 'TOO_FEW_ROWS', blocking: false }
      return { outcome: 'inconclusive', reasonCode: 'TOO_FEW_ROWS', blocking: options.onInconclusive === 'block' }
    case 'not-enough':
      return { outcome: 'inconclusive', reasonCode: 'BUDGET_TOO_SHORT', blocking: options.onInconclusive === 'block' }
    case 'not-applicable':
      return { outcome: 'not-applicable', reasonCode: kind === 'anchor' ? 'NO_RELEASE' : 'NO_BASELINE', blocking: false }
  }
}

/**
 * Units at which the open question would be answered with 80 % power, at the observed standard error: for a comparison, if the models
 * are equal; for a limit or a demanded gain, if the value stays as it is. null when n is already enough, or no number is.
 */
function rowsNeeded(
  { kind, margin }: Comparison,
  { harm }: Numbers,
  outcome: Outcome,
  n: number,
  spread: number,
  alpha: number,
): number | null {
  if (outcome !== 'inconclusive' && outcome !== 'warn') return null
  const distance = kind === 'limit' || kind === 'improve-by' ? Math.abs(margin - harm) : margin
  const rows = rowsToDecide(n, spread, distance, alpha, POWER)
  return rows > n && Number.isFinite(rows) ? rows : null
}

/** Score intervals have width where the plain standard error is 0 (no row changed sides); half of it stands in. */
function spreadOf({ standardError, lower, upper }: Numbers, confidence: number): number {
  return standardError > 0 ? standardError : (upper - lower) / 2 / normalQuantile(confidence)
}

export function shortened<Name extends string | null>(slice: Name): Name | string {
  return slice === null || slice.length <= MAX_SLICE_NAME ? slice : `${slice.slice(0, MAX_SLICE_NAME)}…`
}

/** The machine's own differences, at the confidence of the checks. */
function noiseFloorOf(noise: ConfidenceDistribution | undefined, confidence: number): number | null {
  return noise === undefined ? null : Math.max(Math.abs(noise.quantile(confidence)), Math.abs(noise.quantile(1 - confidence)))
}

export const NOTHING_MEASURED = {
  baseline: null,
  candidate: null,
  difference: null,
  harm: null,
  harmBounds: null,
  pValue: null,
  adjustedP: null,
  method: null,
  standardError: null,
  detectableHarm: null,
  rowsToDecide: null,
  secondsToDecide: null,
  noiseFloor: null,
  notExcluded: null,
} as const
