import { MeasurementError } from '../../errors.ts'
import { listNames } from '../onnx/nearest-name.ts'
import { classColumn, classOf, type PredictionsFile } from './prediction-columns.ts'
import { numberOf, selectRow } from './query.ts'
import { readFailed } from './read-failed.ts'
import { type Column, columnOf, fileNames, type Table } from './table.ts'

/** A row's probabilities that were written with two digits add up to 1 within this. */
const SUM_TOLERANCE = 0.01

/**
 * Classes that files of predictions have a column for and the labels lack. A model that answers one of them is wrong in that row:
 * without the column, the next best class would count as its answer.
 *
 * @throws MeasurementError OUTPUT_NOT_FOUND where nothing says whether a column is a class
 */
export async function unlabelledClasses(files: readonly PredictionsFile[], classes: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const file of files) {
    const more = file.columns === undefined ? addedByValues(file, classes) : addedByName(file.table, file.columns, classes)
    try {
      for (const name of await more) found.add(name)
    } catch (cause) {
      throw readFailed(file.table, cause)
    }
  }
  return [...found]
}

/** More columns are named than there are labels: then the names must say which of them are the labels. */
async function addedByName(table: Table, columns: readonly string[], classes: readonly string[]): Promise<readonly string[]> {
  if (columns.length <= classes.length) return []
  const named = columns.map((name) => columnOf(table, name, 'predictions'))
  const known = new Set(classes.map((name) => classColumn(named, name)))
  if (!known.has(undefined) && known.size === classes.length) return namesOf(named.filter((column) => !known.has(column)))
  throw new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${fileNames(table)}: found ${columns.length} columns named under \`output\`; expected one for each of the ${classes.length} classes (${listNames(classes)}), or columns that are named after them`,
    'Name one column for each class, or call the columns as the classes are called.',
  )
}

/** Columns beside those of the labels are classes if the probabilities of each row add up to 1 with them, and do not without. */
async function addedByValues({ table, candidates }: PredictionsFile, classes: readonly string[]): Promise<readonly string[]> {
  const labelled = classes.map((name) => classColumn(candidates, name)).filter((column) => column !== undefined)
  if (labelled.length < classes.length) return []
  const others = await maybeProbabilities(
    table,
    candidates.filter((column) => !labelled.includes(column) && (column.kind === 'float' || column.kind === 'integer')),
  )
  if (others.length === 0) return []
  const sums = await selectRow(
    table.connection,
    `SELECT count_if(${notOne(labelled)})::DOUBLE AS without, count_if(${notOne([...labelled, ...others])})::DOUBLE AS beside FROM ${table.source()}`,
  )
  if (numberOf(sums, 'without') === 0) return []
  const more = namesOf(others)
  if (numberOf(sums, 'beside') === 0 && !more.some((name) => classes.includes(name))) return more
  throw new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${fileNames(table)}: found ${listNames(others.map(({ name }) => name))} beside the columns of the classes ${listNames(classes)}; expected to know whether they are classes that the data lack: the numbers of a row add up to 1 neither with nor without them`,
    "Name the columns of all classes under the model's `output`, in the order of the classes.",
  )
}

async function maybeProbabilities(table: Table, columns: readonly Column[]): Promise<readonly Column[]> {
  if (columns.length === 0) return []
  const outside = columns.map(
    (column, index) => `count_if(NOT isnan(${numberIn(column)}) AND ${numberIn(column)} NOT BETWEEN 0 AND 1)::DOUBLE AS outside_${index}`,
  )
  const row = await selectRow(table.connection, `SELECT ${outside.join(', ')} FROM ${table.source()}`)
  return columns.filter((_, index) => numberOf(row, `outside_${index}`) === 0)
}

function notOne(columns: readonly Column[]): string {
  return `coalesce(abs(${columns.map(numberIn).join(' + ')} - 1) > ${SUM_TOLERANCE}, true)`
}

function numberIn({ value }: Column): string {
  return `TRY_CAST(${value} AS DOUBLE)`
}

function namesOf(columns: readonly Column[]): readonly string[] {
  return columns.map(({ name }) => classOf(name))
}
