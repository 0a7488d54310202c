import { MeasurementError } from '../../errors.ts'
import type { DataSpec, Limits, ResolvedFile } from '../scored-rows.ts'
import type { TableSurvey } from '../tabular/survey.ts'
import { supervise, type WorkerOptions } from './supervise.ts'

export type TablesToSurvey = {
  readonly tables: readonly { readonly file: ResolvedFile; readonly format: DataSpec['format'] }[]
  readonly limits: Limits
}

/** What the columns of each table look like, or why it cannot be read; in the order asked for. */
export function surveyTables(job: TablesToSurvey, options: WorkerOptions): Promise<readonly (TableSurvey | MeasurementError)[]> {
  const listener = {
    labelOf: (arm: string) => arm,
    take(message: Parameters<Parameters<typeof supervise>[1]['take']>[0]) {
      if (message.kind !== 'surveyed') throw new Error(`a message of the kind ${message.kind}`)
      return {
        result: message.tables.map((table) =>
          'survey' in table ? table.survey : new MeasurementError(table.problem.reasonCode, table.problem.message, table.problem.remedy),
        ),
      }
    },
  }
  return supervise({ kind: 'survey', ...job }, listener, options)
}
