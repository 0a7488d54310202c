import type { Check } from '../../judge/check.ts'
import { consequenceOf } from '../../judge/worst-check.ts'

/** Class and colour of a check: what it makes of the verdict, or `none` where it has no answer. */
export function toneOf(check: Check): string {
  return check.outcome === 'not-judged' || check.outcome === 'not-applicable' ? 'none' : consequenceOf(check)
}
