import { formatCount, formatPercent, formatPlain } from '../../judge/format-number.ts'
import { loosenedTitle } from '../../judge/loosened.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { type ReportedTable, reportedTables } from '../reported-tables.ts'
import { bytesRead, rowsRead, waiverState } from '../words.ts'
import { scrollable } from './figure-parts.ts'
import { type Html, html, withoutBackticks } from './html.ts'

const REPORTED_DIGITS = 4
/** As many as a person reads; the verdict file has all. */
const MOST_ROWS = 50

/** Rules that the pull request would loosen; they still applied. */
export function loosenedOf({ policy: { loosened } }: Verdict): Html | null {
  if (loosened.length === 0) return null
  const value = (text: string | null) => (text === null ? 'absent' : html`<code>${text}</code>`)
  const items = loosened
    .slice(0, MOST_ROWS)
    .map(
      ({ rule, base, head, kept }) =>
        html`<li><code>${rule}</code>: base ${value(base)}, head ${value(head)}${kept === null ? '' : html`; <code>${kept}</code> applied`}.</li>`,
    )
  const { strong, rest } = loosenedTitle(loosened)
  return html`<div class="notice"><p><strong>${strong}</strong> (POLICY_LOOSENED); ${rest}</p><ul class="plain">${items}</ul></div>`
}

/** Who has accepted what until when; one that has expired or covers nothing is said too. */
export function waiversOf({ waivers }: Verdict): Html | null {
  if (waivers.length === 0) return null
  const items = waivers.slice(0, MOST_ROWS).map((waiver) => {
    const { rule, subject, by, reason } = waiver
    return html`<li><code>${rule}</code>${subject === null ? null : html` on <code>${subject}</code>`}: ${waiverState(waiver)}, by ${by}: ${reason}</li>`
  })
  return html`<div class="notice"><p><strong>Waivers</strong></p><ul class="plain">${items}</ul></div>`
}

/** Reviewers argue about cases: how many answers changed, and where. */
export function flipsOf({ flips }: Verdict): Html | null {
  if (flips === null) return null
  const { rows, toWrong, toRight, groups, file } = flips
  const share = formatPercent((toWrong + toRight) / Math.max(1, rows))
  const kept = file === null ? null : html` The rows are in <code>${file}</code>.`
  const body = groups
    .slice(0, MOST_ROWS)
    .map((group) => [
      html`<th scope="row">${group.slice}</th>`,
      ...[group.rows, group.toWrong, group.toRight].map((count) => html`<td class="number">${formatCount(count)}</td>`),
    ])
  const where =
    groups.length === 0
      ? null
      : table(
          'Where they changed most (exploratory: found by looking, not judged)',
          ['where'],
          ['rows', 'right → wrong', 'wrong → right'],
          [],
          body,
        )
  return html`<h3>Answers that changed</h3><p>${formatCount(toWrong)} from right to wrong, ${formatCount(toRight)} from wrong to right (${share} of ${formatCount(rows)} rows).${kept}</p>${where}`
}

/** Numbers for the reader's information. */
export function reportedOf({ reported }: Verdict): Html | null {
  if (reported.length === 0) return null
  const { tables, rest } = reportedTables(reported)
  return html`${rest.length === 0 ? null : reportedAlone(rest)}${tables.map(reportedByColumn)}`
}

function reportedAlone(reported: Verdict['reported']): Html {
  const body = reported
    .slice(0, MOST_ROWS)
    .map(({ metric, slice, baseline, candidate, missing, why }) => [
      html`<th scope="row">${slice === null ? metric : `${metric} on ${slice}`}</th>`,
      ...[baseline, candidate].map((value) => numberCell(value, missing)),
      html`<td>${why}</td>`,
    ])
  return html`<h3>Reported, not judged</h3>${table('', ['metric'], ['baseline', 'candidate'], ['why not judged'], body)}`
}

function reportedByColumn({ why, metrics, rows }: ReportedTable): Html {
  const body = rows
    .slice(0, MOST_ROWS)
    .map(({ slice, values }) => [html`<th scope="row">${slice}</th>`, ...values.map((value) => numberCell(value))])
  return html`<h3>Reported, not judged</h3><p>${why}</p>${table('', ['column'], metrics, [], body)}`
}

function numberCell(value: number | null | undefined, missing = 'not defined'): Html {
  return html`<td class="number">${value === undefined ? '' : value === null ? missing : formatPlain(value, REPORTED_DIGITS)}</td>`
}

/** What the numbers stand on; folded where a reader compares several models. */
export function evidenceOf(verdict: Verdict, extent: 'open' | 'folded'): Html {
  const { subject, policy, environment, batchRows, run, notes } = verdict
  const { sluice, node, onnxruntime, cpu, features } = environment
  const files = [
    ...subject.data.map(({ role, reference, sha256, rows }) =>
      entry(`Data (${role})`, html`<code>${reference}</code>, ${rowsRead(rows)}${digest(sha256)}`),
    ),
    ...(subject.candidate === null && verdict.verdict !== 'error'
      ? []
      : [fileEntry('Candidate', subject.candidate), fileEntry('Baseline', subject.baseline)]),
    subject.anchor === null ? null : fileEntry('Anchor', subject.anchor),
    entry('Policy', html`<code>${policy.path}</code> (${policy.source})${digest(policy.sha256)}`),
    entry(
      'Machine',
      `${cpu}${features.length === 0 ? '' : ` (${features.join(', ')})`}; Sluice ${sluice}, Node ${node}${onnxruntime === null ? '' : `, onnxruntime ${onnxruntime}`}`,
    ),
    batchRows === null ? null : entry('Batch', `${formatCount(batchRows)} rows a call, the same for all models`),
    run === null
      ? null
      : entry(
          'Run',
          html`${run.workflow}, job ${run.job}, ${run.id} attempt ${run.attempt}, on ${run.event}${run.headSha === null ? null : html` at <code>${run.headSha}</code>`}`,
        ),
    entry('Measured', `${verdict.startedAt} to ${verdict.finishedAt}`),
  ]
  const sentences =
    notes.length === 0
      ? null
      : html`<ul class="plain">${notes.slice(0, MOST_ROWS).map((note) => html`<li>${withoutBackticks(note)}</li>`)}</ul>`
  return html`<details class="evidence"${extent === 'open' ? html` open` : null}><summary><h3>Evidence</h3></summary><dl>${files}</dl>${sentences}</details>`
}

function fileEntry(role: string, file: Verdict['subject']['candidate'] | Verdict['subject']['baseline']): Html {
  return entry(role, file === null ? 'none' : html`<code>${file.reference}</code>${bytesRead(file.bytes)}${digest(file.sha256)}`)
}

function digest(sha256: string): Html {
  return html`<br>sha256 <code>${sha256}</code>`
}

function entry(name: string, value: Html | string): Html {
  return html`<dt>${name}</dt><dd>${value}</dd>`
}

/** Columns by what they hold: names, then numbers, then words. */
export function table(
  caption: string,
  names: readonly string[],
  numbers: readonly string[],
  words: readonly string[],
  rows: readonly (readonly Html[])[],
): Html {
  const head = [
    names.map((column) => html`<th scope="col">${column}</th>`),
    numbers.map((column) => html`<th scope="col" class="number">${column}</th>`),
    words.map((column) => html`<th scope="col">${column}</th>`),
  ]
  const title = caption === '' ? null : html`<caption>${caption}</caption>`
  const body = rows.map((cells) => html`<tr>${cells}</tr>`)
  return scrollable(
    caption === '' ? 'Numbers' : caption,
    html`<table>${title}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`,
  )
}
