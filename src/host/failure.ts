import { relative, resolve } from 'node:path'
import { describeProblem, MeasurementError, UsageError } from '../errors.ts'
import type { Annotation } from './annotations.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Outputs } from './outputs.ts'

/** How an error that ended the command is told: on stderr, as an annotation, as outputs and as an exit code. */
export type Failure = {
  readonly exitCode: ExitCode
  readonly text: string
  readonly annotations: readonly Annotation[]
  readonly outputs: Outputs
}

/** Where a relative path starts, and the folder that annotations' paths are relative to. */
export type Folders = { readonly cwd: string; readonly workspace: string | null }

export function describeFailure(error: unknown, folders: Folders): Failure {
  if (error instanceof UsageError) return usageFailure(error, folders)
  if (error instanceof MeasurementError) {
    const text = `could not measure (${error.reasonCode}): ${error.message}\n${error.remedy}${causeOf(error)}`
    return {
      exitCode: 5,
      text,
      annotations: [{ level: 'error', title: `Could not measure: ${error.reasonCode}`, message: `${error.message} ${error.remedy}` }],
      outputs: { verdict: 'error', 'reason-code': error.reasonCode },
    }
  }
  return internalFault(error)
}

function usageFailure(error: UsageError, folders: Folders): Failure {
  const annotations = error.problems.map((problem): Annotation => {
    const message = describeProblem(problem)
    return { level: 'error', title: 'Usage', message, ...positionOf(problem.where, folders) }
  })
  return { exitCode: 2, text: error.message, annotations, outputs: {} }
}

/** `sluice.yml:12:7` is a line of a file, `--policy` is not. */
function positionOf(where: string, { cwd, workspace }: Folders): Pick<Annotation, 'file' | 'line' | 'column'> {
  const match = /^(?<file>.+?):(?<line>\d+)(?::(?<column>\d+))?$/.exec(where)
  if (match?.groups === undefined) return {}
  const { file = '', line, column } = match.groups
  return {
    file: relative(workspace ?? cwd, resolve(cwd, file)),
    line: Number(line),
    ...(column !== undefined && { column: Number(column) }),
  }
}

function internalFault(error: unknown): Failure {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const text = `${stack}${causeOf(error)}\nThis is a fault of Sluice itself, not of the model. Please report it with the lines above and the output of 'sluice version'.`
  const message = error instanceof Error ? error.message : String(error)
  return { exitCode: 1, text, annotations: [{ level: 'error', title: 'Fault in Sluice', message }], outputs: {} }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error) || error.cause === undefined) return ''
  const { cause } = error
  return `\nCaused by: ${cause instanceof Error ? cause.message : String(cause)}${causeOf(cause)}`
}
