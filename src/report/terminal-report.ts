import type { Check } from '../judge/check.ts'
import { SEVERITY } from '../judge/exit-code.ts'
import { formatCount, formatPercent, formatPlain } from '../judge/format-number.ts'
import { loosenedTitle } from '../judge/loosened.ts'
import type { Verdict, VerdictWord } from '../judge/verdict.ts'
import { inOrderOfConcern } from '../judge/worst-check.ts'
import { plainText } from './escape-markdown.ts'
import { PLOT_MARKS, plotInterval, scaleKey, scalesOf } from './interval-plot.ts'
import { mergeAlike } from './merge-alike.ts'
import { type ReportedTable, reportedTables } from './reported-tables.ts'
import { rolloutLines } from './rollout/terminal.ts'
import {
  bytesRead,
  changeOf,
  nameOf,
  outcomeWord,
  rowsRead,
  standardRemedyOf,
  tally,
  triesNote,
  WORDS,
  waiverState,
  withoutModels,
} from './words.ts'

export type TerminalOptions = {
  /** ANSI colours; the words say the same. */
  readonly color: boolean
  /** Columns of the terminal; longer lines wrap at words. */
  readonly width: number
}

const PLOT_WIDTH = 21
const MAX_NAME_COLUMNS = 34
const RESULT_COLUMNS = 11
const MAX_MESSAGE_CHARS = 1_000
const MOST_GROUPS = 8
/** Passing checks that get lines of their own; of thirty columns nobody reads each. */
const MOST_PASSING = 12
const DIGEST_CHARS = 12
/** Significant digits of a number that nothing is compared with. */
const REPORTED_DIGITS = 4

/** ANSI colours by verdict: green, yellow, magenta, red. */
const COLORS: Record<VerdictWord, number> = { pass: 32, warn: 33, inconclusive: 35, fail: 31, error: 31 }

/** The same content as the Markdown report, for a person at a terminal or a job's log. Names from outside carry no control codes. */
export function renderTerminalReport(verdicts: readonly Verdict[], options: TerminalOptions = { color: false, width: 100 }): string {
  const ordered = [...verdicts].sort((a, b) => SEVERITY.indexOf(b.verdict) - SEVERITY.indexOf(a.verdict))
  return `${ordered.map((verdict) => renderOne(verdict, options).join('\n')).join('\n\n')}\n`
}

function renderOne(verdict: Verdict, options: TerminalOptions): string[] {
  const { width } = options
  const remedy = verdict.remedy ?? standardRemedyOf(verdict)
  const tries = triesNote(verdict)
  return [
    `${colored(WORDS[verdict.verdict].toUpperCase(), verdict.verdict, options)}  ${plainText(verdict.model)}, ${plainText(verdict.gate)}`,
    ...(verdict.message === '' ? [] : wrapped(plainText(verdict.message, MAX_MESSAGE_CHARS), width, '  ')),
    ...wrapped(`Reason ${verdict.reasonCode}${remedy === null ? '' : `: ${plainText(remedy, MAX_MESSAGE_CHARS)}`}`, width, '  '),
    ...(verdict.checks.length === 0 ? [] : ['', ...checkLines(verdict.checks, options), '', `  ${tally(verdict.checks)}.`]),
    ...(verdict.rollout === null ? [] : ['', ...rolloutLines(verdict.rollout)]),
    ...(tries === null ? [] : wrapped(tries, width, '  ')),
    ...loosenedLines(verdict, width),
    ...waiverLines(verdict, width),
    ...reportedLines(verdict, width),
    ...flipLines(verdict, width),
    '',
    ...evidenceLines(verdict, width),
  ]
}

