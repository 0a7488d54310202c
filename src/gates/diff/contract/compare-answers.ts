import { formatCount, formatPlain } from '../../../judge/format-number.ts'
import { UndefinedMetric } from '../../../metrics/metric.ts'
import { spearman } from '../../../metrics/spearman.ts'
import type { Probed, ProbedOutput } from '../../../sources/probe/probe.ts'
import type { Finding } from '../finding.ts'
import { type AnswerKind, type Described, describeAnswers } from './answer-kind.ts'

/** One output of the baseline and what stands in its place, run on the same rows. */
export type AnswerPair = {
  readonly before: ProbedOutput
  readonly after: ProbedOutput
  /** Names of the columns, in the order of each file; null where a file does not say. */
  readonly classes: { readonly before: readonly string[] | null; readonly after: readonly string[] | null }
}

export type AnswersDiff = { readonly findings: readonly Finding[]; readonly notes: readonly string[] }

/** Fewer rows show neither a range nor an order. */
const FEWEST_ROWS = 20
/** An order that is turned round, and one that is kept, by Spearman's coefficient. */
const REVERSED = -0.5
const KEPT = 0.9

const WORDS: Record<AnswerKind, string> = {
  probabilities: 'probabilities',
  shares: 'numbers from 0 to 1 that do not sum to 1',
  'log-probabilities': 'logarithms of probabilities',
  scores: 'numbers outside of 0 to 1',
}

/** Whether an output still means what it meant: its kind, its range, the order of the rows. */
export function compareAnswers({ before, after, classes }: AnswerPair): AnswersDiff {
  const rows = Math.min(before.rows, after.rows)
  if (rows < FEWEST_ROWS) return { findings: [], notes: [] }
  const [one, other] = [describeAnswers(before), describeAnswers(after)]
  const order = rankCorrelation(before, after, classes, rows)
  const findings = [...changedKind(before, one, other, order), ...(one.kind === other.kind ? reversed(before, order) : [])]
  return { findings, notes: [noteOf(before, after, rows, order)] }
}

function changedKind({ name, rows }: ProbedOutput, one: Described, other: Described, order: number | null): Finding[] {
  if (one.kind === other.kind || bothUnbounded(one, other)) return []
  const logits = one.kind === 'probabilities' && other.kind === 'scores' && order !== null && order >= KEPT
  const what = logits ? `${WORDS.scores}, in the same order: logits, or another scale` : WORDS[other.kind]
  const evidence = [
    `${formatCount(rows)} rows: ${range(one)} → ${range(other)}`,
    ...(order === null ? [] : [`rank correlation ${formatPlain(order, 3)}`]),
  ].join(', ')
  const message = `The baseline answers ${WORDS[one.kind]}, the candidate ${what}.`
  return [{ rule: 'OUTPUT_SEMANTICS', subject: name, message, evidence }]
}

/** A regression may happen to lie within [0, 1], or to leave it by a little: that is no other meaning. */
function bothUnbounded(one: Described, other: Described): boolean {
  const width = (range: Described) => range.max - range.min
  const outside = ({ min, max }: Described) => Math.max(0, -min) + Math.max(0, max - 1)
  const [inner, outer] = one.kind === 'scores' ? [other, one] : [one, other]
  return outer.kind === 'scores' && inner.kind !== 'log-probabilities' && outside(outer) < 0.25 * width(inner)
}

function reversed({ name, rows }: ProbedOutput, order: number | null): Finding[] {
  if (order === null || order > REVERSED) return []
  const message = 'The order of the rows is turned round: what scored high scores low.'
  return [
    {
      rule: 'OUTPUT_SEMANTICS',
      subject: name,
      message,
      evidence: `rank correlation ${formatPlain(order, 3)} on ${formatCount(rows)} rows`,
    },
  ]
}

/** Of the column that both have last (of two the second, which stands for the positive class), or of the class of that name. */
function rankCorrelation(before: ProbedOutput, after: ProbedOutput, classes: AnswerPair['classes'], rows: number): number | null {
  const wanted = before.width - 1
  const name = classes.before?.length === before.width ? classes.before[wanted] : undefined
  const named = name === undefined || classes.after?.length !== after.width ? -1 : classes.after.indexOf(name)
  const label = column(before, wanted, rows)
  const values = column(after, named === -1 ? after.width - 1 : named, rows)
  if (![...label, ...values].every(Number.isFinite)) return null
  try {
    return spearman.estimate({ task: 'regression', label, weight: null, cluster: null, clusters: rows }, { width: 1, values }).value
  } catch (cause) {
    // Constant answers have no order.
    if (cause instanceof UndefinedMetric) return null
    throw cause
  }
}

function column({ values, width }: ProbedOutput, index: number, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * width + index] ?? Number.NaN)
}

function noteOf(before: ProbedOutput, after: ProbedOutput, rows: number, order: number | null): string {
  const name = JSON.stringify(before.name)
  const correlation = order === null ? 'there is no order to compare' : `rank correlation ${formatPlain(order, 4)}`
  if (before.width !== after.width) return `Output ${name}: ${correlation} on ${formatCount(rows)} rows.`
  const furthest = before.values.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (after.values[index] ?? Number.NaN)) || 0),
    0,
  )
  return `Output ${name}: ${correlation} on ${formatCount(rows)} rows, answers differ by at most ${formatPlain(furthest, 3)}.`
}

function range({ min, max }: Described): string {
  return `${formatPlain(min, 3)} to ${formatPlain(max, 3)}`
}

/** Rows that are compared say nothing about a model that answers NaN. */
export function findNotFinite(before: Probed | null, after: Probed): Finding[] {
  return after.outputs.flatMap((output): Finding[] => {
    const { notFinite } = describeAnswers(output)
    const same = before?.outputs.find(({ name }) => name === output.name)
    if (notFinite === 0 || (same !== undefined && describeAnswers(same).notFinite >= notFinite)) return []
    const evidence = `${formatCount(notFinite)} of ${formatCount(output.values.length)} numbers`
    // Made-up values may be outside of what the model was made for.
    const severity = after.madeUp.length > 0 ? ({ severity: 'risky' } as const) : {}
    return [{ rule: 'ANSWER_NOT_FINITE', subject: output.name, message: 'The model answers NaN or infinity.', evidence, ...severity }]
  })
}
