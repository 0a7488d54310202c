import { loadDuckdb } from '../native/load.ts'
import { countTurns } from '../tabular/count-turns.ts'
import type { CountTurnsJob } from './messages.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'

/** The data are read a second time for this, after the judgement: no verdict waits for it, and no model is near. */
export async function countTurnsJob(job: CountTurnsJob, send: Send): Promise<void> {
  send({ kind: 'step', step: 'open' })
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const turned = { ...job, rows: Uint32Array.from(job.rows), turns: Int8Array.from(job.turns) }
  send({ kind: 'turns-counted', ...(await countTurns(loadDuckdb(job.runtimeFolder), turned, options)) })
}
