import { SEVERITY } from '../../judge/exit-code.ts'
import { formatCount } from '../../judge/format-number.ts'
import { codeSpan, escapeHtmlText, escapeMarkdown } from '../escape-markdown.ts'
import { bytes, fitSections, type Section } from '../fit.ts'
import { loosenedOf, waiversOf } from '../markdown-evidence.ts'
import { renderReport } from '../markdown-report.ts'
import { table } from '../markdown-table.ts'
import type { Answer, SetAside, Settled } from '../settle.ts'
import { SIGNS, WORDS } from '../words.ts'
import { changesSince } from './changes.ts'
import { headline } from './headline.ts'
import { howToBeSure } from './how-to-be-sure.ts'
import { type Place, reproduceCommand, shellLine } from './reproduce.ts'
import type { Remembered } from './state.ts'

/** All that is said about one commit, in the comment, the summary and report.md alike. */
export type CommitReport = {
  readonly settled: Settled
  readonly place: Place
  /** The job's log and artifacts; null on a terminal. */
  readonly runUrl: string | null
  /** The verdicts come from a run that the pull request's author controls. */
  readonly claim: boolean
  /** What could not be shown or found, in plain text, which may hold words of a server. */
  readonly notes: readonly string[]
}

export type CommentOptions = {
  /** First and last lines of the comment, hidden; neither is ever cut. */
  readonly marker?: string
  readonly state?: string
  /** What the last push's report said. */
  readonly before?: Remembered | null
  readonly limit?: Limit
}

type Limit = 'comment' | 'summary'

/** GitHub refuses 65,536 characters; some measured 262,144 bytes. A summary holds 1 MiB a step, shared with other steps. */
const MAX_COMMENT_CHARS = 60_000
const MAX_COMMENT_BYTES = 240_000
const MAX_SUMMARY_BYTES = 900_000
const MAX_MESSAGE_CHARS = 600
/** Of one gate's full report, ever shorter, in bytes. */
const SHORTER_REPORTS = [20_000, 8_000, 3_000]
const SHORTER_TABLES = [50, 20, 10, 5]

/** What gives way first when the comment is too long. */
const CUT = {
  table: 0,
  notes: 1,
  sure: 2,
  changes: 3,
  loosened: 3,
  setAside: 4,
  reproduce: 5,
  worse: 6,
  digests: 7,
  warned: 8,
  passed: 9,
} as const

/** Verdict first, then why, then what changed, then everything for those who defend it. Markdown of GitHub's kind. */
export function renderCommitReport(report: CommitReport, options: CommentOptions = {}): string {
  const { settled, claim, notes } = report
  const ordered = inOrder(settled.answers)
  const fixed = (text: string): Section => ({ variants: [text], cutFirst: 0 })
  const sections: Section[] = [
    fixed([options.marker ?? '', headline(ordered)].filter((part) => part !== '').join('\n\n')),
    fixed(claim ? CLAIM : ''),
    { variants: overview(ordered), cutFirst: CUT.table },
    optional(notes.map((note) => `> ${escapeMarkdown(note, MAX_MESSAGE_CHARS)}`).join('\n>\n'), CUT.notes),
    optional(changesSince(options.before ?? null, ordered), CUT.changes),
    optional(howToBeSure(ordered), CUT.sure),
    optional(loosenedRules(ordered), CUT.loosened),
    optional(waiversInForce(ordered), CUT.loosened),
    { variants: asideOf(settled.setAside), cutFirst: CUT.setAside },
    // Of what is missing or cannot be read the table says all there is.
    ...ordered.filter(({ origin, verdict }) => origin !== null && verdict.reasonCode !== 'VERDICT_UNREADABLE').map(fullReport),
    optional(reproduction(ordered, report.place), CUT.reproduce),
    optional(digests(ordered), CUT.digests),
    fixed([footer(report), options.state ?? ''].filter((part) => part !== '').join('\n\n')),
  ]
  return options.limit === 'summary' || options.limit === undefined
    ? fitSections(sections, MAX_SUMMARY_BYTES)
    : fitSections(sections, MAX_COMMENT_CHARS, (text) => Math.max(text.length, (bytes(text) * MAX_COMMENT_CHARS) / MAX_COMMENT_BYTES))
}

const CLAIM = [
  '> **A claim, not yet proof.** This pull request comes from a fork, and its own run made these verdicts: the author could have changed',
  '> what it measured. Before you rely on them, look at the changed files and run the gate again from a branch of this repository.',
].join('\n')

/** Three columns, so that it fits a phone; the result is a word, the sign only goes with it. */
function overview(answers: readonly Answer[]): [string, ...string[]] {
  const row = ({ verdict, model, gate }: Answer) => [
    `${SIGNS[verdict.verdict]} **${WORDS[verdict.verdict]}**`,
    `${escapeMarkdown(model)}, ${escapeMarkdown(gate)}`,
    escapeMarkdown(verdict.message, MAX_MESSAGE_CHARS),
  ]
  const of = (count: number) => {
    const shown = table(['result', 'model, gate', 'why, in words'], answers.slice(0, count).map(row))
    return count >= answers.length ? shown : `${shown}\n\n${formatCount(answers.length - count)} more, none of them worse.`
  }
  return [of(answers.length), ...SHORTER_TABLES.filter((count) => count < answers.length).map(of)]
}

