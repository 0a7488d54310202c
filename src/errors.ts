/**
 * The caller can mend it (exit code 2). `where` is an input (`--policy`) or a position (`sluice.yml:12:7`); the message reads
 * "where: found …, expected …. Remedy."
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly where: string
  readonly found: string
  readonly expected: string
  readonly remedy: string

  constructor(problem: { where: string; found: string; expected: string; remedy: string }) {
    super(`${problem.where}: ${problem.found}; expected ${problem.expected}. ${problem.remedy}`)
    this.where = problem.where
    this.found = problem.found
    this.expected = problem.expected
    this.remedy = problem.remedy
  }
}

/**
 * It could not be measured (exit code 5, outcome `error`): never a pass, and never Sluice's own fault. `reasonCode` is one of
 * judge/reason-codes.ts.
 */
export class MeasurementError extends Error {
  override readonly name = 'MeasurementError'
  readonly reasonCode: string
  readonly remedy: string

  constructor(reasonCode: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.reasonCode = reasonCode
    this.remedy = remedy
  }
}
