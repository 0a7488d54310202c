import { readFileSync } from 'node:fs'
import { isMainThread, workerData } from 'node:worker_threads'
import { MeasurementError, UsageError } from '../../errors.ts'
import { threadData } from '../benchmark/load/local-pool.ts'
import { writeFrame } from './frames.ts'
import {
  type BenchmarkWorkerJob,
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
import type { Send } from './run-job.ts'
import { startWatchdog } from './watchdog.ts'

const STANDARD_INPUT = 0

/**
 * The worker process: native code runs here and nowhere else. It takes one job from standard input, sends frames, and ends.
 * Failures are sent, not thrown: the exit code of a worker says nothing that the parent relies on.
 */
export async function runWorker(): Promise<void> {
  const thread = isMainThread ? null : threadData.safeParse(workerData)
  if (thread?.success === true) return (await import('../benchmark/load/load-thread.ts')).runLoadThread(thread.data)
  // Ctrl-C reaches the whole terminal group. The parent decides what it means, and ends this process by SIGKILL.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const job: AnyJob = JSON.parse(readFileSync(STANDARD_INPUT, 'utf8'))
  try {
    await startWatchdog({ parentPid: job.parentPid, memoryLimitBytes: job.limits.memoryLimitBytes, hasCommands: hasCommands(job) })
    const send: Send = (header, arrays) => writeFrame(FRAMES_DESCRIPTOR, header, arrays)
    await run(job, send)
  } catch (cause) {
    writeFrame(FRAMES_DESCRIPTOR, failureOf(cause))
  }
}

/** Models that are commands run as children of this process. */
function hasCommands(job: AnyJob): boolean {
  return !('kind' in job) && Object.values(job.arms).some(({ kind }) => kind === 'command')
}

type AnyJob =
  | WorkerJob
  | WriteRowsJob
  | CountTurnsJob
  | SurveyJob
  | SchemaWorkerJob
  | DistributionWorkerJob
  | ProbeWorkerJob
  | BenchmarkWorkerJob

/** Each kind of job loads only what it needs: a worker is started for every round of a benchmark. */
async function run(job: AnyJob, send: Send): Promise<void> {
  if (!('kind' in job)) return (await import('./run-job.ts')).runJob(job, send)
  switch (job.kind) {
    case 'survey':
      return (await import('./survey-job.ts')).surveyJob(job, send)
    case 'write-rows':
      return (await import('./write-rows-job.ts')).writeRowsJob(job, send)
    case 'count-turns':
      return (await import('./count-turns-job.ts')).countTurnsJob(job, send)
    case 'read-schema':
      return (await import('./schema-job.ts')).schemaJob(job, send)
    case 'profile-distributions':
      return (await import('./distribution-job.ts')).distributionJob(job, send)
    case 'probe':
      return (await import('./probe-job.ts')).probeJob(job, send)
    case 'benchmark-inputs':
      return (await import('./benchmark-jobs.ts')).benchmarkInputsJob(job, send)
    case 'benchmark-cold':
      return (await import('./benchmark-jobs.ts')).benchmarkColdJob(job, send)
    case 'benchmark-round':
      return (await import('./benchmark-jobs.ts')).benchmarkRoundJob(job, send)
    case 'benchmark-load':
      return (await import('./benchmark-jobs.ts')).benchmarkLoadJob(job, send)
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
