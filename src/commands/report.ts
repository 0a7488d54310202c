import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { gatherVerdicts } from './report/gather.ts'
import { readOccasion } from './report/occasion.ts'
import { openArtifacts } from './report/open-artifacts.ts'
import { openReportedSession } from './report/open-reported-session.ts'
import { GITHUB, type ReportPorts } from './report/ports.ts'
import { publishReport } from './report/publish-report.ts'

/** What all gates found about one commit, in one comment, check run, summary and page. Nothing is measured here. */
export async function report(inputs: InputsOf<'report'>, world: World, ports: ReportPorts = GITHUB): Promise<ExitCode> {
  const { reportsOther: onlyArtifacts, run } = readOccasion(world.run)
  const session = await openReportedSession({ ...inputs, candidate: null, baseline: null, runtime: null }, world, ports)
  const { handed, notes } = await gatherVerdicts({
    verdicts: inputs.verdicts,
    out: inputs.out,
    cwd: world.cwd,
    onlyArtifacts,
    artifacts: () => openArtifacts(run.id, inputs.githubToken, ports, world),
  })
  return publishReport({ session, handed, notes, inputs, ports }, world)
}
