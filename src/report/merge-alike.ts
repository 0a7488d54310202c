import type { Check } from '../judge/check.ts'
import { formatCount } from '../judge/format-number.ts'
import { subjectOf } from '../judge/messages.ts'
import { changeOf, outcomeWord } from './words.ts'

/** Two can stand beside each other. */
const LEAST = 3
const MOST_NAMES = 20

/**
 * For reading: what one rule found in several columns, in the same words, becomes one check, in the place of the first. Of a file that
 * another program wrote it may be the same of every column.
 */
export function mergeAlike(checks: readonly Check[]): Check[] {
  const groups = new Map<string | Check, Check[]>()
  for (const check of checks) {
    const found = wordsOf(check) ?? check
    groups.set(found, [...(groups.get(found) ?? []), check])
  }
  return [...groups.values()].flatMap((alike) => (alike.length < LEAST ? alike : merged(alike)))
}

/** null: it stays alone. What is measured has an interval of its own, and what is waived a reason. */
function wordsOf(check: Check): string | null {
  const { id, slice, data, rule, harm, waived, blocking } = check
  if (rule === undefined || slice === null || harm !== null || waived !== undefined) return null
  return JSON.stringify([id, data, outcomeWord(check), blocking, changeOf(check), rule.against, rule.consumers])
}

function merged(alike: readonly Check[]): Check[] {
  return alike.slice(0, 1).map((first) => {
    const check = { ...first, slice: `${formatCount(alike.length)} ${placesOf(first.id)}` }
    const names = alike.slice(0, MOST_NAMES).map(({ slice }) => slice ?? '')
    const rest = alike.length > names.length ? ` and ${formatCount(alike.length - names.length)} more` : ''
    return { ...check, message: `${subjectOf(check)}: ${names.join(', ')}${rest}: ${changeOf(first)}` }
  })
}

function placesOf(rule: string): string {
  if (rule.startsWith('INPUT_')) return 'inputs'
  return rule.startsWith('OUTPUT_') ? 'outputs' : 'columns'
}
