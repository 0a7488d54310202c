import { MeasurementError } from '../../errors.ts'
import type { InputPlan } from '../onnx/input-plan.ts'
import type { TensorData } from '../tabular/batch.ts'
import { openFeatures } from '../tabular/feature-part.ts'
import { numberOf, selectRow } from '../tabular/query.ts'
import { readParts } from '../tabular/read-parts.ts'
import { fileNames, type Table } from '../tabular/table.ts'

export type ProbeRows = { readonly rows: number; readonly tensors: Readonly<Record<string, TensorData>>; readonly notes: readonly string[] }

/**
 * The first rows of the data as the tensors that a model takes; fewer where there are fewer, and a multiple of what it takes at once.
 *
 * @throws MeasurementError DATA_INVALID
 */
export async function readProbeRows(table: Table, fed: readonly InputPlan[], most: number, fixedRows: number | null): Promise<ProbeRows> {
  const found = await selectRow(table.connection, `SELECT count(*) AS n FROM (SELECT 1 FROM ${table.source()} LIMIT ${most})`)
  const rows = Math.floor(numberOf(found, 'n') / (fixedRows ?? 1)) * (fixedRows ?? 1)
  if (rows === 0) {
    const wanted = fixedRows === null ? 'a row' : `${fixedRows} rows, which the model takes at once`
    throw new MeasurementError('DATA_INVALID', `${fileNames(table)} does not have ${wanted}`, 'Name data that have rows.')
  }
  const features = openFeatures(table, { candidate: fed.map(({ tensor }) => tensor) })
  const reader = await readParts(table, table.source(), [features.part], features.claims)
  try {
    await reader.read(rows)
    return { rows, tensors: features.part.end().candidate ?? {}, notes: features.notes() }
  } finally {
    reader.close()
  }
}
