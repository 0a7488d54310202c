/** One thing that the caller can mend: where it stands, what stands there, what may stand there, and what to do. */
export type Problem = { readonly where: string; readonly found: string; readonly expected: string; readonly remedy: string }

/**
 * The caller can mend it (exit code 2). `where` is an input (`--policy`) or a position (`sluice.yml:12:7`); the message reads
 * "where: found …, expected …. Remedy.", a line for each problem when there are several.
 */
export class UsageError extends Error implements Problem {
  override readonly name = 'UsageError'
  readonly where: string
  readonly found: string
  readonly expected: string
  readonly remedy: string
  /** All of them; the fields above are the first one's. */
  readonly problems: readonly [Problem, ...Problem[]]

  constructor(...problems: [Problem, ...Problem[]]) {
    super(problems.map(describeProblem).join('\n'))
    const [first] = problems
    this.where = first.where
    this.found = first.found
    this.expected = first.expected
    this.remedy = first.remedy
    this.problems = problems
  }
}

export function describeProblem({ where, found, expected, remedy }: Problem): string {
  return `${where}: ${found}; expected ${expected}. ${remedy}`
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
