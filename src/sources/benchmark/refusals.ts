import { MeasurementError } from '../../errors.ts'

/**
 * @param label how messages call the model
 * @param key of the policy that asked for so many rows
 */
export function batchRefused(
  label: string,
  rows: number,
  fixedRows: number,
  key: 'batch-sizes' | 'load.rows-per-request' = 'batch-sizes',
): MeasurementError {
  return new MeasurementError(
    'BATCH_REFUSED',
    `${label} takes exactly ${fixedRows} ${fixedRows === 1 ? 'row' : 'rows'} a call, not ${rows}`,
    `Export the model with a dynamic batch dimension, or ${key === 'batch-sizes' ? 'take the size out of `batch-sizes`' : `set \`${key}: ${fixedRows}\``}.`,
  )
}
