import type { Check } from '../../judge/check.ts'
import { checkOfRule, type RuleFinding, waive } from '../../judge/rule-check.ts'
import type { Finding } from './finding.ts'
import type { Consumer } from './policy.ts'
import { ruleOf } from './rules/registry.ts'
import type { Rule, Severity } from './rules/rule.ts'
import { ruleOfCheck, type WaiverBook } from './waivers.ts'

export type Compatibility = 'backward' | 'forward' | 'full'

/** What turns a finding into an answer; all of it is the policy's. */
export type RuleSettings = {
  readonly compatibility: Compatibility
  /** By rule, instead of its own severity. */
  readonly effects: Readonly<Record<string, 'ignore' | 'warn' | 'fail'>>
  readonly consumers: readonly Consumer[]
  readonly waivers: WaiverBook
}

const EFFECT_OF_SEVERITY: Record<Severity, RuleFinding['effect']> = { breaking: 'fail', risky: 'warn', info: 'list' }

/** Findings as checks of the gate: listed, warning or failing. Gravest first, and what is waived stays in its place. */
export function checksOfFindings(findings: readonly Finding[], settings: RuleSettings): Check[] {
  return findings.map((finding) => {
    const { rule, subject, message, evidence, against = null, digest = null } = finding
    const effect = effectOf(finding, settings)
    const waived = effect === 'list' ? null : settings.waivers.waive({ rule, subject, digest })
    const consumers = effect === 'list' ? [] : (finding.consumers ?? consumersOf(subject, settings.consumers))
    return checkOfRule({ rule, subject, message, evidence, effect, against, consumers, waived })
  })
}

/** Drift is judged, not ruled, but whoever has accepted it may say so in the same way. @param digest of the data that changed */
export function waiveChecks(checks: readonly Check[], digest: string | null, { waivers, effects }: RuleSettings): Check[] {
  return checks.map((check) => {
    const rule = ruleOfCheck(check)
    if (check.outcome !== 'fail' && check.outcome !== 'warn') return check
    const waived = waivers.waive({ rule, subject: check.slice ?? '', digest })
    return waived === null ? withEffect(check, effects[rule]) : waive(check, waived)
  })
}

/** `rules: { DRIFT: warn }` lets proven drift warn; `fail` cannot make a failure of what is not proven. */
function withEffect(check: Check, effect: RuleSettings['effects'][string] | undefined): Check {
  if (effect === 'ignore') return { ...check, outcome: 'pass', blocking: false, reasonCode: 'NOT_WORSE' }
  if (effect === 'warn' && check.outcome === 'fail') return { ...check, outcome: 'warn', blocking: false }
  return check
}

function effectOf({ rule, severity }: Finding, { compatibility, effects }: RuleSettings): RuleFinding['effect'] {
  const asked = Object.hasOwn(effects, rule) ? effects[rule] : undefined
  if (asked !== undefined) return asked === 'ignore' ? 'list' : asked
  const { breaks, severity: own }: Rule = ruleOf(rule)
  if (breaks !== undefined && compatibility !== 'full' && !breaks.includes(compatibility)) return 'list'
  return EFFECT_OF_SEVERITY[severity ?? (own === 'judged' ? 'risky' : own)]
}

function consumersOf(subject: string, consumers: readonly Consumer[]): string[] {
  return consumers.filter(({ expects }) => expects.output === subject).map(({ name, owner }) => `${name} (${owner})`)
}
