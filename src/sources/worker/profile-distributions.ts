import type { ColumnProfile, DistributionJob, DistributionProfile } from '../tabular/distribution/profile.ts'
import { type Listener, supervise, type WorkerOptions } from './supervise.ts'

/**
 * Counts the columns and rows of two data sets beside each other, in a process of its own.
 *
 * @throws MeasurementError when one cannot be read
 * @throws the signal's reason when aborted
 */
export function profileDistributions(job: DistributionJob, options: WorkerOptions): Promise<DistributionProfile> {
  const columns: ColumnProfile[] = []
  const listener: Listener<DistributionProfile> = {
    labelOf: (arm) => arm,
    take(message) {
      if (message.kind === 'column') {
        columns.push(message.column)
        return null
      }
      if (message.kind !== 'profiled') throw new Error(`a message of the kind ${message.kind}`)
      const { kind: _, ...whole } = message
      return { result: { ...whole, columns } }
    },
  }
  return supervise({ kind: 'profile-distributions', ...job }, listener, options)
}
