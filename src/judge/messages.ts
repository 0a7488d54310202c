import type { Check } from './check.ts'
import type { Measured } from './comparison.ts'
import { formatAbout, formatCount, formatNumber, formatP, formatPlain, formatTime, usefulDecimals } from './format-number.ts'
import type { JudgeOptions } from './judge.ts'

export type Unworded = Omit<Check, 'message'>
type Context = {
  readonly why: Exclude<Measured, { kind: 'measured' }> | null
  readonly options: JudgeOptions
  readonly family: number
  readonly beyond: Beyond | null
}

/** It would take more than the gate can take at most. */
type Beyond = { readonly needed: number; readonly most: number }

/** A check in plain words, complete without its table row. Names in it are hostile text until the report escapes them. */
export function describeCheck(check: Unworded, { why, options, family, beyond }: Context): string {
  if (why !== null) return describeUnmeasured(check, why, options)
  return `${findingSentence(check)} ${conclusion(check, family, beyond)}`
}

/** `roc_auc on age<30`. */
export function subjectOf({ id, metric, slice, data }: Pick<Unworded, 'id' | 'metric' | 'slice' | 'data'>): string {
  const changed = data === 'evaluation-changed' ? ' on the changed evaluation data' : ''
  return `${metric ?? id}${slice === null ? '' : ` on ${slice}`}${changed}`
}

/** The measured numbers of a check as text, all with the same, useful number of decimals. */
export type Amounts = {
  /** Size of the change or, for a limit, the value. */
  readonly estimate: string
  /** `0.015 to 0.021`, in the direction of the estimate. */
  readonly range: string
  /** The margin, the demanded gain, or the limit. */
  readonly bar: string
  readonly notExcluded: string | null
  /** What the baseline may differ from itself by; null where that was not measured. */
  readonly noise: string | null
  /** Which way it went; null for no change. */
  readonly direction: 'worse' | 'better' | null
}

export function amountsOf(check: Unworded): Amounts | null {
  const { harm, harmBounds, margin, candidate, kind, higherIsBetter, standardError } = check
  if (harm === null || harmBounds === null || candidate === null) return null
  const { lower, upper } = harmBounds
  const direction = harm > 0 ? 'worse' : harm < 0 ? 'better' : null
  if (kind === 'limit') {
    const limit = higherIsBetter ? candidate + harm : candidate - harm
    const [low, high] = higherIsBetter ? [limit - upper, limit - lower] : [limit + lower, limit + upper]
    const bar = Number(limit.toPrecision(12))
    const decimals = usefulDecimals({ standardError, margin: bar }, [candidate, low, high])
    const show = (value: number) => formatNumber(value, decimals)
    const unit = check.quantity === undefined ? '' : ` ${check.quantity.unit}`
    const range = `${show(low)} to ${show(high)}${unit}`
    return { estimate: `${show(candidate)}${unit}`, range, bar: `${formatPlain(bar)}${unit}`, notExcluded: null, noise: null, direction }
  }
  const { factor, suffix } = differencesOf(check)
  const scaled = (value: number) => value * factor
  const error = standardError === null ? null : scaled(standardError)
  const decimals = usefulDecimals({ standardError: error, margin: scaled(margin) }, [harm, lower, upper].map(scaled))
  const show = (value: number) => formatNumber(scaled(value), decimals)
  const [from, to] = harm < 0 ? [-upper, -lower] : [lower, upper]
  return {
    estimate: `${show(Math.abs(harm))}${suffix}`,
    range: `${show(from)} to ${show(to)}${suffix}`,
    bar: `${formatPlain(scaled(Math.abs(margin)))}${suffix}`,
    notExcluded: check.notExcluded === null ? null : `${show(check.notExcluded)}${suffix}`,
    noise: check.noiseFloor === null ? null : `${show(check.noiseFloor)}${suffix}`,
    direction,
  }
}

/** Of what is measured in a unit, differences are told in it, or as a share of the baseline. */
function differencesOf({ quantity, baseline }: Unworded): { readonly factor: number; readonly suffix: string } {
  if (quantity === undefined) return { factor: 1, suffix: '' }
  if (!quantity.relative || baseline === null || baseline === 0) return { factor: 1, suffix: ` ${quantity.unit}` }
  return { factor: 100 / Math.abs(baseline), suffix: ' %' }
}

/** `roc_auc lower by 0.018 (0.015 to 0.021), allowed 0.005.` */
export function findingSentence(check: Unworded): string {
  const amounts = amountsOf(check)
  if (amounts === null) return subjectOf(check)
  const { estimate, range, bar, direction } = amounts
  if (check.kind === 'limit') return `${subjectOf(check)} is ${estimate} (${range}), ${limitName(check)} ${bar}.`
  const than = check.kind === 'anchor' ? ' than in the anchor' : ''
  const change = direction === null ? 'unchanged' : `${wentUp(check, direction) ? 'higher' : 'lower'} by ${estimate}`
  const bounds = check.harmBounds?.lower === check.harmBounds?.upper ? '' : ` (${range})`
  const allowed = check.kind === 'improve-by' ? `demanded gain ${bar}` : `allowed${direction === 'worse' ? '' : ' loss'} ${bar}`
  return `${subjectOf(check)} ${change}${than}${bounds}, ${allowed}.`
}

