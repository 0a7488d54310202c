/** What the adapters of a rollout take from the process: commands inherit the environment, tokens are named in it. */
export type Outside = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where the call began: paths are relative to it. */
  readonly cwd: string
  readonly signal: AbortSignal
}
