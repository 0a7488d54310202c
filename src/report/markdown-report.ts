import type { Check } from '../judge/check.ts'
import { SEVERITY } from '../judge/exit-code.ts'
import { formatCount } from '../judge/format-number.ts'
import type { RolloutPart } from '../judge/rollout-part.ts'
import type { Verdict } from '../judge/verdict.ts'
import { consequenceOf, inOrderOfConcern } from '../judge/worst-check.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { fitSections, type Section } from './fit.ts'
import { PLOT_MARKS, type Scale, scalesOf } from './interval-plot.ts'
import { evidenceOf, flipsOf, loosenedOf, reportedOf, waiversOf } from './markdown-evidence.ts'
import { checksTable, table } from './markdown-table.ts'
import { mergeAlike } from './merge-alike.ts'
import { evidenceTables, standingOf, timeLines } from './rollout/markdown.ts'
import { SIGNS, standardRemedyOf, tally, triesNote, WORDS } from './words.ts'

/** A job summary holds 1 MiB a step, shared with what else the step writes; in bytes. */
export const MAX_SUMMARY_BYTES = 900_000

const MAX_MESSAGE_CHARS = 1_000
/** Rows of a table that is shortened to fit. */
const SHORTER_TABLES = [50, 20, 10, 5]
/** Sentences beside the worst one; the table has them all. */
const MOST_SENTENCES = 5

/** What gives way first when a report is too long. */
const CUT = { title: 0, words: 1, checks: 2, loosened: 3, reported: 4, flips: 5, evidence: 6, passed: 7 } as const

/**
 * The report of a run for the job summary, report.md and a comment: the verdict and its worst check in words, then the checks, then
 * what the numbers stand on.
 *
 * @param limit of the result in UTF-8 bytes; details give way first, tables by whole rows
 * @param heading of each verdict
 */
export function renderReport(verdicts: readonly Verdict[], limit = MAX_SUMMARY_BYTES, heading: '##' | '###' = '##'): string {
  const ordered = [...verdicts].sort((a, b) => SEVERITY.indexOf(b.verdict) - SEVERITY.indexOf(a.verdict))
  const sections = ordered.flatMap((verdict) => sectionsOf(verdict, heading))
  if (ordered.length > 1) sections.unshift(overviewOf(ordered))
  if (ordered.some(({ checks }) => checks.some(({ harm }) => harm !== null)))
    sections.push({ variants: [LEGEND, ''], cutFirst: CUT.checks })
  return fitSections(sections, limit)
}

