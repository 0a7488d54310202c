import { MeasurementError, UsageError } from '../../errors.ts'

/** One thing that a gate needs. */
export type Check = {
  /** What was looked at: `policy`, `income: rows`. */
  readonly name: string
  readonly status: 'OK' | 'WARN' | 'PROBLEM'
  /** What was found. */
  readonly found: string
  /** What to do; null where nothing is. */
  readonly remedy: string | null
}

export function ok(name: string, found: string): Check {
  return { name, status: 'OK', found, remedy: null }
}

export function warn(name: string, found: string, remedy: string): Check {
  return { name, status: 'WARN', found, remedy }
}

export function problem(name: string, found: string, remedy: string): Check {
  return { name, status: 'PROBLEM', found, remedy }
}

/** What a gate would have ended with, as checks; anything else is a fault and thrown on. */
export function problemsOf(name: string, error: unknown): Check[] {
  if (error instanceof UsageError)
    return error.problems.map((one) => problem(name, `${one.where}: found ${one.found}; expected ${one.expected}`, one.remedy))
  if (error instanceof MeasurementError) return [problem(name, `${error.message} (${error.reasonCode})`, error.remedy)]
  throw error
}
