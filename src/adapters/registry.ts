import { UsageError } from '../errors.ts'
import type { Publishing } from '../report/ports.ts'
import type { IdentityPolicy } from '../rollout/policy/identity.ts'
import type { CommandTargetPolicy } from '../rollout/policy/targets/command.ts'
import type { HaproxyTargetPolicy } from '../rollout/policy/targets/haproxy.ts'
import type { CommandTelemetryPolicy } from '../rollout/policy/telemetry/command.ts'
import type { HttpTelemetryPolicy } from '../rollout/policy/telemetry/http.ts'
import type { PrometheusTelemetryPolicy } from '../rollout/policy/telemetry/prometheus.ts'
import type { ByArm, DeploymentTarget, Identity, Signal, Telemetry } from '../rollout/ports.ts'
import type { Artifacts } from '../sources/references/artifacts.ts'

export type { CheckResult } from './targets/conformance/suite.ts'

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

/** Of the rollout's own adapters. */
export type LiveWorld = {
  /** The policy's folder: commands run there. */
  readonly folder: string
  /** For commands, which need the caller's credentials, and for the tokens that a policy names by their variable. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

export type TargetPolicy = HaproxyTargetPolicy | CommandTargetPolicy
export type TelemetryPolicy = PrometheusTelemetryPolicy | CommandTelemetryPolicy | HttpTelemetryPolicy

/** @throws TargetError when a program does not say what it can do */
export async function openTarget(policy: TargetPolicy, world: LiveWorld): Promise<DeploymentTarget> {
  switch (policy.kind) {
    case 'haproxy': {
      const { HaproxyTarget } = await import('./targets/haproxy/target.ts')
      return new HaproxyTarget(policy)
    }
    case 'command': {
      const { CommandTarget } = await import('./targets/command/target.ts')
      return CommandTarget.open(policy, world)
    }
  }
}

/**
 * @param swapped whether the arms had exchanged their names when the rollout began (`TargetState.swapped`): the names stay with the servers
 * through the whole rollout, so that the canary's counts are always those of the candidate
 */
export async function openTelemetry(
  policy: TelemetryPolicy,
  signals: readonly Signal[],
  swapped: boolean,
  world: LiveWorld,
): Promise<Telemetry> {
  const arms = namesOf(policy.arms, swapped)
  const { openAnyTelemetry } = await import('./telemetry/open.ts')
  return openAnyTelemetry(policy, signals, arms, {
    ...world,
    token: tokenOf('tokenVariable' in policy ? policy.tokenVariable : null, world),
  })
}

/** @param isSwapped asked at each probe: the roles change with a promotion */
export async function openIdentity(policy: IdentityPolicy, isSwapped: () => boolean, world: LiveWorld): Promise<Identity> {
  const { HttpIdentity } = await import('./identity/http.ts')
  const { arms } = policy
  const names = () => (arms === null ? ROLES : namesOf(arms, isSwapped()))
  return new HttpIdentity(policy, { token: tokenOf(policy.tokenVariable, world), signal: world.signal, names })
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
function tokenOf(name: string | null, { environment }: LiveWorld): string | null {
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
