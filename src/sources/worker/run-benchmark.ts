import type { ColdJob, InputsJob, PreparedArms, RoundJob } from '../benchmark/jobs.ts'
import type { LoadJob } from '../benchmark/load/job.ts'
import type { LoadMeasurement } from '../benchmark/load/measurements.ts'
import type { ColdMeasurement, RoundMeasurement } from '../benchmark/measurements.ts'
import type { ArmName } from '../scored-rows.ts'
import { type Listener, supervise, type WorkerOptions } from './supervise.ts'

/** @throws MeasurementError when a model or the data cannot be used; the signal's reason when aborted. So do all of this file. */
export function prepareBenchmark(job: InputsJob, options: WorkerOptions): Promise<PreparedArms> {
  const listener: Listener<PreparedArms> = {
    labelOf: (arm) => arm,
    take(message) {
      if (message.kind !== 'benchmark-inputs') throw new Error(`a message of the kind ${message.kind}`)
      const { baseline, candidate } = message.arms
      const arms = { ...(baseline === undefined ? {} : { baseline }), ...(candidate === undefined ? {} : { candidate }) }
      return { result: { arms, notes: message.notes } }
    },
  }
  return supervise(job, listener, options)
}

export type ColdBatch = { readonly rows: number; readonly callMs: number }

/** @param answered is told of each batch size once the model has answered it */
export function runCold(job: ColdJob, options: WorkerOptions, answered: (batch: ColdBatch) => void): Promise<ColdMeasurement> {
  const listener: Listener<ColdMeasurement> = {
    labelOf: () => job.prepared.label,
    take(message) {
      if (message.kind === 'benchmark-batch') {
        answered({ rows: message.rows, callMs: message.callMs })
        return null
      }
      if (message.kind !== 'benchmark-cold') throw new Error(`a message of the kind ${message.kind}`)
      return { result: message.cold }
    },
  }
  return supervise(job, listener, options)
}

export function runRound(job: RoundJob, options: WorkerOptions): Promise<RoundMeasurement> {
  const listener: Listener<RoundMeasurement> = {
    labelOf: (arm: ArmName) => job.prepared[arm === 'candidate' ? 'candidate' : 'baseline']?.label ?? arm,
    take(message) {
      if (message.kind !== 'benchmark-round') throw new Error(`a message of the kind ${message.kind}`)
      return { result: message.round }
    },
  }
  return supervise(job, listener, options)
}

export function runLoad(job: LoadJob, options: WorkerOptions): Promise<LoadMeasurement> {
  const listener: Listener<LoadMeasurement> = {
    labelOf: () => job.target.label,
    take(message) {
      if (message.kind !== 'benchmark-load') throw new Error(`a message of the kind ${message.kind}`)
      return { result: message.load }
    },
  }
  return supervise(job, listener, options)
}
