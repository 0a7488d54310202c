import type { OutputName } from './action-outputs.ts'

export type Outputs = Readonly<Partial<Record<OutputName, string>>>

/** Sets the step's outputs, on a runner. */
export async function setOutputs(outputs: Outputs): Promise<void> {
  const { setOutput } = await import('@actions/core')
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
}
