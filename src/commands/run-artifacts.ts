import type { World } from '../host/world.ts'
import { openedOnce } from '../sources/references/artifact.ts'
import type { Sources } from '../sources/references/sources.ts'
import { readOccasion } from './report/occasion.ts'

/** What `artifact:` references are resolved from: this run, in a `workflow_run` event the run that triggered. Nothing on a terminal. */
export function runArtifacts(token: string | null, { run, signal, host }: World): Pick<Sources, 'artifacts'> {
  if (run === null || token === null) return {}
  return {
    artifacts: openedOnce(async () => {
      const { openArtifacts } = await import('../adapters/registry.ts')
      return openArtifacts({ token, run, signal, log: (line) => host.log.info(line) }, readOccasion(run).run.id)
    }),
  }
}
