import { loadDuckdb } from '../native/load.ts'
import { profileTables } from '../tabular/distribution/profile-tables.ts'
import type { DistributionWorkerJob } from './messages.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'

/** Columns are sent one by one: all of a wide table would be too long for one message. */
export async function distributionJob(job: DistributionWorkerJob, send: Send): Promise<void> {
  send({ kind: 'step', step: 'look', at: 'values' })
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const whole = await profileTables(loadDuckdb(job.runtimeFolder), job, options, (column) => send({ kind: 'column', column }))
  send({ kind: 'profiled', ...whole })
}
