import { MeasurementError } from '../../errors.ts'
import type { Task } from '../../metrics/sample.ts'
import { listNames } from '../onnx/nearest-name.ts'
import type { LabelData, TabularRequest } from './batch.ts'
import type { Claim } from './claim.ts'
import { binaryLabels, type ClassLabels, multiclassLabels } from './class-labels.ts'
import { codePart, doublePart, type Part } from './part.ts'
import type { PredictionsFile } from './prediction-columns.ts'
import { type Profile, refuseNulls } from './profile.ts'
import { type Column, fileNames, type Table } from './table.ts'
import { sortTexts, textCodes } from './text-codes.ts'
import { unlabelledClasses } from './unlabelled-classes.ts'

export type LabelPart = { readonly part: Part<LabelData>; readonly classes: readonly string[]; readonly claims: readonly Claim[] }

export function isClassification(task: Task): boolean {
  return task === 'binary-classification' || task === 'multiclass-classification'
}

/** What tells the classes: the labels that occur, and the files that answer with a column for each. */
type Known = { readonly profile: Profile; readonly predictions: readonly PredictionsFile[] }

export async function openLabels(table: Table, column: Column, request: TabularRequest, known: Known): Promise<LabelPart> {
  if (!isClassification(request.task)) return numberLabels(table, column)
  const { texts, nulls } = known.profile.values.get(column.name) ?? { texts: [], nulls: 0 }
  await refuseNulls(table, column, nulls, 'label')
  if (column.kind === 'float')
    await refuseNulls(table, { ...column, text: `nullif(${column.text}, 'nan')` }, texts.includes('nan') ? 1 : 0, 'label')
  const labels =
    request.task === 'binary-classification'
      ? binaryLabels(table, column, texts, request.positiveLabel)
      : await multiclassOf(table, column, texts, request.classes, known.predictions)
  const make = (rows: number): Uint8Array | Int32Array =>
    request.task === 'binary-classification' ? new Uint8Array(rows) : new Int32Array(rows)
  return { part: codePart(textCodes(column, labels.texts, 0), make), classes: labels.classes, claims: [] }
}

/** Classes of the labels, and those that only the predictions have a column for. */
async function multiclassOf(
  table: Table,
  column: Column,
  texts: readonly string[],
  ofModels: readonly string[] | undefined,
  predictions: readonly PredictionsFile[],
): Promise<ClassLabels> {
  const labels = multiclassLabels(table, column, texts, ofModels)
  const more = await unlabelledClasses(predictions, labels.classes)
  if (more.length === 0) return labels
  if (ofModels === undefined) return multiclassLabels(table, column, texts, sortTexts([...labels.classes, ...more]))
  throw new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${predictions.map((file) => fileNames(file.table)).join(', ')}: found columns of the classes ${listNames(more)}; expected only those of the other arm's model: ${listNames(ofModels)}`,
    'Compare models of the same classes.',
  )
}

/** Whole numbers that a double rounds are refused: an error of 1 in a label of 2^53 would be none (IEEE 754, 53 bits). */
function numberLabels(table: Table, column: Column): LabelPart {
  const isWhole = column.kind === 'integer'
  const expected = isWhole ? 'a finite number below 2^53 as the label: larger ones lose digits' : 'a finite number as the label'
  const claim = finiteClaim(table, column, expected, (number) => (isWhole ? `abs(${number}) > ${Number.MAX_SAFE_INTEGER}` : 'false'))
  const largest = isWhole ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE
  const accepts = (value: number): boolean => Math.abs(value) <= largest
  return { part: doublePart(`CAST(${column.value} AS DOUBLE)`, claim, accepts), classes: [], claims: [claim] }
}

export function weightPart(table: Table, column: Column): { readonly part: Part<Float64Array>; readonly claims: readonly Claim[] } {
  const claim = finiteClaim(table, column, 'a finite weight of 0 or more', (number) => `${number} < 0`)
  const accepts = (value: number): boolean => value >= 0 && Number.isFinite(value)
  return { part: doublePart(`CAST(${column.value} AS DOUBLE)`, claim, accepts), claims: [claim] }
}

function finiteClaim(table: Table, column: Column, expected: string, isWrong: (number: string) => string): Claim {
  const number = `TRY_CAST(${column.value} AS DOUBLE)`
  return {
    table,
    column,
    wrong: `${number} IS NULL OR NOT isfinite(${number}) OR ${isWrong(number)}`,
    expected,
    remedy: 'Leave out such rows, or mend the column.',
  }
}
