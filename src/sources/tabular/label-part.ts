import type { Task } from '../../metrics/sample.ts'
import type { LabelData, TabularRequest } from './batch.ts'
import type { Claim } from './claim.ts'
import { binaryLabels, type ClassLabels, multiclassLabels } from './class-labels.ts'
import { codePart, doublePart, type Part } from './part.ts'
import { type Profile, refuseNulls } from './profile.ts'
import type { Column, Table } from './table.ts'
import { textCodes } from './text-codes.ts'

export type LabelPart = { readonly part: Part<LabelData>; readonly classes: readonly string[]; readonly claims: readonly Claim[] }

export function isClassification(task: Task): boolean {
  return task === 'binary-classification' || task === 'multiclass-classification'
}

export async function openLabels(table: Table, column: Column, request: TabularRequest, profile: Profile): Promise<LabelPart> {
  if (!isClassification(request.task)) return numberLabels(table, column)
  const { texts, nulls } = profile.values.get(column.name) ?? { texts: [], nulls: 0 }
  await refuseNulls(table, column, nulls, 'label')
  if (column.kind === 'float')
    await refuseNulls(table, { ...column, text: `nullif(${column.text}, 'nan')` }, texts.includes('nan') ? 1 : 0, 'label')
  const labels = classLabels(table, column, request, texts)
  const make = (rows: number): Uint8Array | Int32Array =>
    request.task === 'binary-classification' ? new Uint8Array(rows) : new Int32Array(rows)
  return { part: codePart(textCodes(column, labels.texts, 0), make), classes: labels.classes, claims: [] }
}

function classLabels(table: Table, column: Column, request: TabularRequest, texts: readonly string[]): ClassLabels {
  return request.task === 'binary-classification'
    ? binaryLabels(table, column, texts, request.positiveLabel)
    : multiclassLabels(table, column, texts, request.classes)
}

function numberLabels(table: Table, column: Column): LabelPart {
  const claim = finiteClaim(table, column, 'a finite number as the label', false)
  return { part: doublePart(`CAST(${column.value} AS DOUBLE)`, claim, Number.isFinite), classes: [], claims: [claim] }
}

export function weightPart(table: Table, column: Column): { readonly part: Part<Float64Array>; readonly claims: readonly Claim[] } {
  const claim = finiteClaim(table, column, 'a finite weight of 0 or more', true)
  const accepts = (value: number): boolean => value >= 0 && Number.isFinite(value)
  return { part: doublePart(`CAST(${column.value} AS DOUBLE)`, claim, accepts), claims: [claim] }
}

function finiteClaim(table: Table, column: Column, expected: string, notNegative: boolean): Claim {
  const number = `TRY_CAST(${column.value} AS DOUBLE)`
  const negative = notNegative ? ` OR ${number} < 0` : ''
  return {
    table,
    column,
    wrong: `${number} IS NULL OR NOT isfinite(${number})${negative}`,
    expected,
    remedy: 'Leave out such rows, or mend the column.',
  }
}
