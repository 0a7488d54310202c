import { readFileSync } from 'node:fs'
import { MeasurementError, UsageError } from '../../errors.ts'
import { countTurnsJob } from './count-turns-job.ts'
import { distributionJob } from './distribution-job.ts'
import { writeFrame } from './frames.ts'
import {
  type CountTurnsJob,
  type DistributionWorkerJob,
  type Failure,
  FRAMES_DESCRIPTOR,
  type ProbeWorkerJob,
  type SchemaWorkerJob,
  type SurveyJob,
  type WorkerJob,
  type WriteRowsJob,
} from './messages.ts'
import { probeJob } from './probe-job.ts'
import { runJob, type Send } from './run-job.ts'
import { schemaJob } from './schema-job.ts'
import { surveyJob } from './survey-job.ts'
import { startWatchdog } from './watchdog.ts'
import { writeRowsJob } from './write-rows-job.ts'

const STANDARD_INPUT = 0

/**
 * The worker process: native code runs here and nowhere else. It takes one job from standard input, sends frames, and ends.
 * Failures are sent, not thrown: the exit code of a worker says nothing that the parent relies on.
 */
export async function runWorker(): Promise<void> {
  // Ctrl-C reaches the whole terminal group. The parent decides what it means, and ends this process by SIGKILL.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const job: AnyJob = JSON.parse(readFileSync(STANDARD_INPUT, 'utf8'))
  try {
    await startWatchdog({ parentPid: job.parentPid, memoryLimitBytes: job.limits.memoryLimitBytes })
    const send: Send = (header, arrays) => writeFrame(FRAMES_DESCRIPTOR, header, arrays)
    await run(job, send)
  } catch (cause) {
    writeFrame(FRAMES_DESCRIPTOR, failureOf(cause))
  }
}

type AnyJob = WorkerJob | WriteRowsJob | CountTurnsJob | SurveyJob | SchemaWorkerJob | DistributionWorkerJob | ProbeWorkerJob

function run(job: AnyJob, send: Send): Promise<void> {
  if (!('kind' in job)) return runJob(job, send)
  switch (job.kind) {
    case 'survey':
      return surveyJob(job, send)
    case 'write-rows':
      return writeRowsJob(job, send)
    case 'count-turns':
      return countTurnsJob(job, send)
    case 'read-schema':
      return schemaJob(job, send)
    case 'profile-distributions':
      return distributionJob(job, send)
    case 'probe':
      return probeJob(job, send)
  }
}

function failureOf(cause: unknown): Failure {
  if (cause instanceof MeasurementError) {
    return { kind: 'failed', error: 'measurement', reasonCode: cause.reasonCode, message: cause.message, remedy: cause.remedy }
  }
  if (cause instanceof UsageError) {
    const [first, ...rest] = cause.problems
    return { kind: 'failed', error: 'usage', problems: [first, ...rest] }
  }
  const error = cause instanceof Error ? cause : new Error(String(cause))
  return { kind: 'failed', error: 'fault', message: error.message, stack: error.stack ?? '' }
}
