import { formatCount, formatMinute, formatPercent } from '../../judge/format-number.ts'
import type { MeasuredArms, Moment, RolloutPart } from '../../judge/rollout-part.ts'

/** More are in the verdict file. */
const MOST_MOMENTS = 60

export type Numbered = Moment & { readonly number: number }

/** The newest decisions, each with its number in the whole time line: plots call them so too. */
export function shownMoments({ timeline }: RolloutPart): readonly Numbered[] {
  return timeline.map((moment, index) => ({ ...moment, number: index + 1 })).slice(-MOST_MOMENTS)
}

/** What each guardrail said at the last decision; of a promotion at the one that promoted, because the settling begins its evidence anew. */
export function lastSaid({ timeline, state }: RolloutPart): Moment['guardrails'] {
  const promoted = isPromotion(state) ? timeline.findLast(({ what }) => what === 'promote') : undefined
  if (promoted !== undefined && promoted.guardrails.length > 0) return promoted.guardrails
  return timeline.findLast(({ guardrails }) => guardrails.length > 0)?.guardrails ?? []
}

/** What the table of it is called. */
export function evidenceTitle({ state }: RolloutPart): string {
  return isPromotion(state) ? 'Evidence that it was promoted by' : 'Evidence at the last decision'
}

function isPromotion(state: string): boolean {
  return state === 'promoted' || state === 'settling'
}

/** Where it is, in one sentence; `strong` marks the step that stands. */
export function standing(
  { state, share, step, steps, windows, writtenAt, environment }: RolloutPart,
  strong: (text: string) => string,
): string {
  const ladder = steps.map((one, index) => (index === step - 1 ? strong(formatPercent(one)) : formatPercent(one))).join(' → ')
  const judged = `${formatCount(windows)} windows judged`
  const reached = `step ${step} of ${steps.length} (${ladder})`
  if (state === 'promoted') return `In ${environment} the new model has taken over, after ${reached}; ${judged}.`
  if (state === 'rolled-back' || state === 'aborted')
    return `In ${environment} all traffic is on the stable model again; the canary had come to ${reached}; ${judged}.`
  return `In ${environment} the canary has ${formatPercent(share)} of the traffic; ${reached}; ${judged}${writtenAt === undefined ? '' : ` as of ${clockOf(writtenAt)} UTC: evidence is written down from time to time, or when something changes`}.`
}

/** `0.02 (0.019 to 0.021) of 16,000` */
export function measuredText({ value, lower, upper, requests }: MeasuredArms['stable']): string {
  if (value === null) return 'nothing measured'
  const digits = (number: number) => String(Number(number.toPrecision(3)))
  const range = lower === null || upper === null ? '' : ` (${digits(lower)} to ${digits(upper)})`
  return `${digits(value)}${range} of ${formatCount(requests)}`
}

export function ratioText(ratio: number): string {
  return ratio === 1 ? 'the margin' : `${ratio}×`
}

export function shareText(share: number | null): string {
  return share === null ? '' : formatPercent(share)
}

/** `11-28 14:03:20` in UTC: a rollout takes hours or days. */
export function clockOf(at: string): string {
  return at.slice(5, 19).replace('T', ' ')
}

export const EVIDENCE_NOTE =
  'E-values are given as ln E. Intervals (95 %) and e-values hold at every look; `sluice explain` has each decision with its numbers.'

/** What somebody is asked and how one answers it; else how the last request ended, unless all went as it was agreed. Empty: neither. */
export function askedLines({ asked, ended, state }: RolloutPart): readonly (readonly [name: string, text: string])[] {
  if (asked !== null) {
    const until = `${formatMinute(asked.expiresAt)} UTC`
    return [
      [`Asked: ${asked.what}?`, `Request ${asked.id}, until ${until}.`],
      ['Risk', asked.sentence],
      ...(asked.how === null ? [] : [['Answer', asked.how] as const]),
      ...(asked.standing === null ? [] : [['So far', asked.standing] as const]),
    ]
  }
  if (ended === null || ended.standing === null || (state === 'promoted' && ended.standing.startsWith('granted'))) return []
  return [[`Asked: ${ended.what}?`, `Request ${ended.id} was ${ended.standing}`]]
}
