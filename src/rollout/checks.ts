import type { Check } from '../judge/check.ts'
import { NOTHING_MEASURED } from '../judge/judge-check.ts'
import { amountsOf, findingSentence, subjectOf, type Unworded } from '../judge/messages.ts'
import { judgeLive } from './evidence.ts'
import { type Asked, askedOf } from './harms.ts'
import type { Rollout } from './rollout.ts'
import type { Guardrail } from './settings.ts'

type Context = {
  readonly judged: ReturnType<typeof judgeLive>
  readonly guardrail: Guardrail
  /** Largest of all questions' e-values (ln). */
  readonly worst: number
  readonly confidence: number
  readonly isBack: boolean
}

/**
 * Every question of every guardrail: how much worse the canary is, between which bounds, and what is allowed (design §6).
 *
 * @param isBack it was rolled back, so that what is proven blocks
 */
export function checksOfRollout(rollout: Rollout, isBack: boolean): Check[] {
  const { guardrails, falsePromotionRate } = rollout.settings
  const judged = judgeLive(rollout)
  const all = guardrails.map((guardrail) => ({ guardrail, asked: askedOf(guardrail, rollout, falsePromotionRate) }))
  const worst = Math.max(...all.flatMap(({ asked }) => asked.map(({ rollback }) => rollback)))
  const common = { judged, worst, confidence: 1 - falsePromotionRate, isBack }
  return all.flatMap(({ guardrail, asked }) => asked.map((one) => checkOf(one, { ...common, guardrail })))
}

function checkOf(asked: Asked, context: Context): Check {
  const { guardrail, isBack } = context
  const { id, isCeiling, rollback, requests } = asked
  const { spec, unit, name, critical } = guardrail
  const decided = decide(asked, context)
  const check: Unworded = {
    ...NOTHING_MEASURED,
    id,
    metric: isCeiling ? `${name}, ${OF_CEILING[spec.kind]}` : id,
    slice: null,
    data: 'evaluation',
    kind: isCeiling ? 'limit' : 'relative',
    require: critical && !isCeiling ? 'proof' : 'no-harm',
    ...decided,
    blocking: isBack && decided.outcome === 'fail',
    higherIsBetter: spec.kind === 'mean' && !spec.higherIsWorse,
    margin: 0,
    pValue: Math.min(1, Math.exp(-rollback)),
    n: requests,
    unit: 'requests',
    method: METHODS[spec.kind],
    ...numbersOf(asked, context),
    ...(spec.kind === 'latency' && !isCeiling && unit !== undefined ? { quantity: { unit, relative: true } } : {}),
  }
  return { ...check, message: sentenceOf(check, asked, context) }
}

const METHODS = {
  rate: 'stratified e-process',
  latency: 'stratified e-process of shifted edges',
  mean: 'e-process of batch means',
} as const

const OF_CEILING = { rate: 'of all requests', latency: 'requests beyond the ceiling', mean: 'the mean' } as const

/** Breached is what the mean of the e-values says; a question is to blame that proves it alone, and the one that says most. */
function decide(
  { harm, whyNot, rollback, exclusion, isCeiling }: Asked,
  { judged, guardrail, worst }: Context,
): Pick<Check, 'outcome' | 'reasonCode'> {
  const isBreached = judged.rollback >= judged.rollbackAt && (rollback >= judged.rollbackAt || rollback === worst)
  if (isBreached) return { outcome: 'fail', reasonCode: isCeiling ? 'OUTSIDE_LIMIT' : 'WORSE_THAN_MARGIN' }
  if (guardrail.critical && !isCeiling) {
    return isExcluded(exclusion, judged)
      ? { outcome: 'pass', reasonCode: 'NOT_WORSE' }
      : { outcome: 'inconclusive', reasonCode: 'CANNOT_TELL' }
  }
  if (harm === null || whyNot !== null) return { outcome: 'not-judged', reasonCode: 'TOO_FEW_ROWS' }
  return harm.harm > harm.margin ? { outcome: 'warn', reasonCode: 'LOSS_NOT_EXCLUDED' } : { outcome: 'pass', reasonCode: 'NOT_WORSE' }
}

function isExcluded(exclusion: Asked['exclusion'], { exclusionAt }: Context['judged']): boolean {
  return exclusion !== null && exclusion >= exclusionAt
}

/** At the margin the process that decides has the last word: what it does not prove, the bounds do not say either. */
function numbersOf({ harm, isCeiling, rollback, exclusion }: Asked, { judged, confidence }: Context): Partial<Check> {
  if (harm === null) return {}
  const { stable, canary } = harm
  const margin = rounded(harm.margin, 3)
  const atMargin = (
    isProven: boolean,
    beyond: (a: number, b: number) => number,
    within: (a: number, b: number) => number,
    bound: number,
  ) => (isProven ? beyond(bound, margin) : within(bound, margin))
  const lower = harm.lower === null || isCeiling ? harm.lower : atMargin(rollback >= judged.exclusionAt, Math.max, Math.min, harm.lower)
  const excluded = isExcluded(exclusion, judged)
  const open = harm.upper === null || isCeiling || exclusion === null ? harm.upper : atMargin(excluded, Math.min, Math.max, harm.upper)
  const upper = open === null && excluded ? margin : open
  const ends = lower === null || upper === null ? null : { lower: Math.min(lower, harm.harm), upper: Math.max(upper, harm.harm) }
  return {
    baseline: isCeiling ? null : stable,
    candidate: canary,
    difference: isCeiling ? null : rounded(canary - stable, 9),
    harm: rounded(harm.harm, 9),
    margin,
    harmBounds:
      ends === null ? null : { lower: rounded(ends.lower, 9), upper: rounded(ends.upper, 9), confidence, sides: 'one-sided each' },
    notExcluded: ends !== null && ends.upper > margin ? ends.upper : null,
  }
}

/** Differences of edges have digits of no meaning, and would be told with all of them. */
function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}

/** `errors higher by 0.18 (0.15 to 0.2), allowed 0.02. Proven worse than allowed: ln E 7.22, rolls back at 4.61.` */
function sentenceOf(check: Unworded, { whyNot, rollback, exclusion }: Asked, { judged }: Context): string {
  if (whyNot !== null) return `${subjectOf(check)} not judged: ${whyNot}.`
  const finding = check.harmBounds === null ? `${subjectOf(check)}:` : findingSentence(check)
  const ofHarm = `ln E ${rollback.toFixed(2)}, rolls back at ${judged.rollbackAt.toFixed(2)}`
  const ofExclusion = exclusion === null ? '' : `ln E ${exclusion.toFixed(2)} of ${judged.exclusionAt.toFixed(2)} needed`
  const open = amountsOf(check)?.notExcluded ?? null
  const upTo = open === null ? '' : `; one of up to ${open} is not excluded`
  switch (check.outcome) {
    case 'fail':
      return `${finding} Proven ${check.kind === 'limit' ? 'above the ceiling' : 'worse than allowed'}: ${ofHarm}.`
    case 'inconclusive':
      return `${finding} Not decided yet: a greater loss than allowed is not excluded (${ofExclusion}).`
    case 'warn':
      return `${finding} More than allowed, but not proven: ${ofHarm}.`
    default:
      return check.require === 'proof'
        ? `${finding} A greater loss is excluded: ${ofExclusion}.`
        : `${finding} No greater loss is proven${upTo}: ${ofHarm}.`
  }
}
