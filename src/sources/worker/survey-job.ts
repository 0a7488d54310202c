import { MeasurementError } from '../../errors.ts'
import { loadDuckdb } from '../native/load.ts'
import { surveyTable } from '../tabular/survey.ts'
import type { Surveyed, SurveyJob } from './messages.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'

/** Looks at one table after the other; one that cannot be read is an answer too, and hides no other. */
export async function surveyJob(job: SurveyJob, send: Send): Promise<void> {
  const duckdb = loadDuckdb(job.runtimeFolder)
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const tables: Surveyed['tables'][number][] = []
  for (const table of job.tables) {
    send({ kind: 'step', step: 'open' })
    try {
      tables.push({ survey: await surveyTable(duckdb, table, options) })
    } catch (cause) {
      if (!(cause instanceof MeasurementError)) throw cause
      const { reasonCode, message, remedy } = cause
      tables.push({ problem: { reasonCode, message, remedy } })
    }
  }
  send({ kind: 'surveyed', tables })
}
