import type { SurveyedColumn } from '../../sources/tabular/survey.ts'
import { type FoundTable, isNumeric } from './found-tables.ts'
import { type Guess, guessed, hole } from './guess.ts'

export type LabelRequest = {
  readonly table: FoundTable
  /** Columns that are something else: the model's inputs, ids, groups, weights. */
  readonly taken: ReadonlySet<string>
  /** Classes of the model, where it states them. */
  readonly classes: readonly string[] | null
  /** Numbers a row that the model answers; null when open. */
  readonly width: number | null
  /** The model reads as many numeric columns as there are free ones but for the label, and does not say which. */
  readonly readsAllOthers: boolean
  /** What the model's answers span, where they lie in a file already; null: unknown. */
  readonly answers: { readonly min: number; readonly max: number } | null
  /** Words of the model's file and folders: a model called churn answers a column called churned. */
  readonly words: readonly string[]
}

const NAMES = /^(label|labels|target|targets|y|y_true|class|outcome|truth|ground_?truth|actual|gold|response|relevance|grade|rating)$/i
const NAME_PARTS = /(^|_)(label|target|class|outcome|truth|actual)($|_)|^(is|has|was|will|did)_|(ed|_flag)$/i
/** Points of evidence; a column with less than this and no lead over the next is not taken. */
const ENOUGH = 2
const OTHERS_SHOWN = 4
/** `num` is in numeric and number; four letters are a word. */
const FEWEST_LETTERS = 4
/** More classes than this are a number or a name, unless the model says otherwise. */
const MOST_CLASSES = 50

type Candidate = { readonly column: SurveyedColumn; readonly points: number; readonly reasons: readonly string[] }

/** The column that looks like the truth that the model is asked for. */
export function guessLabel(request: LabelRequest): Guess<string> {
  const free = request.table.columns.filter(({ name, kind }) => !request.taken.has(name) && kind !== 'other')
  const candidates = free.flatMap((column) => weigh(column, request, free)).sort((a, b) => b.points - a.points)
  const [best, second] = candidates
  const names = candidates.map(({ column }) => column.name)
  if (best === undefined) {
    const fitting =
      request.classes === null
        ? 'a column that the model does not read'
        : `a column with the model's classes (${request.classes.slice(0, 5).join(', ')})`
    return hole(`found no ${fitting}`, free.map(({ name }) => name).slice(0, OTHERS_SHOWN))
  }
  const isAlone = second === undefined && best.points > 0
  if (!isAlone && (best.points < ENOUGH || best.points === second?.points))
    return hole('several columns could be it', names.slice(0, OTHERS_SHOWN))
  return guessed(best.column.name, best.reasons.join(', '), names.slice(1, 1 + OTHERS_SHOWN))
}

function weigh(column: SurveyedColumn, request: LabelRequest, free: readonly SurveyedColumn[]): Candidate[] {
  const { classes, width, answers, words } = request
  const reasons: string[] = []
  let points = 0
  const add = (amount: number, reason: string) => {
    points += amount
    reasons.push(reason)
  }
  const fit = fitOf(column, classes, width, answers)
  if (fit === null) return []
  if (fit.points > 0) add(fit.points, fit.reason)
  if (NAMES.test(column.name)) add(4, 'its name')
  else if (NAME_PARTS.test(column.name)) add(2, 'its name')
  const own = column.name.toLowerCase().split(/[^a-z0-9]+/)
  if (words.some((word) => own.some((part) => part.length >= FEWEST_LETTERS && (part.startsWith(word) || word.startsWith(part)))))
    add(2, 'the model’s name')
  if (free.length === 1) add(3, 'the only column that the model does not read')
  const numbers = free.filter(isNumeric)
  if (request.readsAllOthers && [numbers[0], numbers.at(-1)].includes(column)) add(1, 'the model reads as many as there are others')
  if (free.at(-1)?.name === column.name) add(1, 'the last column')
  if (column.nulls > 0) points -= 2
  return [{ column, points, reasons }]
}

/** Whether the values can be what the model answers; null when they cannot. */
function fitOf(
  column: SurveyedColumn,
  classes: readonly string[] | null,
  width: number | null,
  answers: LabelRequest['answers'],
): { points: number; reason: string } | null {
  const { values, kind, range, distinct } = column
  if (distinct < 2) return null
  if (classes !== null) {
    const known = new Set(classes.map(canonical))
    if (values === null || values.some((value) => !known.has(canonical(value)))) return null
    return values.length === known.size
      ? { points: 3, reason: "its values are the model's classes" }
      : { points: 2, reason: "its values are among the model's classes" }
  }
  if (width !== null && width > 1) {
    if (values === null || values.length > width || (kind === 'float' && range?.whole !== true)) return null
    return values.length === width
      ? { points: 3, reason: `its ${width} values are as many as the model's answers` }
      : { points: 0, reason: '' }
  }
  // One number a row tells two classes apart and no more.
  if (kind === 'text' && width === 1 && distinct !== 2) return null
  // Shares of one are the chances of one of two classes, or they answer a number that is a share as well.
  if (answers !== null && answers.min >= 0 && answers.max <= 1 && distinct !== 2 && !(range !== null && range.min >= 0 && range.max <= 1))
    return null
  if (kind === 'text') return values !== null && values.length <= MOST_CLASSES ? { points: 0, reason: '' } : null
  return { points: kind === 'boolean' ? 2 : 0, reason: 'true or false' }
}

/** 1, 1.0, "1" and true are one label to the gate. */
export function canonical(label: string): string {
  const text = label.trim().toLowerCase()
  if (text === 'true') return '1'
  if (text === 'false') return '0'
  return /^[+-]?\d+\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text
}