function conclusion(check: Unworded, family: number, beyond: Beyond | null): string {
  switch (check.outcome) {
    case 'fail':
      return `${proven(check)}${evidenceOfFamily(check, family)}.`
    case 'inconclusive':
      if (check.reasonCode === 'NOISY_RUNNER') return `Too noisy to tell: ${noise(check)}; ${whatWouldTell(check, beyond)}.`
      return `Cannot tell yet: ${openQuestion(check)}; ${whatWouldTell(check, beyond)}.`
    case 'warn':
      if (check.reasonCode === 'SUSPICIOUS_GAIN') return 'A gain too good to be true: look for leaked labels.'
      return check.kind === 'limit'
        ? `Outside the ${limitName(check)}, but not proven; ${whatWouldTell(check, beyond)}.`
        : `More than allowed, but not proven: ${openQuestion(check)}; ${whatWouldTell(check, beyond)}.`
    default:
      return `${passed(check)}.`
  }
}

/** Only where the p-value is not simply that of the bounds. */
function evidenceOfFamily({ require, adjustedP }: Unworded, family: number): string {
  if (require === 'proof' || adjustedP === null || family < 2) return ''
  return ` (p ${formatP(adjustedP)}, adjusted over ${formatCount(family)} checks)`
}

function passed(check: Unworded): string {
  const amounts = amountsOf(check)
  if (check.kind === 'limit')
    return check.notExcluded === null ? `Within the ${limitName(check)}` : `Not proven outside the ${limitName(check)}`
  if (check.kind === 'improve-by') return 'The gain is proven'
  if (check.notExcluded === null) return 'A greater loss is excluded'
  return `No greater loss is proven; one of up to ${amounts?.notExcluded} is not excluded`
}

function proven(check: Unworded): string {
  if (check.kind === 'limit') return `Proven ${check.higherIsBetter ? 'below the floor' : 'above the ceiling'}`
  return check.kind === 'improve-by' ? 'The gain is proven to be smaller' : 'Proven worse than allowed'
}

/** What was excluded and what was not (design §1). */
function openQuestion(check: Unworded): string {
  const amounts = amountsOf(check)
  if (check.kind === 'limit') return `both sides of the ${limitName(check)} are possible`
  if (check.kind === 'improve-by') return 'the gain may be smaller than demanded'
  return `a loss of up to ${amounts?.notExcluded ?? amounts?.bar} is not excluded, a greater one is`
}

function noise(check: Unworded): string {
  const amounts = amountsOf(check)
  return `here the baseline may differ from itself by up to ${amounts?.noise}, more than the allowed ${amounts?.bar}`
}

function whatWouldTell(check: Unworded, beyond: Beyond | null): string {
  const { rowsToDecide, secondsToDecide, unit, n, margin, kind } = check
  if (rowsToDecide !== null) {
    const time = secondsToDecide === null ? '' : `, ${formatTime(secondsToDecide)} more`
    return `about ${formatAbout(rowsToDecide)} ${unit} would tell (${formatCount(n ?? 0)} now${time})`
  }
  if (beyond !== null) {
    const most = `it would take about ${formatAbout(beyond.needed)} ${unit}, more than this gate can take (${formatCount(beyond.most)} at most)`
    const decidable = decidableMargin(check, beyond.most)
    return decidable === null ? most : `${most}; with those a margin of about ${decidable} can be decided`
  }
  if (check.reasonCode === 'NOISY_RUNNER') return 'a quieter machine or a wider margin would tell'
  if (margin === 0 && kind !== 'limit') return 'an equal model never proves a margin of 0'
  if (kind === 'limit' || kind === 'improve-by') return `it lies so close that no realistic number of ${unit} would tell`
  return `these ${formatCount(n ?? 0)} ${unit} are enough to clear an equal model: the loss itself is close to the margin`
}

/** The margin that an equal model proves with so many units: what is told now shrinks with the root of their number. */
function decidableMargin(check: Unworded, most: number): string | null {
  const { kind, detectableHarm, margin, noiseFloor, n } = check
  if ((kind !== 'relative' && kind !== 'anchor') || detectableHarm === null || n === null) return null
  const { factor, suffix } = differencesOf(check)
  const now = Math.max(detectableHarm - margin, noiseFloor ?? 0)
  return `${Number((now * Math.sqrt(n / most) * factor).toPrecision(2))}${suffix}`
}

function describeUnmeasured(check: Unworded, why: NonNullable<Context['why']>, { minRows, minRarerClass }: JudgeOptions): string {
  switch (why.kind) {
    case 'error':
      return `${subjectOf(check)} could not be measured: ${why.why}.`
    case 'not-enough':
      return `${subjectOf(check)} not judged: ${why.why}.`
    case 'not-applicable':
      return `${subjectOf(check)} not compared: ${why.why}.`
    case 'too-few-rows': {
      const rows = `${formatCount(why.n)} ${check.unit}${why.n < minRows ? ` (at least ${formatCount(minRows)} needed)` : ''}`
      const rarer =
        why.rarer !== null && why.rarer < minRarerClass
          ? `, ${formatCount(why.rarer)} of the rarer class (at least ${formatCount(minRarerClass)} needed)`
          : ''
      return `${subjectOf(check)} not judged: ${rows}${rarer}.`
    }
  }
}

function wentUp({ higherIsBetter }: Unworded, direction: 'worse' | 'better'): boolean {
  return higherIsBetter === (direction === 'better')
}

function limitName({ higherIsBetter }: Unworded): string {
  return higherIsBetter ? 'floor' : 'ceiling'
}
