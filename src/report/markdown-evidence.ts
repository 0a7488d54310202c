import type { Check } from '../judge/check.ts'
import { formatCount, formatNumber, formatP, formatPercent, formatPlain, usefulDecimals } from '../judge/format-number.ts'
import { loosenedTitle } from '../judge/loosened.ts'
import type { Verdict } from '../judge/verdict.ts'
import { codeSpan, escapeMarkdown } from './escape-markdown.ts'
import { methodTable, table } from './markdown-table.ts'
import { reportedTables } from './reported-tables.ts'
import { bytesRead, rowsRead, waiverState, withoutModels } from './words.ts'

/** Significant digits of a number that nothing is compared with. */
const REPORTED_DIGITS = 4
/** Enough of a digest to compare by eye; the verdict file has the whole. In characters. */
const DIGEST_CHARS = 16
const MAX_NOTE_CHARS = 600
/** The table of methods is for a look, not for hundreds of slices. */
const MOST_METHOD_ROWS = 60

/** What the numbers stand on: data, models, policy, machine, method. */
export function evidenceOf(verdict: Verdict, extent: 'with methods' | 'files only'): string {
  const lines = [...filesOf(verdict), ...circumstancesOf(verdict), ...verdict.notes.map((note) => escapeMarkdown(note, MAX_NOTE_CHARS))]
  const measured = verdict.checks.filter(({ harm }) => harm !== null)
  const methods = measured.length === 0 || extent === 'files only' ? [] : ['', methodsOf(measured)]
  const body = [...lines.map((line) => `* ${line}`), ...methods].join('\n')
  return `<details><summary>Evidence: data, models, policy, machine and methods</summary>\n\n${body}\n\n</details>`
}

/** Rules that the pull request would loosen; they still applied. */
export function loosenedOf({ policy }: Verdict): string {
  if (policy.loosened.length === 0) return ''
  const value = (text: string | null) => (text === null ? 'absent' : codeSpan(text))
  const lines = policy.loosened.map(
    ({ rule, base, head, kept }) =>
      `* ${codeSpan(rule)}: base ${value(base)}, head ${value(head)}${kept === null ? '' : `; ${codeSpan(kept)} applied`}.`,
  )
  const { strong, rest } = loosenedTitle(policy.loosened)
  return [`**${strong}** (\`POLICY_LOOSENED\`); ${rest}`, '', ...lines].join('\n')
}

/** Who has accepted what until when; one that has expired or covers nothing is said too. */
export function waiversOf({ waivers }: Verdict): string {
  if (waivers.length === 0) return ''
  const lines = waivers.map((waiver) => {
    const subject = waiver.subject === null ? '' : ` on ${escapeMarkdown(waiver.subject)}`
    const words = `${waiverState(waiver)}, by ${waiver.by}: ${waiver.reason}`
    return `* ${escapeMarkdown(waiver.rule)}${subject}: ${escapeMarkdown(words, MAX_NOTE_CHARS)}`
  })
  return ['**Waivers:**', '', ...lines].join('\n')
}

/** Numbers for the reader's information. */
export function reportedOf({ reported }: Verdict): string {
  if (reported.length === 0) return ''
  const { tables, rest } = reportedTables(reported)
  const show = (value: number | null, missing = 'not defined') =>
    value === null ? escapeMarkdown(missing) : formatPlain(value, REPORTED_DIGITS)
  const rows = rest.map(({ metric, slice, baseline, candidate, missing, why }) => [
    escapeMarkdown(slice === null ? metric : `${metric} on ${slice}`),
    show(baseline, missing),
    show(candidate, missing),
    escapeMarkdown(why, MAX_NOTE_CHARS),
  ])
  const byColumn = tables.map(({ why, metrics, rows: columns }) => {
    const body = columns.map(({ slice, values }) => [
      escapeMarkdown(slice),
      ...values.map((value) => (value === undefined ? '' : show(value))),
    ])
    return `Reported, not judged (${escapeMarkdown(why, MAX_NOTE_CHARS)}):\n\n${table(['', ...metrics.map((metric) => escapeMarkdown(metric))], body)}`
  })
  const one = rows.length === 0 ? [] : [`Reported, not judged:\n\n${table(['metric', 'baseline', 'candidate', 'why not judged'], rows)}`]
  return [...one, ...byColumn].join('\n\n')
}