function checkLines(checks: readonly Check[], options: TerminalOptions): string[] {
  const scales = scalesOf(checks)
  const names = checks.map((check) => plainText(nameOf(check), MAX_NAME_COLUMNS))
  const nameColumns = Math.max(...names.map((name) => Array.from(name).length))
  const indent = ' '.repeat(2 + RESULT_COLUMNS + 1)
  const { shown, left } = mostOf(mergeAlike(inOrderOfConcern(checks)))
  const lines = shown.flatMap((check) => {
    const scale = scales.get(scaleKey(check))
    const plot = scale === undefined ? null : plotInterval(check, scale, PLOT_WIDTH)
    const word = outcomeWord(check).padEnd(RESULT_COLUMNS)
    // Beside nothing there is room for the whole name, of which the end says where to look.
    const name = plot === null ? plainText(nameOf(check)) : padded(plainText(nameOf(check), MAX_NAME_COLUMNS), nameColumns)
    const change = plainText(changeOf(check), MAX_MESSAGE_CHARS)
    const result = check.blocking ? colored(word, check.outcome === 'inconclusive' ? 'inconclusive' : 'fail', options) : word
    return [`  ${result} ${name}  ${plot ?? ''}`.trimEnd(), ...wrapped(change, options.width, indent)]
  })
  const legend = `${PLOT_MARKS.estimate} estimate  ${PLOT_MARKS.range} range left open  ${PLOT_MARKS.noChange} no change  ${PLOT_MARKS.margin} allowed  right is worse`
  const named = left.length === 0 ? [] : wrapped(`and ${formatCount(left.length)} more pass: ${namesOf(left)}`, options.width, '  ')
  return [...lines, ...named, ...(checks.some(({ harm }) => harm !== null) ? [`  ${legend}`] : [])]
}

/** What needs a person comes first and is all shown; of what passes, the nearest to its margin. */
function mostOf(ordered: readonly Check[]): { readonly shown: readonly Check[]; readonly left: readonly Check[] } {
  const concerns = ordered.filter(({ outcome }) => outcome !== 'pass').length
  const most = concerns + MOST_PASSING
  return ordered.length <= most + 1 ? { shown: ordered, left: [] } : { shown: ordered.slice(0, most), left: ordered.slice(most) }
}

function namesOf(checks: readonly Check[]): string {
  return checks.map((check) => plainText(nameOf(check), MAX_NAME_COLUMNS)).join(', ')
}

function loosenedLines({ policy }: Verdict, width: number): string[] {
  if (policy.loosened.length === 0) return []
  const value = (text: string | null) => (text === null ? 'absent' : plainText(text))
  const lines = policy.loosened.flatMap(({ rule, base, head, kept }) =>
    wrapped(
      `${plainText(rule)}: base ${value(base)}, head ${value(head)}${kept === null ? '' : `; ${plainText(kept)} applied`}.`,
      width,
      '    ',
    ),
  )
  const { strong, rest } = loosenedTitle(policy.loosened)
  return ['', `  ${strong} (POLICY_LOOSENED); ${rest}`, ...lines]
}

function waiverLines({ waivers }: Verdict, width: number): string[] {
  if (waivers.length === 0) return []
  const lines = waivers.flatMap((waiver) => {
    const name = plainText(waiver.subject === null ? waiver.rule : `${waiver.rule} on ${waiver.subject}`)
    const words = plainText(`${waiverState(waiver)}, by ${waiver.by}: ${waiver.reason}`, MAX_MESSAGE_CHARS)
    return wrapped(`${name}: ${words}`, width, '    ')
  })
  return ['', '  Waivers:', ...lines]
}

function reportedLines({ reported }: Verdict, width: number): string[] {
  if (reported.length === 0) return []
  const { tables, rest } = reportedTables(reported)
  const lines = rest.flatMap(({ metric, slice, baseline, candidate, missing, why }) => {
    const name = plainText(slice === null ? metric : `${metric} on ${slice}`)
    return wrapped(
      `${name}: baseline ${shownNumber(baseline, missing)}, candidate ${shownNumber(candidate, missing)} (${plainText(why, MAX_MESSAGE_CHARS)})`,
      width,
      '    ',
    )
  })
  return [
    ...(lines.length === 0 ? [] : ['', '  Reported, not judged:', ...lines]),
    ...tables.flatMap((table) => reportedTableLines(table, width)),
  ]
}

