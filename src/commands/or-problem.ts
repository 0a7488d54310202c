import { MeasurementError } from '../errors.ts'
import { isReasonCode } from '../judge/reason-codes.ts'

/** What could not be measured is a verdict too, so that the report can say it beside the others. */
export async function orProblem<T>(work: () => Promise<T>): Promise<T | MeasurementError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MeasurementError && isReasonCode(error.reasonCode)) return error
    throw error
  }
}
