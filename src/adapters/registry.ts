import type { Publishing } from '../report/ports.ts'
import type { Artifacts } from '../sources/references/artifacts.ts'

/** How to reach GitHub for one run. */
export type GitHubConnection = {
  readonly token: string
  readonly run: { readonly id: number; readonly apiUrl: string; readonly repository: string }
  readonly signal: AbortSignal
  log(line: string): void
}

/** Each adapter is loaded when it is first asked for: octokit alone takes longer than the rest of a report. */
export async function openPublishing({ token, run, signal, log }: GitHubConnection): Promise<Publishing> {
  const { createGitHubPublishing } = await import('./publishing/github/publishing.ts')
  return createGitHubPublishing({ token, apiUrl: run.apiUrl, repository: run.repository, runId: run.id, signal, log })
}

export async function openArtifacts({ token, run, signal, log }: GitHubConnection, runId: number): Promise<Artifacts> {
  const { createGitHubArtifacts } = await import('./artifacts/github-artifacts.ts')
  return createGitHubArtifacts({ token, apiUrl: run.apiUrl, repository: run.repository, runId, signal, log })
}
