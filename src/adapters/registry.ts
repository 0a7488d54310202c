import { UsageError } from '../errors.ts'
import type { Conversation, Proposals } from '../report/conversation.ts'
import type { Mirror, Publishing } from '../report/ports.ts'
import type { RolloutPolicy } from '../rollout/policy/section.ts'
import type { Approvals, ByArm, DeploymentTarget, Identity, Journal, People, Telemetry, Window } from '../rollout/ports.ts'
import { signalsOf } from '../rollout/settings.ts'
import type { Artifacts } from '../sources/references/artifacts.ts'

import type { Outside } from './outside.ts'

export type { CheckResult } from './targets/conformance/suite.ts'

/** How to reach GitHub for one run. */
export type GitHubConnection = {
  readonly token: string
  readonly run: { readonly id: number; readonly apiUrl: string; readonly repository: string }
  readonly signal: AbortSignal
  log(line: string): void
}

function placeOf({ token, run: { apiUrl, repository }, signal, log }: GitHubConnection) {
  return { token, apiUrl, repository, signal, log }
}

/** Each adapter is loaded when it is first asked for: octokit alone takes longer than the rest of a report. */
export async function openPublishing(connection: GitHubConnection): Promise<Publishing> {
  const { createGitHubPublishing } = await import('./publishing/github/publishing.ts')
  return createGitHubPublishing({ ...placeOf(connection), runId: connection.run.id })
}

/** The list of deployments, for people alone. Open it for one look: its time runs from now. */
export async function openMirror(connection: GitHubConnection): Promise<Mirror> {
  const { createGitHubMirror } = await import('./publishing/github/publishing.ts')
  return createGitHubMirror({ ...placeOf(connection), totalMs: MIRROR_MS })
}

/** No tick waits for it; the end of the job does, and no longer than this. */
const MIRROR_MS = 30_000

/** Comments of people, and answers to them. */
export async function openConversation(connection: GitHubConnection): Promise<Conversation> {
  const { createGitHubConversation } = await import('./conversation/github/conversation.ts')
  return createGitHubConversation(placeOf(connection))
}

export async function openProposals(connection: GitHubConnection, serverUrl: string): Promise<Proposals> {
  const { createGitHubProposals } = await import('./conversation/github/proposals.ts')
  return createGitHubProposals({ ...placeOf(connection), serverUrl })
}

export async function openArtifacts(connection: GitHubConnection, runId: number): Promise<Artifacts> {
  const { createGitHubArtifacts } = await import('./artifacts/github-artifacts.ts')
  return createGitHubArtifacts({ ...placeOf(connection), runId })
}

/** @param teamsToken may read the organisation's teams, which no token of a job may (`SLUICE_TEAMS_TOKEN`) */
export async function openPeople(connection: GitHubConnection, teamsToken: string | null): Promise<People> {
  const { GitHubPeople } = await import('./people/github.ts')
  return new GitHubPeople({ ...placeOf(connection), teamsToken })
}

export type ApprovalOptions = {
  readonly model: string
  readonly teamsToken: string | null
  /** Of a rollout that starts now. */
  readonly commit: string | null
}

/** null: the policy asks nobody. */
export async function openApprovals(
  { approval: rule, environment }: RolloutPolicy,
  connection: GitHubConnection,
  { model, teamsToken, commit }: ApprovalOptions,
): Promise<Approvals | null> {
  if (rule === null) return null
  const { GitHubApprovals } = await import('./approvals/github/approvals.ts')
  const people = await openPeople(connection, teamsToken)
  return new GitHubApprovals({ ...placeOf(connection), rule, subject: { model, environment }, people, teamsToken, commit })
}

/** Whether anybody will tick a rollout by the template's workflow. @returns notes; none when it runs. @throws PublishingRefused */
export async function lookAtTicks(connection: GitHubConnection): Promise<readonly string[]> {
  const { openPlace } = await import('./publishing/github/open-place.ts')
  const { checkTicks } = await import('./approvals/github/preflight-ticks.ts')
  return checkTicks(await openPlace({ ...placeOf(connection), totalMs: TICKS_MS }, ''))
}

/** A start waits for it. */
const TICKS_MS = 20_000