const LEGEND = `<sub>Plots: ${[
  `\`${PLOT_MARKS.estimate}\` estimate`,
  `\`${PLOT_MARKS.range}\` range that the data leave open`,
  `\`${PLOT_MARKS.noChange}\` no change`,
  `\`${PLOT_MARKS.margin}\` allowed`,
  `\`${PLOT_MARKS.better}\` \`${PLOT_MARKS.worse}\` off the scale`,
].join(', ')}; further right is worse; one scale a metric.</sub>`

function sectionsOf(verdict: Verdict, heading: string): Section[] {
  const title = `${heading} ${titleOf(verdict)}`
  const scales = scalesOf(verdict.checks)
  const ordered = mergeAlike(inOrderOfConcern(verdict.checks))
  const main = ordered.filter((check) => check.slice === null || !isQuiet(check))
  const rest = ordered.filter((check) => check.slice !== null && isQuiet(check))
  return [
    { variants: [`${title}\n\n${worstOf(verdict)}`, title, ''], cutFirst: CUT.title },
    optional(verdict.rollout === null ? '' : standingOf(verdict.rollout), CUT.words),
    optional(sentencesOf(verdict, main), CUT.words),
    optional(loosenedOf(verdict), CUT.loosened),
    optional(waiversOf(verdict), CUT.loosened),
    { variants: shorterTables(main, scales), cutFirst: CUT.checks },
    {
      variants:
        rest.length === 0 ? [''] : folded(`Slice checks without a finding: ${formatCount(rest.length)}`, shorterTables(rest, scales)),
      cutFirst: CUT.passed,
    },
    ...(verdict.rollout === null ? [] : rolloutSections(verdict.rollout)),
    optional(reportedOf(verdict), CUT.reported),
    optional(flipsOf(verdict), CUT.flips),
    { variants: [evidenceOf(verdict, 'with methods'), evidenceOf(verdict, 'files only'), ''], cutFirst: CUT.evidence },
  ]
}

/** Nothing for a reader to do: passed, or without an answer that would change the verdict. */
function isQuiet(check: Check): boolean {
  return consequenceOf(check) === 'pass' || (check.outcome === 'not-applicable' && check.slice !== null)
}

function titleOf({ verdict, model, gate, rollout }: Verdict): string {
  const state = rollout === null ? '' : `: ${escapeMarkdown(rollout.state)}`
  return `${SIGNS[verdict]} ${WORDS[verdict].toUpperCase()}: ${escapeMarkdown(model)}, ${escapeMarkdown(gate)}${state}`
}

function rolloutSections(part: RolloutPart): Section[] {
  return [{ variants: timeLines(part), cutFirst: CUT.reported }, optional(evidenceTables(part), CUT.reported)]
}

function worstOf(verdict: Verdict): string {
  const message = verdict.message === '' ? '' : `**${escapeMarkdown(verdict.message, MAX_MESSAGE_CHARS)}**`
  const counts = verdict.checks.length === 0 ? '' : `${tally(verdict.checks)}.`
  const remedy = verdict.remedy === null ? standardRemedyOf(verdict) : escapeMarkdown(verdict.remedy, MAX_MESSAGE_CHARS)
  const advice = `Reason \`${verdict.reasonCode}\`${remedy === null ? '' : `: ${remedy}`}`
  return [message, [advice, counts].filter((part) => part !== '').join('<br>')].filter((part) => part !== '').join('\n\n')
}

/** The other findings in words, for a reader who does not read tables. */
function sentencesOf(verdict: Verdict, main: readonly Check[]): string {
  const others = main.filter((check) => !isQuiet(check) && check.outcome !== 'not-applicable' && check.message !== verdict.message)
  const lines = others.slice(0, MOST_SENTENCES).map(({ message }) => `* ${escapeMarkdown(message, MAX_MESSAGE_CHARS)}`)
  if (others.length > MOST_SENTENCES) lines.push(`* ${formatCount(others.length - MOST_SENTENCES)} more in the table.`)
  const tries = triesNote(verdict)
  return (tries === null ? lines : [...lines, `* ${tries}`]).join('\n')
}

function overviewOf(verdicts: readonly Verdict[]): Section {
  const row = ({ verdict, model, gate, message }: Verdict) => [
    `${SIGNS[verdict]} ${WORDS[verdict]}`,
    `${escapeMarkdown(model)}, ${escapeMarkdown(gate)}`,
    escapeMarkdown(message, MAX_MESSAGE_CHARS),
  ]
  const of = (count: number) => {
    const shown = table(['verdict', 'model', 'in words'], verdicts.slice(0, count).map(row))
    return count >= verdicts.length ? shown : `${shown}\n\n${formatCount(verdicts.length - count)} more.`
  }
  const shorter = SHORTER_TABLES.filter((count) => count < verdicts.length).map(of)
  return { variants: [of(verdicts.length), ...shorter, ''], cutFirst: CUT.title }
}

function shorterTables(checks: readonly Check[], scales: ReadonlyMap<string, Scale>): [string, ...string[]] {
  if (checks.length === 0) return ['']
  const shorter = SHORTER_TABLES.filter((count) => count < checks.length).map(
    (count) =>
      `${checksTable(checks.slice(0, count), scales)}\n\n${formatCount(checks.length - count)} more, less worrying, are in the verdict file.`,
  )
  return [checksTable(checks, scales), ...shorter, '']
}

/** The blank line after the summary makes GitHub read Markdown inside. `summary` is our own words: inside the tag nothing is escaped. */
function folded(summary: string, variants: readonly [string, ...string[]]): [string, ...string[]] {
  const [first, ...others] = variants.map((body) => (body === '' ? '' : `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`))
  return [first ?? '', ...others]
}

function optional(text: string, cutFirst: number): Section {
  return { variants: text === '' ? [''] : [text, ''], cutFirst }
}
