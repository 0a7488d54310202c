import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { ArmName, DataSpec, PredictionsSubject } from '../scored-rows.ts'
import { answerClaims, answerColumns, answerPart } from './answer-part.ts'
import type { TabularRequest } from './batch.ts'
import { type Claim, explainFailure } from './claim.ts'
import { openBeside } from './open-tabular.ts'
import { countRows, pairById } from './pair-by-id.ts'
import type { Part } from './part.ts'
import { choosePredictions, type PredictionsFile } from './prediction-columns.ts'
import { readParts } from './read-parts.ts'
import { firstDifference, rowHashPart, rowsDiffer, type SharedColumn, sharedColumns } from './row-hash.ts'
import { type Column, columnOf, fileNames, type Table } from './table.ts'

export type PredictionsArm = {
  readonly arm: ArmName
  /** Joins the data's own stream, so that both are compared row by row; null when paired by id. */
  readonly dataHash: Part<Int32Array> | null
  readonly notes: readonly string[]
  /** The answers of the next rows. `hash` is what dataHash made of the same rows of the data. */
  next(rows: number, hash: Int32Array | null, firstRow: number): Promise<Answers>
  close(): void
}

export type PredictionsContext = {
  readonly data: Table
  readonly request: TabularRequest
  readonly rows: number
  readonly classes: readonly string[]
  readonly id: { readonly column: Column; readonly repeated: boolean } | null
}

/** Beside the data; which of its columns are the answers is known when the classes are. */
export async function openPredictionsFile(data: Table, subject: PredictionsSubject): Promise<PredictionsFile> {
  const table = await openBeside(data.database, { files: [subject.file], format: formatOf(subject.file.path) })
  const ofData = new Set(data.columns.map(({ name }) => name))
  return { table, columns: subject.columns, candidates: table.columns.filter(({ name }) => !ofData.has(name)) }
}

export async function openPredictions(arm: ArmName, file: PredictionsFile, context: PredictionsContext): Promise<PredictionsArm> {
  const { table } = file
  const { request, id } = context
  const idColumn = id === null ? null : columnOf(table, id.column.name, 'data.id')
  const columns = choosePredictions(file, request.task === 'multiclass-classification' ? context.classes : null)
  const claims = answerClaims(table, columns, request.task)
  const opened = { arm, table, columns, claims: claims.flat(), context }
  try {
    if (id !== null && idColumn !== null) return await openById(opened, id, idColumn, claims)
    return await openByPosition(opened, claims)
  } catch (cause) {
    throw await explainFailure(table, cause, opened.claims)
  }
}

type OpenedArm = {
  readonly arm: ArmName
  readonly table: Table
  readonly columns: readonly Column[]
  readonly claims: readonly Claim[]
  readonly context: PredictionsContext
}
type Claims = Parameters<typeof answerPart>[1]

async function openById(
  { arm, table, columns, claims: all, context }: OpenedArm,
  id: NonNullable<PredictionsContext['id']>,
  idColumn: Column,
  claims: Claims,
): Promise<PredictionsArm> {
  const answers = answerColumns(columns)
  const pairing = {
    data: context.data,
    dataId: id.column,
    predictions: table,
    predictionsId: idColumn,
    answers,
    repeated: id.repeated,
    rows: context.rows,
    arm,
  }
  const paired = await pairById(pairing)
  const part = answerPart(paired.columns, claims, isWide(columns))
  const reader = await readParts(table, paired.source, [part], all)
  return {
    arm,
    dataHash: null,
    notes: [],
    async next(rows) {
      await reader.read(rows)
      return part.end()
    },
    close: reader.close,
  }
}

async function openByPosition({ arm, table, columns, claims: all, context }: OpenedArm, claims: Claims): Promise<PredictionsArm> {
  const { data } = context
  const rows = await countRows(table)
  if (rows !== context.rows) throw otherLength(table, rows, data, context.rows)
  const shared = sharedColumns(data, table, new Set(columns.map(({ name }) => name)))
  const part = answerPart(answerColumns(columns), claims, isWide(columns))
  const hashed = shared.length === 0 ? null : rowHashPart(shared.map((column) => column.right))
  const parts = hashed === null ? [part] : [part, hashed]
  const reader = await readParts(table, table.source(), parts, all)
  return {
    arm,
    dataHash: shared.length === 0 ? null : rowHashPart(shared.map((column) => column.left)),
    notes: [positionNote(table, shared)],
    async next(count, hash, firstRow) {
      await reader.read(count)
      const row = hash === null || hashed === null ? -1 : firstDifference(hash, hashed.end())
      if (row >= 0) throw await rowsDiffer(data, table, shared, firstRow + row)
      return part.end()
    },
    close: reader.close,
  }
}

function isWide(columns: readonly Column[]): boolean {
  return columns.some(({ type }) => type !== 'FLOAT')
}

function positionNote(table: Table, shared: readonly SharedColumn[]): string {
  const file = fileNames(table)
  return shared.length === 0
    ? `${file}: paired with the data by position alone, because it repeats none of its columns; set data.id to be sure`
    : `${file}: paired with the data by position; ${shared.length} shared columns are equal in every row`
}

function otherLength(predictions: Table, found: number, data: Table, expected: number): MeasurementError {
  return new MeasurementError(
    'ROWS_DO_NOT_PAIR',
    `${fileNames(predictions)}: found ${found} rows; expected ${expected}, as in ${fileNames(data)}`,
    'Write one prediction for each row in the same order, or set `data.id` and write that column beside them.',
  )
}

function formatOf(path: string): DataSpec['format'] {
  if (/\.(csv|tsv|txt)(\.(gz|zst))?$/i.test(path)) return 'csv'
  return /\.(json|jsonl|ndjson)(\.(gz|zst))?$/i.test(path) ? 'json' : 'parquet'
}
