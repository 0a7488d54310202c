import type { TableReaders } from '../gates/diff/diff-tables.ts'
import type { World } from '../host/world.ts'
import { type SessionInputs, workerOptions } from './session.ts'

/** Readers of data that run native code in the worker, with their progress. */
export function tableReaders(inputs: Pick<SessionInputs, 'runtime'>, world: World): TableReaders {
  const withProgress = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
    const phase = world.host.progress.start(title)
    try {
      return await work()
    } finally {
      phase.end()
    }
  }
  return {
    readSchema: (job) =>
      withProgress(`Reading the schema of ${job.files[0]?.reference ?? 'the data'}`, async () => {
        const [{ readSchema }, options] = await Promise.all([import('../sources/worker/read-schema.ts'), workerOptions(inputs, world)])
        return readSchema(job, options)
      }),
    profile: (job) =>
      withProgress('Comparing the values', async () => {
        const [{ profileDistributions }, options] = await Promise.all([
          import('../sources/worker/profile-distributions.ts'),
          workerOptions(inputs, world),
        ])
        return profileDistributions(job, options)
      }),
  }
}
