import { INPUTS, type InputDefinition } from './inputs.ts'

/**
 * Masks the secrets among a step's inputs before anything is printed. Only for a step: there stdout is the runner's for certain,
 * whereas that of a command may be a file, which must not hold the token.
 */
export async function maskSecrets(stepInputs: string): Promise<void> {
  const secrets = secretsIn(stepInputs)
  if (secrets.length === 0) return
  const { setSecret } = await import('@actions/core')
  for (const secret of secrets) setSecret(secret)
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
