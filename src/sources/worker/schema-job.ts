import { loadDuckdb } from '../native/load.ts'
import { readTableSchema } from '../tabular/schema/read-table-schema.ts'
import type { SchemaWorkerJob } from './messages.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'

export async function schemaJob(job: SchemaWorkerJob, send: Send): Promise<void> {
  send({ kind: 'step', step: 'look', at: 'schema' })
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  send({ kind: 'schema', schema: await readTableSchema(loadDuckdb(job.runtimeFolder), job, options) })
}
