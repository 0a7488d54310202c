/** What a rollout can decide on the traffic that there is, before any of it moves. Times in milliseconds. */
export type LivePlan = {
  readonly model: string
  readonly environment: string
  /** Empty where nothing could be planned; `why` says so. */
  readonly steps: readonly LiveStep[]
  readonly why: string | null
  /** Chance that a healthy canary is decided by the deadline; null where nothing could be planned. */
  readonly decided: number | null
  readonly deadlineMs: number
  /** `sluice rollout` would not start: most healthy models would not be decided, and nobody can be asked. */
  readonly refused: boolean
  /** Sentences of ours, plain text. */
  readonly notes: readonly string[]
}

export type LiveStep = {
  /** Of the traffic, from 0 to 1. */
  readonly share: number
  /** How many times worse it must exclude; 1 is the margin itself. */
  readonly ratio: number
  readonly windowMs: number
  readonly requestsAWindow: number
  /** Of a healthy canary, in half and in nine tenths of rollouts; null: not before the deadline. */
  readonly medianMs: number | null
  readonly mostMs: number | null
  /** Canary requests until the median. */
  readonly requestsNeeded: number | null
  /** How many times worse is expected to be found within the least time of the step; null: nothing is. */
  readonly found: readonly { readonly guardrail: string; readonly ratio: number | null }[]
  readonly bakeMs: number
}
