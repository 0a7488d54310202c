import type { Check } from '../judge/check.ts'

/** Where docs/rules.md is read on the web: each rule's entry is a heading of its name. */
const RULE_DOCS = 'https://github.com/acme/sluice/blob/v1/docs/rules.md'

/** Verdicts may come from an untrusted run: only what can be a rule's name becomes part of an address. */
const RULE_NAME = /^[A-Z][A-Z0-9_]{2,60}(?=\.|$)/

/** The rule that a check is about, and the address of its entry; null for checks of other gates. */
export function ruleLink({ id }: Pick<Check, 'id'>): { readonly rule: string; readonly address: string } | null {
  const [rule] = RULE_NAME.exec(id) ?? []
  return rule === undefined ? null : { rule, address: `${RULE_DOCS}#${rule.toLowerCase()}` }
}