/** A line a column of the data, the numbers below the names of what they are. */
function reportedTableLines({ why, metrics, rows }: ReportedTable, width: number): string[] {
  const cells = [
    ['', ...metrics],
    ...rows.map(({ slice, values }) => [slice, ...values.map((value) => (value === undefined ? '' : shownNumber(value)))]),
  ]
  const shown = cells.map((row) => row.map((cell) => (cell === '' ? '' : plainText(cell, MAX_NAME_COLUMNS))))
  const columns = shown[0]?.map((_, index) => Math.max(...shown.map((row) => Array.from(row[index] ?? '').length))) ?? []
  const lines = shown.map((row) => `    ${row.map((cell, index) => padded(cell, columns[index] ?? 0)).join('  ')}`.trimEnd())
  return ['', ...wrapped(`Reported, not judged (${plainText(why, MAX_MESSAGE_CHARS)}):`, width, '  '), ...lines]
}

function shownNumber(value: number | null, missing = 'not defined'): string {
  return value === null ? plainText(missing, MAX_NAME_COLUMNS) : formatPlain(value, REPORTED_DIGITS)
}

function flipLines({ flips }: Verdict, width: number): string[] {
  if (flips === null) return []
  const { rows, toWrong, toRight, groups, file } = flips
  const share = formatPercent((toWrong + toRight) / Math.max(1, rows))
  const kept = file === null ? '' : ` The rows are in ${plainText(file)}.`
  const sentence = `Answers that changed: ${formatCount(toWrong)} from right to wrong, ${formatCount(toRight)} from wrong to right (${share} of ${formatCount(rows)} rows).${kept}`
  const where = groups
    .slice(0, MOST_GROUPS)
    .flatMap((group) =>
      wrapped(
        `${plainText(group.slice)}: ${formatCount(group.toWrong)} to wrong, ${formatCount(group.toRight)} to right, of ${formatCount(group.rows)}`,
        width,
        '    ',
      ),
    )
  return [
    '',
    ...wrapped(sentence, width, '  '),
    ...(where.length === 0 ? [] : ['  Most where (exploratory: found by looking, not judged):', ...where]),
  ]
}

function evidenceLines(verdict: Verdict, width: number): string[] {
  const { subject, policy, environment, batchRows, notes } = verdict
  const file = (role: string, { reference, sha256, bytes }: { reference: string; sha256: string; bytes: number }) =>
    `${role}: ${plainText(reference)}${bytesRead(bytes)}, sha256 ${digest(sha256)}`
  const { sluice, node, onnxruntime, cpu } = environment
  const lines = [
    ...subject.data.map(
      ({ role, reference, sha256, rows }) =>
        `Data (${plainText(role)}): ${plainText(reference)}, ${rowsRead(rows)}, sha256 ${digest(sha256)}`,
    ),
    ...(subject.candidate === null
      ? withoutModels(verdict)
      : [
          file('Candidate', subject.candidate),
          subject.baseline === null ? 'Baseline: none' : file('Baseline', subject.baseline),
          ...(subject.anchor === null ? [] : [file('Anchor', subject.anchor)]),
        ]),
    `Policy: ${plainText(policy.path)} (${plainText(policy.source)}), sha256 ${digest(policy.sha256)}`,
    `Machine: ${plainText(cpu)}; Sluice ${plainText(sluice)}, Node ${plainText(node)}${onnxruntime === null ? '' : `, onnxruntime ${plainText(onnxruntime)}`}`,
    ...(batchRows === null ? [] : [`Batch: ${formatCount(batchRows)} rows a call, the same for all models`]),
    ...notes.map((note) => plainText(note, MAX_MESSAGE_CHARS)),
  ]
  return lines.flatMap((line) => wrapped(line, width, '  '))
}

/** Breaks at spaces only: a digest or path stays whole. Widths are counted in characters. */
function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && Array.from(`${indent}${line} ${word}`).length > width) {
      lines.push(indent + line)
      line = `  ${word}`
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, indent + line]
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - Array.from(text).length))
}

function digest(sha256: string): string {
  return plainText(sha256.slice(0, DIGEST_CHARS))
}

function colored(text: string, verdict: VerdictWord, { color }: TerminalOptions): string {
  return color ? `\u001B[1;${COLORS[verdict]}m${text}\u001B[0m` : text
}
