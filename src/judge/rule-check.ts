import type { Check, Outcome, Waived } from './check.ts'
import { NOTHING_MEASURED, shortened } from './judge-check.ts'
import type { ReasonCode } from './reason-codes.ts'

/** What a rule found, once it is known what that is to mean. Nothing is measured, so there is no margin and no bound. */
export type RuleFinding = {
  readonly rule: string
  /** The column, tensor or package; `rows` or `model` for the whole. */
  readonly subject: string
  readonly message: string
  readonly evidence: string
  readonly effect: 'fail' | 'warn' | 'list'
  readonly against: string | null
  readonly consumers: readonly string[]
  readonly waived: Waived | null
}

const OUTCOMES: Record<RuleFinding['effect'], { readonly outcome: Outcome; readonly reasonCode: ReasonCode }> = {
  fail: { outcome: 'fail', reasonCode: 'RULE_BROKEN' },
  warn: { outcome: 'warn', reasonCode: 'RULE_WARNED' },
  list: { outcome: 'pass', reasonCode: 'NOT_WORSE' },
}

/** A finding of a rule among the checks of its gate: it fails, warns or is listed as the policy says. */
export function checkOfRule({ rule, subject, message, evidence, effect, against, consumers, waived }: RuleFinding): Check {
  const slice = shortened(subject)
  return {
    ...NOTHING_MEASURED,
    ...OUTCOMES[effect],
    id: rule,
    slice,
    data: 'evaluation',
    kind: 'rule',
    require: 'no-harm',
    blocking: effect === 'fail' && waived === null,
    higherIsBetter: false,
    margin: 0,
    n: null,
    unit: 'rows',
    message: inWords(`${rule} on ${slice}: ${withEvidence(message, evidence)}`, { against, consumers, waived }),
    rule: { evidence: cut(evidence), against, consumers: consumers.slice(0, MOST_CONSUMERS) },
    ...(waived === null ? {} : { waived }),
  }
}

/** The same for a measured check (drift), which a waiver may cover too. */
export function waive(check: Check, waived: Waived): Check {
  if (check.outcome === 'error') return check
  return { ...check, blocking: false, waived, message: cut(`${check.message} ${waiverInWords(waived)}`) }
}

const MOST_CONSUMERS = 100
/** Half of what a verdict's text may hold. */
const LONGEST = 2_000

function inWords(finding: string, { against, consumers, waived }: Pick<RuleFinding, 'against' | 'consumers' | 'waived'>): string {
  const parts = [
    finding,
    ...(against === null ? [] : [`Compared with ${against}.`]),
    ...(consumers.length === 0 ? [] : [`This breaks ${consumers.join(', ')}.`]),
    ...(waived === null ? [] : [waiverInWords(waived)]),
  ]
  return cut(parts.join(' '))
}

function withEvidence(message: string, evidence: string): string {
  return evidence === '' ? message : `${message.replace(/\.$/, '')} (${evidence}).`
}

function waiverInWords({ by, reason, expires }: Waived): string {
  return `Waived until ${expires} by ${by}: ${reason}.`
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}
