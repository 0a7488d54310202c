import { MeasurementError } from '../../errors.ts'
import { listNames } from '../onnx/nearest-name.ts'
import { type Column, columnOf, fileNames, type Table } from './table.ts'

/** What a single column of predictions is commonly called. */
const USUAL_NAMES: ReadonlySet<string> = new Set([
  'score',
  'scores',
  'prediction',
  'predictions',
  'predicted',
  'probability',
  'proba',
  'prob',
  'pred',
  'y_pred',
  'y_score',
  'y_prob',
  'y_proba',
])
/** Before or after a class name: `proba_3`, `p_cat`, `3_score`. */
const CLASS_COLUMN = /^(?:p|prob|proba|probability|score|pred|prediction|class)[_ .-]|[_ .-](?:p|prob|proba|probability|score)$/i

/** What the columns of predictions are chosen by. */
export type Choice = {
  readonly columns: readonly string[] | undefined
  /** Columns that say which row it is, or repeat the data; never predictions unless named. */
  readonly others: ReadonlySet<string>
  /** Classes of a multiclass task in their order; null: one number a row. */
  readonly classes: readonly string[] | null
}

/** @throws MeasurementError with the columns that there are */
export function choosePredictions(table: Table, choice: Choice): readonly Column[] {
  const width = choice.classes?.length ?? 1
  if (choice.columns !== undefined) {
    const named = choice.columns.map((name) => columnOf(table, name, 'predictions'))
    if (named.length !== width) throw wrongColumns(table, `${named.length} columns named`, width)
    return named.map((column) => numeric(table, column))
  }
  const candidates = table.columns.filter((column) => !choice.others.has(column.name))
  return choice.classes === null ? [oneColumn(table, candidates)] : classColumns(table, candidates, choice.classes)
}

function oneColumn(table: Table, candidates: readonly Column[]): Column {
  const usual = candidates.filter(({ name }) => USUAL_NAMES.has(name.toLowerCase()))
  const floats = candidates.filter(({ kind }) => kind === 'float')
  const [chosen, ...more] = usual.length > 0 ? usual : floats.length > 0 ? floats : candidates.filter(({ kind }) => kind === 'integer')
  if (chosen === undefined || more.length > 0) {
    throw wrongColumns(
      table,
      chosen === undefined ? 'no column of numbers' : `several that may be it: ${listNames([chosen, ...more].map(({ name }) => name))}`,
      1,
    )
  }
  return numeric(table, chosen)
}

function classColumns(table: Table, candidates: readonly Column[], classes: readonly string[]): readonly Column[] {
  const byClass = classes.map((name) => candidates.find((column) => column.name === name || column.name.replace(CLASS_COLUMN, '') === name))
  const named = byClass.filter((column) => column !== undefined)
  if (new Set(named).size === classes.length) return named.map((column) => numeric(table, column))
  const floats = candidates.filter(({ kind }) => kind === 'float')
  throw wrongColumns(
    table,
    `${named.length} columns named after classes, ${floats.length} columns of numbers with a fraction`,
    classes.length,
  )
}

function numeric(table: Table, column: Column): Column {
  if (column.kind === 'integer' || column.kind === 'float' || table.csv !== null) return column
  throw new MeasurementError(
    'DATA_INVALID',
    `${fileNames(table)}: column ${JSON.stringify(column.name)}: the predictions hold ${column.type}, not numbers`,
    'Write scores as numbers, or name other `columns`.',
  )
}

function wrongColumns(table: Table, found: string, width: number): MeasurementError {
  return new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${fileNames(table)}: found ${found}; expected ${width === 1 ? 'one column of predictions' : `one for each of the ${width} classes`}; it has ${listNames(table.columns.map(({ name }) => name))}`,
    'Name them in `columns` of the predictions, in the order of the classes.',
  )
}
