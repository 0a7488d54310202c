/** What the targets take from the process: plugins inherit the environment, and paths are relative to where the call began. */
export type Outside = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
}
