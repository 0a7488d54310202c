import type { Check } from './check.ts'
import type { ReasonCode } from './reason-codes.ts'
import type { VerdictWord } from './verdict.ts'

/** The answer to a gate's one question, in the fields of a verdict. */
export type Judgement = {
  readonly verdict: VerdictWord
  readonly reasonCode: ReasonCode
  /** The worst check in words. */
  readonly message: string
  readonly remedy: string | null
  readonly checks: Check[]
}

/** The gate broke off before there was anything to compare: a model that crashed, data that cannot be read. */
export function couldNotMeasure(problem: {
  readonly reasonCode: ReasonCode
  readonly message: string
  readonly remedy: string
}): Judgement {
  return { verdict: 'error', reasonCode: problem.reasonCode, message: problem.message, remedy: problem.remedy, checks: [] }
}

/**
 * Same bytes, same data, same policy (design §4): nothing was loaded.
 *
 * @param what was compared byte for byte; a gate that calls both models with the baseline's data does not speak of them
 */
export function unchanged(what = 'The model, the evaluation data and the policy'): Judgement {
  const message = `${what} are byte for byte those of the baseline.`
  return { verdict: 'pass', reasonCode: 'UNCHANGED', message, remedy: null, checks: [] }
}
