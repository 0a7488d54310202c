import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import type { Artifacts } from '../../sources/references/artifacts.ts'
import type { ReportPorts } from './ports.ts'

/** @throws UsageError where there is no run whose artifacts these could be, or nothing to ask for them with */
export async function openArtifacts(
  runId: number,
  token: string | null,
  ports: ReportPorts,
  { run, signal, host }: World,
): Promise<Artifacts> {
  if (run === null || token === null) {
    throw new UsageError({
      where: run === null ? 'artifact:' : '--github-token',
      found: run === null ? 'no run of GitHub Actions' : 'no token',
      expected: run === null ? 'a runner: artifacts belong to a run' : 'a token with `actions: read`',
      remedy:
        run === null
          ? 'Download the files (`gh run download`) and name their folder.'
          : 'Set `github-token`, and `permissions: actions: read` for the job.',
    })
  }
  return ports.artifacts({ token, run, signal, log: (line) => host.log.info(line) }, runId)
}
