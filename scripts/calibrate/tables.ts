import { markdownTable } from 'markdown-table'
import type { GateRow } from './gate-rates.ts'
import { type MetricRow, TASKS } from './metric-rates.ts'
import { formatRate, isBeyond, parseRate } from './rate.ts'

export type Tables = { readonly gate: readonly GateRow[]; readonly metrics: readonly MetricRow[] }

/** Nominal one-sided error of a check at its margin. */
const NOMINAL = 0.05

const GATE_HEAD = ['the truth about the candidate', 'rows', 'repeats', 'verdict fail', 'verdict inconclusive', 'a slice fails']
const METRIC_HEAD = [
  'metric',
  'margin',
  'n',
  'repeats',
  'equal: failed',
  'equal: blocked',
  'at the margin: passed',
  'at the margin: failed',
  'twice the margin: found',
]

/** The text between the markers of docs/calibration.md. */
export function renderTables({ gate, metrics }: Tables): string {
  const gateRows = gate.map(({ truth, n, repeats, failed, blocked, sliceFailed }) => [
    truth,
    String(n),
    String(repeats),
    ...[failed, blocked, sliceFailed].map(formatRate),
  ])
  const byTask = TASKS.flatMap((task) => {
    const rows = metrics.filter((row) => row.task === task)
    return rows.length === 0 ? [] : ['', `### ${task}`, '', table(METRIC_HEAD, rows.map(metricCells))]
  })
  return ['### the whole gate', '', table(GATE_HEAD, gateRows), ...byTask, '', excesses(metrics)].join('\n')
}

/**
 * The inverse of `renderTables`.
 *
 * @throws Error for a table that this command did not write
 */
export function parseTables(text: string): Tables {
  const gate: GateRow[] = []
  const metrics: MetricRow[] = []
  for (const section of text.split(/^### /m).slice(1)) {
    const [title = '', ...lines] = section.split('\n')
    const task = TASKS.find((one) => one === title)
    const [, , ...body] = lines.filter((line) => line.startsWith('|'))
    for (const cells of body.map(cellsOf)) {
      if (task === undefined) gate.push(gateRowOf(cells))
      else metrics.push({ task, ...metricRowOf(cells) })
    }
  }
  return { gate, metrics }
}

function metricCells(row: MetricRow): string[] {
  const errors = [row.marginalPassed, row.marginalFailed].map((rate) =>
    isBeyond(rate, NOMINAL) ? `**${formatRate(rate)}**` : formatRate(rate),
  )
  const equal = [row.equalFailed, row.equalBlocked].map(formatRate)
  return [code(row.metric), String(row.margin), String(row.n), String(row.repeats), ...equal, ...errors, formatRate(row.doubleFound)]
}

function gateRowOf([truth = '', n = '', repeats = '', failed = '', blocked = '', sliceFailed = '']: readonly string[]): GateRow {
  const rate = (text: string) => parseRate(text, Number(repeats))
  return { truth, n: Number(n), repeats: Number(repeats), failed: rate(failed), blocked: rate(blocked), sliceFailed: rate(sliceFailed) }
}

function metricRowOf(cells: readonly string[]): Omit<MetricRow, 'task'> {
  const [metric = '', margin = '', n = '', repeats = '', ...rates] = cells
  const [equalFailed, equalBlocked, marginalPassed, marginalFailed, doubleFound] = rates.map((text) => parseRate(text, Number(repeats)))
  if (!equalFailed || !equalBlocked || !marginalPassed || !marginalFailed || !doubleFound) throw new Error(`${metric}: a rate is missing`)
  const what = { metric, margin: Number(margin), n: Number(n), repeats: Number(repeats) }
  return { ...what, equalFailed, equalBlocked, marginalPassed, marginalFailed, doubleFound }
}

/** Without the marks of code and of excess. */
function cellsOf(line: string): string[] {
  const cells = line.split('|').slice(1, -1)
  return cells.map((cell) => cell.trim().replaceAll(/`|\*\*/g, ''))
}

/** A sentence that a reader need not count the table for. */
function excesses(metrics: readonly MetricRow[]): string {
  const errors = metrics.flatMap(({ marginalPassed, marginalFailed }) => [marginalPassed, marginalFailed])
  const beyond = errors.filter((rate) => isBeyond(rate, NOMINAL))
  return `Of ${errors.length} error rates at the margin, ${beyond.length} are beyond 5 % by more than three standard errors of their repeats.`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const align = head.map((_, index) => (index === 0 ? 'l' : 'r'))
  return markdownTable([[...head], ...rows.map((row) => [...row])], { align })
}

function code(text: string): string {
  return `\`${text}\``
}
