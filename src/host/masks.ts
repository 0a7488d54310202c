import { INPUTS, type InputDefinition } from './inputs.ts'
import type { Sink } from './log.ts'
import { workflowCommand } from './workflow-commands.ts'

/**
 * Masks the secrets among a step's inputs before anything is printed. Only for a step: there stdout is the runner's for certain,
 * whereas that of a command may be a file, which must not hold the token.
 */
export function maskSecrets(stepInputs: string, stdout: Sink): void {
  for (const secret of secretsIn(stepInputs)) stdout.write(workflowCommand('add-mask', {}, secret))
}

function secretsIn(stepInputs: string): string[] {
  const definitions: readonly [string, InputDefinition][] = Object.entries(INPUTS)
  const names = new Set(definitions.filter(([, { secret }]) => secret).map(([name]) => name))
  const secrets: string[] = []
  try {
    JSON.parse(stepInputs, (name, value: unknown) => {
      if (names.has(name) && typeof value === 'string' && value !== '') secrets.push(value)
      return value
    })
  } catch {
    // Reading the inputs says what is wrong with them.
  }
  return secrets
}
