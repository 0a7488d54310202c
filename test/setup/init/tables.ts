import type { FoundTable } from '../../../src/setup/init/found-tables.ts'
import type { SurveyedColumn } from '../../../src/sources/tabular/survey.ts'

/** A column as the survey would describe it: of texts, of numbers by their range, or of true and false. */
export function text(name: string, values: readonly string[] | number, changes: Partial<SurveyedColumn> = {}): SurveyedColumn {
  const listed = typeof values === 'number' ? null : values
  const distinct = typeof values === 'number' ? values : values.length
  return { name, type: 'VARCHAR', kind: 'text', nulls: 0, distinct, values: listed, range: null, ...changes }
}

export function whole(
  name: string,
  min: number,
  max: number,
  distinct = max - min + 1,
  changes: Partial<SurveyedColumn> = {},
): SurveyedColumn {
  const values = distinct <= 100 ? Array.from({ length: distinct }, (_, index) => String(min + index)) : null
  return { name, type: 'INTEGER', kind: 'integer', nulls: 0, distinct, values, range: { min, max, whole: true }, ...changes }
}

export function fraction(name: string, min: number, max: number, distinct = 900): SurveyedColumn {
  return { name, type: 'DOUBLE', kind: 'float', nulls: 0, distinct, values: null, range: { min, max, whole: false } }
}

export function flag(name: string): SurveyedColumn {
  return { name, type: 'BOOLEAN', kind: 'boolean', nulls: 0, distinct: 2, values: ['true', 'false'], range: null }
}

export function table(columns: readonly SurveyedColumn[], changes: Partial<FoundTable> = {}): FoundTable {
  return { path: 'data/holdout.parquet', bytes: 10_000, format: 'parquet', rows: 1000, rowsLookedAt: 1000, columns, ...changes }
}