/** Reviewers argue about cases: which answers changed, and where. */
export function flipsOf({ flips }: Verdict): string {
  if (flips === null) return ''
  const { rows, toWrong, toRight, groups, file } = flips
  const share = formatPercent((toWrong + toRight) / Math.max(1, rows))
  const kept = file === null ? '' : ` The rows are in ${codeSpan(file)}.`
  const sentence = `**Answers that changed:** ${formatCount(toWrong)} from right to wrong, ${formatCount(toRight)} from wrong to right (${share} of ${formatCount(rows)} rows).${kept}`
  if (groups.length === 0) return sentence
  const cells = groups.map((group) => [
    escapeMarkdown(group.slice),
    formatCount(group.rows),
    formatCount(group.toWrong),
    formatCount(group.toRight),
  ])
  const body = table(['where', 'rows', 'right → wrong', 'wrong → right'], cells)
  const summary = 'Where they changed most (exploratory: found by looking, not judged)'
  return `${sentence}\n\n<details><summary>${summary}</summary>\n\n${body}\n\n</details>`
}

function filesOf(verdict: Verdict): string[] {
  const { subject, policy } = verdict
  const file = (role: string, { reference, sha256, bytes }: { reference: string; sha256: string; bytes: number }) =>
    `${role}: ${codeSpan(reference)}${bytesRead(bytes)}, sha256 ${digest(sha256)}`
  return [
    ...subject.data.map(
      ({ role, reference, sha256, rows }) =>
        `Data (${escapeMarkdown(role)}): ${codeSpan(reference)}, ${rowsRead(rows)}, sha256 ${digest(sha256)}`,
    ),
    ...(subject.candidate === null
      ? withoutModels(verdict)
      : [
          file('Candidate', subject.candidate),
          subject.baseline === null ? 'Baseline: none' : file('Baseline', subject.baseline),
          ...(subject.anchor === null ? [] : [file('Anchor', subject.anchor)]),
        ]),
    `Policy: ${codeSpan(policy.path)} (${escapeMarkdown(policy.source)}), sha256 ${digest(policy.sha256)}`,
  ]
}

function circumstancesOf({ environment, batchRows, run }: Verdict): string[] {
  const { sluice, node, onnxruntime, cpu, features } = environment
  const runtime = onnxruntime === null ? '' : `, onnxruntime ${escapeMarkdown(onnxruntime)}`
  const extensions = features.length === 0 ? '' : ` (${escapeMarkdown(features.join(', '))})`
  return [
    `Machine: ${escapeMarkdown(cpu)}${extensions}; Sluice ${escapeMarkdown(sluice)}, Node ${escapeMarkdown(node)}${runtime}`,
    ...(batchRows === null ? [] : [`Batch: ${formatCount(batchRows)} rows a call, the same for all models`]),
    ...(run === null
      ? []
      : [
          `Run: ${escapeMarkdown(run.workflow)}, job ${escapeMarkdown(run.job)}, ${run.id} attempt ${run.attempt}, on ${escapeMarkdown(run.event)}${commit(run.headSha)}`,
        ]),
  ]
}

function methodsOf(measured: readonly Check[]): string {
  const family = measured.filter(({ require, adjustedP }) => require === 'no-harm' && adjustedP !== null).length
  const confidence = measured.find(({ harmBounds }) => harmBounds !== null)?.harmBounds?.confidence ?? 0
  const how = [
    `Bounds are one-sided, each at ${formatPercent(confidence)}.`,
    'A check by proof passes when a loss beyond the margin is excluded; a check by no-harm fails when such a loss is proven.',
    family > 1 ? `The p-values of the ${formatCount(family)} no-harm checks are adjusted together (Holm).` : '',
    measured.some(({ detectableHarm }) => detectableHarm !== null)
      ? '"Found" is the true loss that the check would have failed with 80 % probability.'
      : '',
  ]
  const cells = (check: Check) => [
    check.require,
    escapeMarkdown(check.method ?? ''),
    `${formatCount(check.n ?? 0)} ${check.unit}`,
    check.adjustedP === null ? '' : escapeMarkdown(formatP(check.adjustedP)),
    check.detectableHarm === null ? '' : formatNumber(check.detectableHarm, usefulDecimals(check)),
  ]
  const shown = methodTable(measured.slice(0, MOST_METHOD_ROWS), cells, ['rule', 'method', 'n', 'p (worse)', 'found'])
  const more =
    measured.length > MOST_METHOD_ROWS ? `\n\n${formatCount(measured.length - MOST_METHOD_ROWS)} more are in the verdict file.` : ''
  return `${how.filter((sentence) => sentence !== '').join(' ')}\n\n${shown}${more}`
}

function digest(sha256: string): string {
  return codeSpan(sha256.slice(0, DIGEST_CHARS))
}

function commit(sha: string | null): string {
  return sha === null ? '' : ` at ${codeSpan(sha.slice(0, DIGEST_CHARS))}`
}
