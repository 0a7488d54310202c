import type { Check, Outcome } from '../judge/check.ts'
import { formatCount, formatNumber, usefulDecimals } from '../judge/format-number.ts'
import { amountsOf, subjectOf } from '../judge/messages.ts'
import { REASONS } from '../judge/reason-codes.ts'
import type { DeclaredWaiver, Verdict, VerdictWord } from '../judge/verdict.ts'

/** A sign for those who look, a word for those who listen; the sign never stands alone. */
export const SIGNS: Record<VerdictWord | Outcome, string> = {
  pass: '✅',
  warn: '⚠️',
  inconclusive: '❔',
  fail: '❌',
  error: '⛔',
  'not-judged': '➖',
  'not-applicable': '➖',
}

export const WORDS: Record<VerdictWord | Outcome, string> = {
  pass: 'pass',
  warn: 'warn',
  inconclusive: 'cannot tell',
  fail: 'fail',
  error: 'error',
  'not-judged': 'not judged',
  'not-applicable': 'no baseline',
}

export function outcomeWord(check: Check): string {
  if (check.waived !== undefined) return 'waived'
  if (check.outcome === 'not-applicable' && check.kind === 'anchor') return 'no release'
  return WORDS[check.outcome]
}

/** `roc_auc.min on age<30`, without what the message says besides; shorter than there, because it stands in a narrow column. */
export function nameOf({ id, slice, data }: Pick<Check, 'id' | 'slice' | 'data'>): string {
  return `${id}${slice === null ? '' : ` on ${slice}`}${data === 'evaluation-changed' ? ' (changed data)' : ''}`
}

/** `0.912 → 0.894, worse by 0.018 (0.015 to 0.021), allowed 0.005`; what was not measured says so. */
export function changeOf(check: Check): string {
  const amounts = amountsOf(check)
  if (amounts === null) return withoutSubject(check)
  const { estimate, range, bar, direction } = amounts
  if (check.kind === 'limit') return `${estimate} (${range}), ${check.higherIsBetter ? 'floor' : 'ceiling'} ${bar}`
  const change = direction === null ? 'no change' : `${direction} by ${estimate}`
  const width = check.harmBounds?.lower === check.harmBounds?.upper ? '' : ` (${range})`
  return `${armsOf(check)}${change}${width}, ${check.kind === 'improve-by' ? 'demanded gain' : 'allowed'} ${bar}`
}

/** The table has the name already in the column before. */
function withoutSubject(check: Check): string {
  const subject = subjectOf(check)
  const rest = check.message.startsWith(subject) ? check.message.slice(subject.length) : check.message
  return rest.replace(/^:? /, '')
}

function armsOf({ baseline, candidate, standardError, margin, harmBounds, quantity }: Check): string {
  if (baseline === null || candidate === null) return ''
  const decimals = usefulDecimals({ standardError, margin }, harmBounds === null ? [] : [harmBounds.lower, harmBounds.upper])
  const unit = quantity === undefined ? '' : ` ${quantity.unit}`
  return `${formatNumber(baseline, decimals)} → ${formatNumber(candidate, decimals)}${unit}, `
}

/** `14 checks: 1 fail, 13 pass`. */
export function tally(checks: readonly Check[]): string {
  const words = checks.map(outcomeWord)
  const order = ['error', 'fail', 'cannot tell', 'warn', 'not judged', 'waived', 'no baseline', 'no release', 'pass']
  const parts = order.flatMap((word) => {
    const count = words.filter((other) => other === word).length
    return count === 0 ? [] : [`${formatCount(count)} ${word}`]
  })
  return `${formatCount(checks.length)} ${checks.length === 1 ? 'check' : 'checks'}: ${parts.join(', ')}`
}

/** What to do in our own words, which may hold Markdown; null for a plain pass and where the verdict brings its own (hostile) advice. */
export function standardRemedyOf({ verdict, reasonCode, remedy }: Verdict): string | null {
  return verdict === 'pass' || remedy !== null ? null : REASONS[reasonCode].remedy
}

/** Several candidates on one evaluation set are several tries (statistics.md C4: 23 % for five at a true loss of the margin). */
export function triesNote({ candidatesJudged }: Verdict): string | null {
  if (candidatesJudged === null || candidatesJudged < 2) return null
  return `${formatCount(candidatesJudged)} candidates have been judged on this evaluation data: the more tries, the likelier one passes by luck.`
}

/** An unchanged model is judged, and a broken one refused, before the data is read. */
export function rowsRead(rows: number): string {
  return rows === 0 ? 'not read' : `${formatCount(rows)} rows`
}

/** Of a model that serves only the digest is known. */
export function bytesRead(bytes: number): string {
  return bytes === 0 ? '' : `, ${formatCount(bytes)} bytes`
}

/** What became of a waiver, in words that need no legend. */
export function waiverState({ state, expires }: DeclaredWaiver): string {
  switch (state) {
    case 'in-force':
      return `in force until ${expires}`
    case 'expired':
      return `expired on ${expires}: it no longer counts`
    case 'unused':
      return `unused: nothing was found that it covers (until ${expires})`
  }
}

/** What stands in the place of the models' files: nothing where no model was asked for, as in a diff of two data sets. */
export function withoutModels({ verdict }: Verdict): string[] {
  return verdict === 'error' ? ['Models: not all of their files could be had'] : []
}
