import type { GraphOptimization } from '../../../sources/benchmark/load/job.ts'

/** One way of serving a model on one machine. */
export type Setting = {
  /** Rows of one call. */
  readonly rows: number
  /** Of the runtime's pool, in each instance. */
  readonly threads: number
  readonly instances: number
  readonly optimization: GraphOptimization
}

/** Batch sizes beside those of the policy. */
const BATCH_SIZES = [1, 8, 32]
export const OTHER_OPTIMIZATIONS: readonly GraphOptimization[] = ['extended', 'basic', 'disabled']

/** Every batch size with every way to share the CPUs: threads times instances never exceed them. */
export function gridOf(batchSizes: readonly number[], cpus: number): Setting[] {
  const rows = [...new Set([...BATCH_SIZES, ...batchSizes])].sort((a, b) => a - b)
  const shares = powersUpTo(cpus).flatMap((threads) => powersUpTo(Math.floor(cpus / threads)).map((instances) => ({ threads, instances })))
  return rows.flatMap((each) => shares.map((share) => ({ rows: each, ...share, optimization: 'all' as const })))
}

/** 1, 2, 4, … and the limit itself. */
function powersUpTo(limit: number): number[] {
  const powers: number[] = []
  for (let power = 1; power <= limit; power *= 2) powers.push(power)
  return powers.at(-1) === limit || limit < 1 ? powers : [...powers, limit]
}
