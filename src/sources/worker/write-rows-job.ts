import { loadDuckdb } from '../native/load.ts'
import { writeRows } from '../tabular/write-rows.ts'
import type { WriteRowsJob } from './messages.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'

/** Rows are read and written by DuckDB, which is native code: so it happens here too, although no model is near. */
export async function writeRowsJob(job: WriteRowsJob, send: Send): Promise<void> {
  send({ kind: 'step', step: 'open' })
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const selection = { data: job.data, rows: Uint32Array.from(job.rows), extra: job.extra }
  await writeRows(loadDuckdb(job.runtimeFolder), selection, job.out, options)
  send({ kind: 'written' })
}
