import type { Task } from '../../metrics/sample.ts'
import type { SurveyedColumn } from '../../sources/tabular/survey.ts'
import { certain, type Guess, guessed, hole } from './guess.ts'
import { canonical } from './guess-label.ts'

export type TaskRequest = {
  readonly classes: readonly string[] | null
  /** Numbers a row of the answer; null when open. */
  readonly width: number | null
  readonly label: SurveyedColumn | null
  readonly hasQuery: boolean
}

/** More whole values than this are grades or counts, not classes, when nothing else tells. */
const MOST_UNSTATED_CLASSES = 20
const HIGHEST_GRADE = 10

export function guessTask({ classes, width, label, hasQuery }: TaskRequest): Guess<Task> {
  if (classes !== null && classes.length > 2) return certain('multiclass-classification', `the model has ${classes.length} classes`)
  if (classes !== null && classes.length === 2)
    return certain('binary-classification', `the model has the classes ${classes.join(' and ')}`)
  if (width === 2) return guessed('binary-classification', 'the model gives two numbers a row', ['multiclass-classification'])
  if (width !== null && width > 2) return guessed('multiclass-classification', `the model gives ${width} numbers a row`)
  if (label === null) return hole('without the label nothing tells', ['binary-classification', 'regression', 'ranking'])
  const { values, kind, range, distinct, name } = label
  if (hasQuery && range?.whole === true && range.min >= 0 && range.max <= HIGHEST_GRADE) {
    return guessed('ranking', `one score a row, a column of queries, and ${name} holds grades`, ['regression', 'binary-classification'])
  }
  if (distinct === 2 && values !== null)
    return guessed('binary-classification', `one score a row, and ${name} has two values`, ['regression'])
  if (kind === 'text') return guessed('multiclass-classification', `${name} holds ${distinct} texts`)
  if (width === null && range?.whole === true && distinct <= MOST_UNSTATED_CLASSES) {
    return guessed('multiclass-classification', `${name} has ${distinct} whole values`, ['regression'])
  }
  return guessed(
    'regression',
    `one number a row, and ${name} is a number`,
    distinct <= MOST_UNSTATED_CLASSES ? ['multiclass-classification'] : [],
  )
}

const POSITIVE =
  /^(yes|y|t|pos|positive|fraud|spam|churn(ed)?|default(ed)?|convert(ed)?|click(ed)?|bad|sick|malignant|fail(ed|ure)?|accept(ed)?|approved|>.*)$/i

/** The value that the score is the probability of. */
export function guessPositive(label: SurveyedColumn, classes: readonly string[] | null): Guess<string | number | boolean> {
  const values = [...(label.values ?? [])].sort()
  if (label.kind === 'boolean' || values.every((value) => /^(true|false)$/i.test(value)))
    return certain(true, `${label.name} is true or false`)
  if (values.every((value) => ['0', '1', '-1'].includes(canonical(value)))) return certain(1, `${label.name} is ${values.join(' or ')}`)
  const [named, ...more] = values.filter((value) => POSITIVE.test(value))
  const others = (chosen: string) => values.filter((value) => value !== chosen)
  if (named !== undefined && more.length === 0) return guessed(asWritten(label, named), 'the word', others(named))
  const last = classes?.at(-1)
  const second = values.find((value) => last !== undefined && canonical(value) === canonical(last))
  // scikit-learn and LightGBM sort the classes and mean the second one.
  if (second !== undefined) return guessed(asWritten(label, second), "the second of the model's classes", others(second))
  return hole(`${label.name} is ${values.join(' or ')}`, values)
}

function asWritten({ kind }: SurveyedColumn, text: string): string | number {
  return kind === 'integer' || kind === 'float' ? Number(text) : text
}
