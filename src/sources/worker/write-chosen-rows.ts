import type { RowsToWrite } from '../scored-rows.ts'
import { supervise, type WorkerOptions } from './supervise.ts'

/**
 * Writes rows of the data with columns beside them, as Parquet, or as CSV where `out` ends so. The file appears whole or not
 * at all; a process that is ended meanwhile may leave `<out>.partial`, so `out` belongs into a folder that is cleaned.
 *
 * @throws MeasurementError when the data cannot be read again
 * @throws the signal's reason when aborted
 */
export function writeChosenRows(job: RowsToWrite, out: string, options: WorkerOptions): Promise<void> {
  const listener = {
    labelOf: (arm: string) => arm,
    take(message: { readonly kind: string }) {
      if (message.kind !== 'written') throw new Error(`a message of the kind ${message.kind}`)
      return { result: undefined }
    },
  }
  return supervise({ kind: 'write-rows', ...job, rows: [...job.rows], out }, listener, options)
}
