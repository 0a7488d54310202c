import { availableParallelism } from 'node:os'

/** One data set, two models and how to run them: what each measured process is given, as JSON in its first argument. */
export type BenchPlan = {
  readonly runtimeFolder: string
  readonly data: string
  readonly baseline: string
  readonly candidate: string
  readonly rows: number
  readonly features: readonly string[]
  readonly label: string
  readonly batchRows: number
  readonly threads: number
  /** Where the worker of the evaluation leaves what it has measured of itself. */
  readonly workerCost: string
}

export const FEATURES: readonly string[] = Array.from({ length: 30 }, (_, index) => `f${index}`)
export const LABEL = 'label'
/** The policy's default of `batch-size`. */
export const BATCH_ROWS = 4096
/** As the evaluation itself chooses. */
export const THREADS = Math.min(4, availableParallelism())

export function planFromArgument(): BenchPlan {
  return JSON.parse(process.argv[2] ?? '{}')
}
