import { markdownTable } from 'markdown-table'
import type { Check } from '../judge/check.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { plotInterval, type Scale, scaleKey } from './interval-plot.ts'
import { ruleLink } from './rule-link.ts'
import { changeOf, nameOf, outcomeWord, SIGNS } from './words.ts'

/** Three narrow columns, and the plot below its numbers: the table fits a phone. In characters. */
const PLOT_WIDTH = 25
const MAX_MESSAGE_CHARS = 1_000

export function checksTable(checks: readonly Check[], scales: ReadonlyMap<string, Scale>): string {
  return table(
    ['result', 'check', 'change, range, and what is allowed'],
    checks.map((check) => checkRow(check, scales)),
  )
}

/** For those who defend the verdict: how each number was made. */
export function methodTable(checks: readonly Check[], cells: (check: Check) => readonly string[], header: readonly string[]): string {
  return table(
    ['check', ...header],
    checks.map((check) => [escapeMarkdown(nameOf(check)), ...cells(check)]),
  )
}

/** Cells are Markdown already. `aligned` fills columns with spaces, for people who read the source. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], width: 'compact' | 'aligned' = 'compact'): string {
  return markdownTable([[...header], ...rows.map((row) => [...row])], { alignDelimiters: width === 'aligned' })
}

function checkRow(check: Check, scales: ReadonlyMap<string, Scale>): string[] {
  const result = `${SIGNS[check.outcome]} ${check.blocking ? `**${outcomeWord(check)}**` : outcomeWord(check)}`
  const scale = scales.get(scaleKey(check))
  const plot = scale === undefined ? null : plotInterval(check, scale, PLOT_WIDTH)
  const change = escapeMarkdown(changeOf(check), MAX_MESSAGE_CHARS)
  return [result, linkedName(check), plot === null ? change : `${change}<br>\`${plot}\``]
}

/** The rule's name leads to its entry; the rest of the name is hostile text. */
function linkedName(check: Check): string {
  const name = escapeMarkdown(nameOf(check))
  const link = ruleLink(check)
  return link === null || !name.startsWith(link.rule) ? name : `[${link.rule}](${link.address})${name.slice(link.rule.length)}`
}
