import { CONTRACT_RULES } from './contract.ts'
import { DISTRIBUTION_RULES } from './distribution.ts'
import type { Rule } from './rule.ts'
import { SCHEMA_RULES } from './schema.ts'
import { SERVING_RULES } from './serving.ts'

/** Every rule of the gate, in the order of docs/rules.md. */
export const RULES = { ...SCHEMA_RULES, ...DISTRIBUTION_RULES, ...CONTRACT_RULES, ...SERVING_RULES } as const satisfies Record<string, Rule>

export type RuleId = keyof typeof RULES

export const RULE_IDS: readonly RuleId[] = Object.keys(RULES).filter(isRuleId)

/** For names that come as text: of a policy, of the first part of a check's id. */
export function isRuleId(name: string): name is RuleId {
  return Object.hasOwn(RULES, name)
}

export function ruleOf(id: RuleId): Rule {
  return RULES[id]
}