/** The same policy stands behind every gate: each rule is named once. */
function loosenedRules(answers: readonly Answer[]): string {
  const texts = new Set(answers.map(({ verdict }) => loosenedOf(verdict)).filter((text) => text !== ''))
  return [...texts].join('\n\n')
}

/** In each gate's full report too; here because somebody answers for what would have stopped this change. */
function waiversInForce(answers: readonly Answer[]): string {
  const several = answers.length > 1
  return answers
    .map(({ verdict, model, gate }) => {
      const text = waiversOf(verdict)
      return text === '' || !several
        ? text
        : text.replace('**Waivers:**', `**Waivers**, ${escapeMarkdown(model)}, ${escapeMarkdown(gate)}:`)
    })
    .filter((text) => text !== '')
    .join('\n\n')
}

function asideOf(setAside: readonly SetAside[]): [string, ...string[]] {
  if (setAside.length === 0) return ['']
  const line = ({ origin, model, gate, word, why }: SetAside) =>
    `* ${codeSpan(origin)} (${escapeMarkdown(model)}, ${escapeMarkdown(gate)}: ${WORDS[word]}): ${escapeMarkdown(why, MAX_MESSAGE_CHARS)}.`
  const of = (count: number) => {
    const more = count >= setAside.length ? [] : [`* ${formatCount(setAside.length - count)} more.`]
    return ['**Verdicts that do not count:**', '', ...setAside.slice(0, count).map(line), ...more].join('\n')
  }
  return [of(Math.min(setAside.length, MOST_ASIDE)), ...[10, 3].filter((count) => count < setAside.length).map(of), '']
}

/** A hostile run can hand in two hundred. */
const MOST_ASIDE = 30

function fullReport({ verdict, model, gate }: Answer): Section {
  const summary = `${WORDS[verdict.verdict]}: ${escapeHtmlText(model)}, ${escapeHtmlText(gate)} (full report)`
  const folded = (body: string) => `<details><summary>${summary}</summary>\n\n${body.trim()}\n\n</details>`
  const [first = '', ...shorter] = [undefined, ...SHORTER_REPORTS].map((limit) => renderReport([verdict], limit, '###'))
  const unlike = shorter.filter((body, index) => body !== (shorter[index - 1] ?? first) && body !== '')
  const cutFirst = verdict.verdict === 'pass' ? CUT.passed : verdict.verdict === 'warn' ? CUT.warned : CUT.worse
  return { variants: [folded(first), ...unlike.map(folded), ''], cutFirst }
}

function reproduction(answers: readonly Answer[], place: Place): string {
  const commands = answers.map((answer) => reproduceCommand(answer, place)).filter((command) => command !== null)
  if (commands.length === 0) return ''
  const from = place.pullRequest === null ? place.headSha : `pull/${place.pullRequest}/head`
  const lines = [...(from === null ? [] : [`git fetch origin ${from}`]), ...commands.map(shellLine)]
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return ['**To repeat this on your machine:**', '', `${fence}sh`, ...lines, fence].join('\n')
}

/** In whole: what was judged is what may ship. */
function digests(answers: readonly Answer[]): string {
  const lines = answers.flatMap(({ verdict, model, gate }) => {
    const { candidate, baseline, data } = verdict.subject
    const files = [
      ...(candidate === null ? [] : [['candidate', candidate] as const]),
      ...(baseline === null ? [] : [['baseline', baseline] as const]),
      ...data.map((one) => [one.role, one] as const),
    ]
    return files.map(
      ([role, file]) => `* ${escapeMarkdown(model)}, ${escapeMarkdown(gate)}, ${escapeMarkdown(role)}: ${codeSpan(file.sha256)}`,
    )
  })
  const policies = [...new Set(answers.map(({ verdict }) => verdict.policy.sha256))].map((sha256) => `* policy: ${codeSpan(sha256)}`)
  const body = [...lines, ...policies].join('\n')
  return lines.length === 0 ? '' : `<details><summary>Digests (sha256) of models, data and policy</summary>\n\n${body}\n\n</details>`
}

function footer({ place: { headSha }, runUrl }: CommitReport): string {
  const parts = [
    ...(headSha === null ? [] : [`Commit ${codeSpan(headSha.slice(0, 12))}`]),
    ...(runUrl === null ? [] : [`[log and artifacts](${runUrl})`]),
    'made by Sluice',
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}

function inOrder(answers: readonly Answer[]): readonly Answer[] {
  return [...answers].sort((a, b) => SEVERITY.indexOf(b.verdict.verdict) - SEVERITY.indexOf(a.verdict.verdict))
}

function optional(text: string, cutFirst: number): Section {
  return { variants: text === '' ? [''] : [text, ''], cutFirst }
}
