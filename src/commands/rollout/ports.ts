import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import type { ModelPolicy } from '../../policy/policy.ts'
import type { Ports } from '../../rollout/advance.ts'
import type { RolloutPolicy } from '../../rollout/policy/section.ts'
import type { Approvals, Clock, Journal } from '../../rollout/ports.ts'
import { originOf } from '../../sources/git/origin.ts'
import { openWorkingRepository } from '../session.ts'
import { teamsTokenIn } from '../teams-token.ts'
import { type OpenMirror, openGitHubMirror } from './mirror.ts'
import { type LookAtTicks, notesOnTicks } from './notes-on-ticks.ts'

/** Where the journal lies, and how the remote is asked. */
export type JournalInputs = TokenInputs & { readonly journal: string }
export type TokenInputs = { readonly githubToken: string | null }

/** `folder`: the policy's, where its commands run; relative to where the call began. */
export type LiveModel = { readonly model: ModelPolicy; readonly rollout: RolloutPolicy; readonly folder: string }

/** How a rollout reaches what is outside; tests pass fakes. Each is opened when it is first needed. */
export interface RolloutPorts {
  readonly clock: Clock
  journal(live: LiveModel, inputs: JournalInputs, world: World): Promise<Journal>
  /**
   * Everything but the journal.
   *
   * @param inputs left out: nobody can be asked, which going back and looking do without
   * @throws UsageError for settings that cannot be meant
   */
  rest(live: LiveModel, world: World, inputs?: TokenInputs): Promise<Omit<Ports, 'journal'>>
  /** Whether anybody will tick; left out: nobody asks. */
  readonly ticks?: LookAtTicks
  /** Where people look; left out: nowhere. */
  readonly mirror?: OpenMirror
}

const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
}

export const REAL: RolloutPorts = {
  clock: SYSTEM_CLOCK,
  journal: openJournalOf,
  mirror: openGitHubMirror,
  ticks: notesOnTicks,
  rest: async (live, world, inputs = { githubToken: null }) => {
    const { rollout, folder } = live
    const { openIdentity, openTarget, openTelemetry } = await import('../../adapters/registry.ts')
    // A signal ends the waiting, never a write that is under way.
    const outside = { environment: world.environment.forChildren, cwd: resolve(world.cwd, folder), signal: new AbortController().signal }
    const target = await openTarget(rollout, outside)
    const isSwapped = async () => (await target.read()).swapped === true
    return {
      target,
      telemetry: await openTelemetry(rollout, outside),
      identity: await openIdentity(rollout, isSwapped, outside),
      approvals: await openApprovalsOf(live, inputs, world),
      clock: SYSTEM_CLOCK,
    }
  },
}

/** null: the policy asks nobody, or nobody can be asked from here: there is no run of GitHub, or no token. */
async function openApprovalsOf({ model, rollout }: LiveModel, { githubToken }: TokenInputs, world: World): Promise<Approvals | null> {
  const { run, signal, host } = world
  if (rollout.approval === null || run === null || githubToken === null) return null
  const { openApprovals } = await import('../../adapters/registry.ts')
  const connection = { token: githubToken, run, signal, log: (line: string) => host.log.info(line) }
  return openApprovals(rollout, connection, { model: model.name, teamsToken: teamsTokenIn(world), commit: run.sha })
}

/** By default the remote's ref, which the jobs on GitHub write too: a laptop stops what a job started. */
async function openJournalOf({ model, rollout }: LiveModel, inputs: JournalInputs, world: World): Promise<Journal> {
  const { openFileJournal, openGitJournal } = await import('../../adapters/registry.ts')
  const names = { model: model.name, environment: rollout.environment }
  const { journal } = inputs
  if (journal !== 'auto' && journal !== 'git') return openFileJournal(resolve(world.cwd, journal))
  const repository = await openWorkingRepository(inputs, world)
  const hasRemote = repository !== null && (await originOf(repository.place)) !== null
  if (repository !== null && hasRemote) {
    const token =
      inputs.githubToken === null || world.run === null ? {} : { token: { server: world.run.serverUrl, value: inputs.githubToken } }
    const { signal: _, ...place } = repository.place
    return openGitJournal({ place, ...names, ...token })
  }
  if (journal === 'git' || world.run !== null) throw withoutRemote(journal)
  return openFileJournal(join(world.cwd, '.sluice', `${model.name}.${rollout.environment}.jsonl`))
}

function withoutRemote(journal: string): UsageError {
  return new UsageError({
    where: '--journal',
    found: `${journal}, and no git repository with a remote \`origin\``,
    expected: 'a checkout whose remote keeps the journal: a file on a runner is gone with it',
    remedy: 'Run actions/checkout first and give the job `permissions: contents: write`, or name a file that outlives the job.',
  })
}

/** Who does something, for the journal. */
export function actor({ run }: Pick<World, 'run'>): string {
  if (run === null) return `${userInfo().username} at a terminal`
  return `run ${run.id}.${run.attempt} of ${run.repository} (${run.workflow}, ${run.actor})`
}
