/** What a benchmark can decide within its time budget, before anybody waits for it. */
export type TimingPlan = {
  readonly model: string
  readonly budgetSeconds: number
  /** 0 when the budget is too short for any; null for a served model, which is judged under load alone. */
  readonly rounds: number | null
  readonly sizes: readonly {
    readonly rows: number
    /** Of the slowest arm, as a first look showed it. */
    readonly callMs: number
    readonly callsPerRound: number
    readonly calls: number
  }[]
  /** Beside the time budget; null where the policy asks for none. */
  readonly load: { readonly perSecond: number; readonly seconds: number; readonly requests: number } | null
  /** Checks that the budget cannot support, and batch sizes that a model does not answer. */
  readonly unsupported: readonly { readonly id: string; readonly why: string }[]
}
