import type { Run } from '../../host/event.ts'
import type { Publishing } from '../../report/ports.ts'
import type { Artifacts } from '../../sources/references/artifacts.ts'

export type Connection = {
  readonly token: string
  readonly run: Run
  readonly signal: AbortSignal
  log(line: string): void
}

/** How a report reaches GitHub. Each is opened when it is first needed; tests pass fakes. */
export interface ReportPorts {
  publishing(connection: Connection): Promise<Publishing>
  /** @param runId whose artifacts */
  artifacts(connection: Connection, runId: number): Promise<Artifacts>
}

/** The real ones; what they need is loaded with the first call. */
export const GITHUB: ReportPorts = {
  publishing: async (connection) => (await import('../../adapters/registry.ts')).openPublishing(connection),
  artifacts: async (connection, runId) => (await import('../../adapters/registry.ts')).openArtifacts(connection, runId),
}
