import { MeasurementError } from '../../errors.ts'
import { describePlace } from './data-invalid.ts'
import { type Column, fileNames, type Table } from './table.ts'
import type { TensorType } from './tensor-plan.ts'

/** How a column becomes the values of a tensor. */
export type FeatureCast = {
  /** SQL whose vectors have the tensor's element type. */
  readonly sql: string
  /** SQL condition for a row that cannot be converted; null where every value can. */
  readonly wrong: string | null
  readonly expected: string
  /** Past this magnitude a whole number loses digits in the tensor's floats; null where none can. */
  readonly exactUpTo: number | null
}

/** SQL types of the tensors' elements; DuckDB's vectors of BOOLEAN hold no plain bytes, those of UTINYINT do. */
const SQL_TYPES: Readonly<Record<TensorType, string>> = {
  float32: 'FLOAT',
  float64: 'DOUBLE',
  int8: 'TINYINT',
  uint8: 'UTINYINT',
  int16: 'SMALLINT',
  uint16: 'USMALLINT',
  int32: 'INTEGER',
  uint32: 'UINTEGER',
  int64: 'BIGINT',
  uint64: 'UBIGINT',
  bool: 'UTINYINT',
  string: 'VARCHAR',
}

/** Whole numbers are exact in a float up to 2 to the power of its significand's bits (IEEE 754). */
const EXACT_FLOAT32 = 2 ** 24
const EXACT_FLOAT64 = 2 ** 53

/** Types whose every value is exact in a float of the kind. */
const ALWAYS_EXACT: Readonly<Record<'float32' | 'float64', RegExp>> = {
  float32: /^U?(TINYINT|SMALLINT)$/,
  float64: /^U?(TINYINT|SMALLINT|INTEGER)$/,
}

/** @throws MeasurementError where the column's type can never be the tensor's */
export function castFeature(table: Table, column: Column, type: TensorType): FeatureCast {
  const fromText = table.csv !== null
  if (column.kind === 'other' && !(fromText && type === 'string')) throw cannotBecome(table, column, type)
  if (type === 'string') return castToText(table, column)
  if (column.kind === 'text' && !fromText) throw cannotBecome(table, column, type)
  if (type === 'float32' || type === 'float64') return castToFloat(column, type, fromText)
  return type === 'bool' ? castToBool(column, fromText) : castToInteger(column, type)
}

function castToText(table: Table, column: Column): FeatureCast {
  // 1.0 or 1, True or true: only the exporter knows what the model was trained on. CSV has the very characters.
  if (table.csv === null && (column.kind === 'float' || column.kind === 'boolean')) throw cannotBecome(table, column, 'string')
  return { sql: column.text, wrong: null, expected: 'text', exactUpTo: null }
}

function castToFloat(column: Column, type: 'float32' | 'float64', fromText: boolean): FeatureCast {
  const value = fromText && column.kind === 'boolean' ? `CAST(${column.value} AS BOOLEAN)` : column.value
  const whole = column.kind === 'integer' && !ALWAYS_EXACT[type].test(column.type)
  return {
    sql: `CAST(${value} AS ${SQL_TYPES[type]})`,
    wrong: `${value} IS NOT NULL AND TRY_CAST(${value} AS ${SQL_TYPES[type]}) IS NULL`,
    expected: `a number within ${type}`,
    exactUpTo: whole ? (type === 'float32' ? EXACT_FLOAT32 : EXACT_FLOAT64) : null,
  }
}

/** A fraction is refused, not rounded. */
function castToInteger(column: Column, type: Exclude<TensorType, 'float32' | 'float64' | 'bool' | 'string'>): FeatureCast {
  const cast = `TRY_CAST(${column.value} AS ${SQL_TYPES[type]})`
  const number = `TRY_CAST(${column.value} AS DOUBLE)`
  const sql = column.kind === 'float' || column.kind === 'text' ? `CASE WHEN ${number} = trunc(${number}) THEN ${cast} END` : cast
  return { sql, wrong: `(${sql}) IS NULL`, expected: `a whole number within ${type}, no null`, exactUpTo: null }
}

function castToBool(column: Column, fromText: boolean): FeatureCast {
  const isBoolean = column.kind === 'boolean' || (fromText && column.kind === 'text')
  const sql = isBoolean
    ? `CAST(TRY_CAST(${column.value} AS BOOLEAN) AS UTINYINT)`
    : `CAST(CASE TRY_CAST(${column.value} AS DOUBLE) WHEN 0 THEN 0 WHEN 1 THEN 1 END AS UTINYINT)`
  return { sql, wrong: `(${sql}) IS NULL`, expected: 'true or false, no null', exactUpTo: null }
}

function cannotBecome(table: Table, { name, type }: Column, tensor: TensorType): MeasurementError {
  return new MeasurementError(
    'DATA_INVALID',
    `${describePlace({ file: fileNames(table), column: name })}: it holds ${type}, which cannot be given to a ${tensor} input`,
    tensor === 'string'
      ? 'Write the column as text, as the model saw it in training.'
      : 'Write the column as numbers, or feed another column in `inputs`.',
  )
}
