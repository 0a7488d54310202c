/** What a benchmark can decide within its time budget, before anybody waits for it. */
export type TimingPlan = {
  readonly model: string
  readonly budgetSeconds: number
  /** 0 when the budget is too short for any. */
  readonly rounds: number
  readonly sizes: readonly {
    readonly rows: number
    /** Of the slowest arm, as a first look showed it. */
    readonly callMs: number
    readonly callsPerRound: number
    readonly calls: number
  }[]
  /** Checks that the budget cannot support, and batch sizes that a model does not answer. */
  readonly unsupported: readonly { readonly id: string; readonly why: string }[]
}
