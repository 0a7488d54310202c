import type { ColdJob, InputsJob, PreparedArms, RoundJob } from '../../sources/benchmark/jobs.ts'
import type { ColdMeasurement, RoundMeasurement } from '../../sources/benchmark/measurements.ts'
import type { BenchmarkPolicy } from './policy.ts'

/** Runs native work, each call in a process of its own. */
export type BenchmarkRunner = {
  prepare(job: InputsJob, signal: AbortSignal): Promise<PreparedArms>
  cold(job: ColdJob, signal: AbortSignal, answered: (batch: { readonly rows: number }) => void): Promise<ColdMeasurement>
  round(job: RoundJob, signal: AbortSignal): Promise<RoundMeasurement>
}

/** For how long a model is called alone in its process, in milliseconds. */
export const COLD_CALLS_MS = 200
/** A model may not hang the whole budget away: the other one is to be looked at too. */
const LIMIT_SHARE = 0.4

export function limitsOf({ timeLimit, timeBudget, memoryLimit }: BenchmarkPolicy): RoundJob['limits'] {
  const common = { batchRows: 1, memoryLimitBytes: memoryLimit }
  const share = timeBudget * LIMIT_SHARE
  return timeLimit <= share ? { ...common, timeLimitMs: timeLimit } : { ...common, timeLimitMs: share, timeLimitKey: 'time-budget' }
}

/** Ascending, each once. */
export function sizesOf({ batchSizes }: Pick<BenchmarkPolicy, 'batchSizes'>): number[] {
  return [...new Set(batchSizes)].sort((a, b) => a - b)
}
