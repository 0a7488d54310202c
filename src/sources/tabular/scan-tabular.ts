import type { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { ArmName } from '../scored-rows.ts'
import type { Batch, ScanSummary, TabularRequest } from './batch.ts'
import { dataInvalid } from './data-invalid.ts'
import { openScan, type Scan } from './open-scan.ts'
import type { PredictionsFile } from './prediction-columns.ts'
import { openPredictions, openPredictionsFile, type PredictionsArm } from './predictions-arm.ts'
import { readParts } from './read-parts.ts'
import { fileNames, type Table } from './table.ts'

const ARMS: readonly ArmName[] = ['baseline', 'candidate', 'anchor']

/**
 * Reads the table once, batch by batch, in file order; memory does not grow with the rows beyond the codes of ids and groups.
 * The generator's return value is the summary.
 *
 * @throws MeasurementError DATA_INVALID, ROWS_DO_NOT_PAIR, OUTPUT_NOT_FOUND, OUTPUT_NOT_FINITE or OUTPUT_NOT_PROBABILITY
 */
export async function* scanTabular(table: Table, request: TabularRequest): AsyncGenerator<Batch, ScanSummary, void> {
  const files = await openFiles(table, request)
  const scan = await openScan(table, request, [...files.values()])
  const arms: PredictionsArm[] = []
  try {
    const context = { data: table, request, rows: scan.rows, classes: scan.classes, id: scan.id }
    for (const [arm, file] of files) arms.push(await openPredictions(arm, file, context))
    let totalWeight = 0
    for await (const batch of readBatches(table, request, scan, arms)) {
      totalWeight += batch.weight?.reduce((sum, weight) => sum + weight, 0) ?? 1
      yield batch
    }
    if (totalWeight === 0) throw noWeight(table, request.data.weight ?? '')
    return scan.summary(arms.flatMap((arm) => arm.notes))
  } finally {
    for (const arm of arms) arm.close()
  }
}

async function openFiles(table: Table, request: TabularRequest): Promise<ReadonlyMap<ArmName, PredictionsFile>> {
  const files = new Map<ArmName, PredictionsFile>()
  for (const arm of ARMS) {
    const subject = request.predictions[arm]
    if (subject !== undefined) files.set(arm, await openPredictionsFile(table, subject))
  }
  return files
}

async function* readBatches(table: Table, request: TabularRequest, scan: Scan, arms: readonly PredictionsArm[]): AsyncGenerator<Batch> {
  const hashes = arms.flatMap(({ dataHash }) => (dataHash === null ? [] : [dataHash]))
  const reader = await readParts(table, table.source(), [...scan.parts, ...hashes], scan.suspects)
  try {
    for (let firstRow = 0; firstRow < scan.rows; firstRow += request.batchRows) {
      const rows = Math.min(request.batchRows, scan.rows - firstRow)
      await reader.read(rows)
      const answers: Partial<Record<ArmName, Answers>> = {}
      for (const arm of arms) answers[arm.arm] = await arm.next(rows, arm.dataHash?.end() ?? null, firstRow)
      yield { firstRow, rows, rowsTotal: scan.rows, answers, ...scan.take() }
    }
  } finally {
    reader.close()
  }
}

function noWeight(table: Table, column: string): MeasurementError {
  return dataInvalid({
    file: fileNames(table),
    column,
    found: 'only weights of 0',
    expected: 'at least one above 0',
    remedy: 'Name the right weight column, or leave `weight` out.',
  })
}
