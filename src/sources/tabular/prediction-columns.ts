import { MeasurementError } from '../../errors.ts'
import { listNames } from '../onnx/nearest-name.ts'
import { type Column, columnOf, fileNames, onlyOne, type Table } from './table.ts'

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

/** An open file of predictions, and what of it may be the answers. */
export type PredictionsFile = {
  readonly table: Table
  /** Those that the policy names. */
  readonly columns: readonly string[] | undefined
  /** All but those that say which row it is, or repeat the data. */
  readonly candidates: readonly Column[]
}

/**
 * @param classes of a multiclass task in their order; null: one number a row
 * @throws MeasurementError with the columns that there are
 */
export function choosePredictions({ table, columns, candidates }: PredictionsFile, classes: readonly string[] | null): readonly Column[] {
  if (columns === undefined) return classes === null ? [oneColumn(table, candidates)] : classColumns(table, candidates, classes)
  const named = columns.map((name) => columnOf(table, name, 'predictions'))
  const width = classes?.length ?? 1
  if (named.length !== width) throw wrongColumns(table, `${named.length} columns named`, width)
  return inOrderOf(classes ?? [], named).map((column) => numeric(table, column))
}

/** By name where the names are those of the classes, else as they are listed. */
function inOrderOf(classes: readonly string[], named: readonly Column[]): readonly Column[] {
  const byClass = classes.map((name) => classColumn(named, name)).filter((column) => column !== undefined)
  return new Set(byClass).size === named.length ? byClass : named
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
  const named = classes.map((name) => classColumn(candidates, name)).filter((column) => column !== undefined)
  if (new Set(named).size === classes.length) return named.map((column) => numeric(table, column))
  const floats = candidates.filter(({ kind }) => kind === 'float')
  throw wrongColumns(
    table,
    `${named.length} columns named after classes, ${floats.length} columns of numbers with a fraction`,
    classes.length,
  )
}

export function classColumn(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name || classOf(column.name) === name)
}

/** The class that a column is named after. */
export function classOf(column: string): string {
  return column.replace(CLASS_COLUMN, '')
}

function numeric(table: Table, column: Column): Column {
  if (column.kind === 'integer' || column.kind === 'float' || table.csv !== null) return onlyOne(table, column)
  throw new MeasurementError(
    'DATA_INVALID',
    `${fileNames(table)}: column ${JSON.stringify(column.name)}: the predictions hold ${column.type}, not numbers`,
    "Write scores as numbers, or name other columns under the model's `output`.",
  )
}

function wrongColumns(table: Table, found: string, width: number): MeasurementError {
  return new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${fileNames(table)}: found ${found}; expected ${width === 1 ? 'one column of predictions' : `one for each of the ${width} classes`}; it has ${listNames(table.columns.map(({ name }) => name))}`,
    "Name them under the model's `output`, in the order of the classes.",
  )
}
