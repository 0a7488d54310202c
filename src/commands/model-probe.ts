import type { World } from '../host/world.ts'
import type { Probed, ProbeJob } from '../sources/probe/probe.ts'
import { type SessionInputs, workerOptions } from './session.ts'

/** Runs a model on a few rows in the worker, with its progress. */
export function modelProbe(inputs: Pick<SessionInputs, 'runtime'>, world: World): (job: ProbeJob) => Promise<Probed> {
  return async (job) => {
    const phase = world.host.progress.start(`Running the ${job.arm} on a few rows`)
    try {
      const [{ probeModel }, options] = await Promise.all([import('../sources/worker/probe-model.ts'), workerOptions(inputs, world)])
      return await probeModel(job, options)
    } finally {
      phase.end()
    }
  }
}
