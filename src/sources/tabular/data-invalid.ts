import { MeasurementError } from '../../errors.ts'
import { listNames, nearestName } from '../onnx/nearest-name.ts'

/** A place in the evaluation data; `row` counts data rows of that file from 1, a header line not among them. */
export type Place = { readonly file: string; readonly column?: string; readonly row?: number }

export type Finding = Place & { readonly found: string; readonly expected: string; readonly remedy: string; readonly cause?: unknown }

/** "data/holdout.csv: column "age", row 17: found "abc"; expected a number" */
export function dataInvalid({ found, expected, remedy, cause, ...place }: Finding, reasonCode = 'DATA_INVALID'): MeasurementError {
  const options = cause === undefined ? undefined : { cause }
  return new MeasurementError(reasonCode, `${describePlace(place)}: found ${found}; expected ${expected}`, remedy, options)
}

export function describePlace({ file, column, row }: Place): string {
  const parts = [column === undefined ? null : `column ${JSON.stringify(column)}`, row === undefined ? null : `row ${row}`]
  const where = parts.filter((part) => part !== null).join(', ')
  return where === '' ? file : `${file}: ${where}`
}

export function missingColumn(file: string, column: string, use: string, known: readonly string[], headless = false): MeasurementError {
  const near = nearestName(column, known)
  const header = 'Add a header line with the column names: the first line looks like data.'
  const rename = near === null ? 'Name a column that the file has, or add it to the file.' : `Did you mean ${JSON.stringify(near)}?`
  return new MeasurementError(
    'DATA_INVALID',
    `${file}: no column ${JSON.stringify(column)} (${use}); it has ${listNames(known)}`,
    headless ? header : rename,
  )
}

/** A value from a file, for a message: quoted and cut, so that it can neither break the line nor flood it. */
export function showValue(value: string | null): string {
  return value === null ? 'null' : JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value)
}

const MAX_SHOWN = 60
