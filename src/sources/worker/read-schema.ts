import type { DataSpec, Limits } from '../scored-rows.ts'
import type { TableSchema } from '../tabular/schema/table-schema.ts'
import { type Listener, supervise, type WorkerOptions } from './supervise.ts'

export type SchemaJob = Pick<DataSpec, 'files' | 'format'> & {
  readonly limits: Limits
  /** Columns of which a sketch is wanted. */
  readonly sketch: readonly string[]
  /** Columns of which the largest magnitude is wanted. */
  readonly largest?: readonly string[]
}

/**
 * The schema of a data set, read in a process of its own.
 *
 * @throws MeasurementError when it cannot be read
 * @throws the signal's reason when aborted
 */
export function readSchema({ files, format, limits, sketch, largest }: SchemaJob, options: WorkerOptions): Promise<TableSchema> {
  const listener: Listener<TableSchema> = {
    labelOf: (arm) => arm,
    take(message) {
      if (message.kind !== 'schema') throw new Error(`a message of the kind ${message.kind}`)
      return { result: message.schema }
    },
  }
  return supervise({ kind: 'read-schema', files, format, limits, sketch, ...(largest === undefined ? {} : { largest }) }, listener, options)
}
