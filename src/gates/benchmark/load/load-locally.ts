import { MeasurementError } from '../../../errors.ts'
import type { PreparedArm, PreparedArms } from '../../../sources/benchmark/jobs.ts'
import { batchRefused } from '../../../sources/benchmark/refusals.ts'
import { type LoadRequest, loadOf } from '../load-and-cost.ts'
import type { LoadMeasured } from './load-round.ts'

/**
 * Instances of both models here. What fails under load takes nothing from the rounds of calls, which are measured by then: it becomes
 * the load's own.
 */
export async function loadLocally(
  request: Omit<LoadRequest, 'targets'>,
  { baseline, candidate }: PreparedArms['arms'],
): Promise<LoadMeasured | null> {
  const { load } = request.benchmark
  if (load === null) return null
  if (candidate === undefined) throw new Error('no candidate was prepared')
  const targetOf = (prepared: PreparedArm) => ({ kind: 'local', label: prepared.label, prepared, instances: load.instances }) as const
  try {
    for (const { label, fixedRows } of [candidate, ...(baseline === undefined ? [] : [baseline])]) {
      const rows = load.rowsPerRequest
      if (fixedRows !== null && fixedRows !== rows) throw batchRefused(label, rows, fixedRows, 'load.rows-per-request')
    }
    const targets = { ...(baseline === undefined ? {} : { baseline: targetOf(baseline) }), candidate: targetOf(candidate) }
    return await loadOf({ ...request, targets })
  } catch (failure) {
    if (!(failure instanceof MeasurementError)) throw failure
    return { rounds: [], hasBaseline: baseline !== undefined, rows: {}, secondsPerRound: 0, failure }
  }
}