/** All windows from one time to another. @throws TelemetryError when they cannot be read */
export type RecordedWindows = (fromMs: number, toMs: number) => Promise<readonly Window[]>

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
    case 'sagemaker': {
      const { openSagemakerTarget } = await import('./targets/sagemaker/open.ts')
      return openSagemakerTarget(target, signal)
    }
    case 'command': {
      const { CommandTarget } = await import('./targets/command/target.ts')
      return CommandTarget.open(target, { environment, folder: cwd, signal })
    }
    case 'gateway':
    case 'kserve':
    case 'argo-rollouts': {
      const { openKubernetesTarget } = await import('./targets/kubernetes/open.ts')
      return openKubernetesTarget(target, { environment, cwd, signal })
    }
  }
}

/** The arms by the names that the policy gives them; who has which role after a swap is the caller's to know. */
export async function openTelemetry(rollout: RolloutPolicy, { environment, cwd, signal }: Outside): Promise<Telemetry> {
  const { telemetry } = rollout
  const { openAnyTelemetry } = await import('./telemetry/open.ts')
  const token = tokenOf('tokenVariable' in telemetry ? telemetry.tokenVariable : null, environment)
  return openAnyTelemetry(telemetry, signalsOf(rollout), telemetry.arms, { environment, folder: cwd, signal, token })
}

/** Past windows of a telemetry with a memory, by the names that the arms have in the policy. null: this kind has none */
export async function openRecord(rollout: RolloutPolicy, { environment, signal }: Outside): Promise<RecordedWindows | null> {
  const { telemetry } = rollout
  if (telemetry.kind !== 'prometheus') return null
  const [{ openPrometheusApi }, { recordWindows }] = await Promise.all([
    import('./telemetry/prometheus/api.ts'),
    import('./telemetry/prometheus/record.ts'),
  ])
  const { url, timeout: timeoutMs, tokenVariable } = telemetry
  const api = openPrometheusApi({ url, token: tokenOf(tokenVariable, environment), timeoutMs, signal })
  return (fromMs, toMs) => recordWindows(api, telemetry, signalsOf(rollout), { fromMs, toMs })
}

/** What writes alerts; loaded when asked for. */
export async function openAlerts() {
  const [{ alertRulesOf }, { alertmanagerConfigOf }, { promDuration }] = await Promise.all([
    import('./telemetry/prometheus/alerts/rules.ts'),
    import('./telemetry/prometheus/alerts/alertmanager.ts'),
    import('./telemetry/prometheus/alerts/expressions.ts'),
  ])
  return { alertRulesOf, alertmanagerConfigOf, promDuration }
}

/** null: the policy names no probe, and the target's own word counts. @param isSwapped whether the arms have exchanged their roles now */
export async function openIdentity(
  { identity }: RolloutPolicy,
  isSwapped: () => Promise<boolean>,
  { environment, signal }: Outside,
): Promise<Identity | null> {
  if (identity === null) return null
  const { arms, tokenVariable } = identity
  const { HttpIdentity } = await import('./identity/http.ts')
  const names = async () => (arms === null ? ROLES : namesOf(arms, await isSwapped()))
  return new HttpIdentity(identity, { token: tokenOf(tokenVariable, environment), signal, names })
}

/** What holds a program to the contract of targets. */
export async function openConformance() {
  const [{ runConformance }, { openCommandBench }] = await Promise.all([
    import('./targets/conformance/suite.ts'),
    import('./targets/conformance/command-bench.ts'),
  ])
  return { runConformance, openCommandBench }
}

const ROLES: ByArm<string> = { stable: 'stable', canary: 'canary' }

function namesOf(arms: ByArm<string>, swapped: boolean): ByArm<string> {
  return swapped ? { stable: arms.canary, canary: arms.stable } : arms
}

/** @throws UsageError when the variable that the policy names is not set */
function tokenOf(name: string | null, environment: Outside['environment']): string | null {
  if (name === null) return null
  const token = environment[name]
  if (token !== undefined && token !== '') return token
  throw new UsageError({
    where: `the environment variable ${name}`,
    found: 'nothing in it',
    expected: 'a bearer token, as the policy says (`token-variable`)',
    remedy: `Pass it to the step: \`env: { ${name}: "\${{ secrets.${name} }}" }\`.`,
  })
}
