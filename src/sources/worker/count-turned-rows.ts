import type { CountedTurns, TurnsToCount } from '../scored-rows.ts'
import type { ResultMessage } from './messages.ts'
import { supervise, type WorkerOptions } from './supervise.ts'

/**
 * How many of the rows whose answer turned lie in each level of the data's columns, or between quantiles of columns of numbers.
 *
 * @throws MeasurementError when the data cannot be read again
 * @throws the signal's reason when aborted
 */
export function countTurnedRows(job: TurnsToCount, options: WorkerOptions): Promise<CountedTurns> {
  const listener = {
    labelOf: (arm: string) => arm,
    take(message: ResultMessage) {
      if (message.kind !== 'turns-counted') throw new Error(`a message of the kind ${message.kind}`)
      const { groups, columns, left } = message
      return { result: { groups, columns, left } }
    },
  }
  return supervise({ kind: 'count-turns', ...job, rows: [...job.rows], turns: [...job.turns] }, listener, options)
}
