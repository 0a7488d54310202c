import type { Publishing } from '../report/ports.ts'
import type { RolloutPolicy } from '../rollout/policy/section.ts'
import type { DeploymentTarget, Identity, Journal, Telemetry } from '../rollout/ports.ts'
import { signalsOf } from '../rollout/settings.ts'
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

/** What the adapters of a rollout take from the process: commands inherit the environment, tokens are named in it. */
export type Outside = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
}

export async function openFileJournal(path: string): Promise<Journal> {
  const { FileJournal } = await import('./journal/file-journal.ts')
  return new FileJournal(path)
}

export async function openGitJournal(options: import('./journal/git-journal.ts').GitJournalOptions): Promise<Journal> {
  const { GitJournal } = await import('./journal/git-journal.ts')
  return new GitJournal(options)
}

export async function openTarget({ target }: RolloutPolicy, { environment, cwd, signal }: Outside): Promise<DeploymentTarget> {
  switch (target.kind) {
    case 'haproxy': {
      const { HaproxyTarget } = await import('./targets/haproxy/target.ts')
      return new HaproxyTarget(target)
    }
    case 'command': {
      const { CommandTarget } = await import('./targets/command/target.ts')
      return CommandTarget.open(target, { environment, folder: cwd, signal })
    }
  }
}

/** The arms by the names that the policy gives them; who has which role after a swap is the caller's to know. */
export async function openTelemetry(rollout: RolloutPolicy, { environment, signal }: Outside): Promise<Telemetry> {
  const { telemetry } = rollout
  const [{ openPrometheusApi }, { PrometheusTelemetry }] = await Promise.all([
    import('./telemetry/prometheus/api.ts'),
    import('./telemetry/prometheus/telemetry.ts'),
  ])
  const token = telemetry.tokenVariable === null ? null : (environment[telemetry.tokenVariable] ?? null)
  const api = openPrometheusApi({ url: telemetry.url, token, timeoutMs: telemetry.timeout, signal })
  return new PrometheusTelemetry(api, telemetry, signalsOf(rollout))
}

/** null: the policy names no probe, and the target's own word counts. */
export async function openIdentity(_rollout: RolloutPolicy, _outside: Outside): Promise<Identity | null> {
  return null
}
