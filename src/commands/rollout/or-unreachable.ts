import { MeasurementError } from '../../errors.ts'
import { TargetError } from '../../rollout/ports.ts'

/** A target that does not answer is nobody's fault here: what could not be done, and what is to be done, is said. */
export async function orUnreachable<Value>(work: () => Promise<Value>, remedy: string): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TargetError)) throw error
    throw new MeasurementError('TARGET_UNREADABLE', error.message, remedy, { cause: error })
  }
}
