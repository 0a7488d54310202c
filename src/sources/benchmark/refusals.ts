import { MeasurementError } from '../../errors.ts'

/** @param label how messages call the model */
export function batchRefused(label: string, rows: number, fixedRows: number): MeasurementError {
  return new MeasurementError(
    'BATCH_REFUSED',
    `${label} takes exactly ${fixedRows} ${fixedRows === 1 ? 'row' : 'rows'} a call, not ${rows}`,
    'Export the model with a dynamic batch dimension, or take the size out of `batch-sizes`.',
  )
}
