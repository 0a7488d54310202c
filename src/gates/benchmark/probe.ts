import { MeasurementError } from '../../errors.ts'
import type { ColdJob, PreparedArm } from '../../sources/benchmark/jobs.ts'
import type { ColdMeasurement } from '../../sources/benchmark/measurements.ts'
import { batchRefused } from '../../sources/benchmark/refusals.ts'
import type { BatchProblem } from './round.ts'

export type ColdRunner = (job: ColdJob, answered: (batch: { readonly rows: number }) => void) => Promise<ColdMeasurement>

/** The first look at one model: which batch sizes it answers at all, and about how fast. */
export type Probe = { readonly cold: ColdMeasurement; readonly problems: readonly BatchProblem[] }

type ProbeRequest = Omit<ColdJob, 'kind'>

/**
 * A size at which the model crashes, asks for too much memory or does not come back is left out, and the others are tried again: each
 * in a process that it can only end itself. After a size that did not come back no larger one is tried.
 *
 * @throws MeasurementError when it answers none
 */
export async function probe(request: ProbeRequest, run: ColdRunner): Promise<Probe> {
  const { arm, prepared } = request
  const problems: BatchProblem[] = refusedSizes(request.batchSizes, arm, prepared)
  let sizes = request.batchSizes.filter((rows) => !problems.some((problem) => problem.rows === rows))
  while (sizes.length > 0) {
    const answered: number[] = []
    try {
      return { cold: await run({ kind: 'benchmark-cold', ...request, batchSizes: sizes }, ({ rows }) => answered.push(rows)), problems }
    } catch (error) {
      if (!(error instanceof MeasurementError) || NOT_OF_A_SIZE.includes(error.reasonCode)) throw error
      const failed = sizes[answered.length] ?? sizes.at(-1) ?? 0
      const lost = error.reasonCode === 'MODEL_TIMED_OUT' ? sizes.filter((rows) => rows >= failed) : [failed]
      problems.push(...lost.map((rows) => ({ arm, rows, error })))
      sizes = sizes.filter((rows) => !lost.includes(rows))
    }
  }
  throw problems[0]?.error ?? new Error('no batch size was asked for')
}

/** A model that cannot be loaded will not be for another size. */
const NOT_OF_A_SIZE: readonly string[] = ['MODEL_NOT_LOADED', 'RUNTIME_NOT_READY', 'MODEL_READS_OUTSIDE']

function refusedSizes(sizes: readonly number[], arm: 'baseline' | 'candidate', { fixedRows, label }: PreparedArm): BatchProblem[] {
  if (fixedRows === null) return []
  return sizes.filter((rows) => rows !== fixedRows).map((rows) => ({ arm, rows, error: batchRefused(label, rows, fixedRows) }))
}
