import type { Check } from './check.ts'
import { SEVERITY } from './exit-code.ts'
import type { VerdictWord } from './verdict.ts'

/** What a check makes of the whole verdict (design §1, §6). */
export function consequenceOf(check: Check): VerdictWord {
  if (check.waived !== undefined && check.outcome !== 'error') return 'pass'
  switch (check.outcome) {
    case 'error':
    case 'fail':
    case 'warn':
    case 'pass':
      return check.outcome
    case 'inconclusive':
      return check.blocking ? 'inconclusive' : 'warn'
    case 'not-judged':
      return 'pass'
    case 'not-applicable':
      // Without a baseline the verdict is at best `warn`; that nothing was released yet is no reason to warn.
      return check.kind === 'anchor' ? 'pass' : 'warn'
  }
}

/**
 * The check to speak of first: by consequence, then what was measured before what was not, overall before slices, then by how many
 * standard errors the harm lies beyond the margin. null without checks.
 */
export function worstCheck(checks: readonly Check[]): Check | null {
  return inOrderOfConcern(checks)[0] ?? null
}

export function inOrderOfConcern(checks: readonly Check[]): Check[] {
  return checks
    .map((check, index) => ({ check, index, key: concernOf(check) }))
    .sort((a, b) => compareKeys(b.key, a.key) || a.index - b.index)
    .map(({ check }) => check)
}

function concernOf(check: Check): readonly number[] {
  const hasAnswer = check.outcome !== 'not-judged' && check.outcome !== 'not-applicable'
  return [SEVERITY.indexOf(consequenceOf(check)), hasAnswer ? 1 : 0, check.slice === null ? 1 : 0, excessOf(check)]
}

function excessOf({ harm, margin, standardError }: Check): number {
  if (harm === null) return 0
  if (standardError !== null && standardError > 0) return (harm - margin) / standardError
  return harm > margin ? Number.MAX_VALUE : -Number.MAX_VALUE
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
