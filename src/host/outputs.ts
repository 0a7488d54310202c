import type { OutputName } from './inputs.ts'
import { appendValue } from './workflow-commands.ts'

export type Outputs = Readonly<Partial<Record<OutputName, string>>>

/**
 * Sets the step's outputs.
 *
 * @param file `GITHUB_OUTPUT`; a `run:` line in a container may lack it, and then nobody reads outputs
 */
export function setOutputs(outputs: Outputs, file: string | undefined): void {
  if (file === undefined || file === '') return
  for (const [name, value] of Object.entries(outputs)) appendValue(file, name, value)
}
