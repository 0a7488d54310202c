import type { World } from '../../host/world.ts'
import { type Mirror, type MirroredDeployment, PublishingRefused } from '../../report/ports.ts'
import { percent } from '../../rollout/percent.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { askInWords, clockInWords } from '../../rollout/told-request.ts'
import type { LiveModel } from './ports.ts'

/** Opens the list of deployments for one look; null where there is none: no run of GitHub, or no token. */
export type OpenMirror = (inputs: { readonly githubToken: string | null }, world: World) => Promise<Mirror> | null

/** The real one. */
export const openGitHubMirror: OpenMirror = ({ githubToken }, { run, signal, host }) => {
  if (run === null || githubToken === null) return null
  // A job that is cancelled still shows where its last write led to: only its time is limited.
  const end = signal.aborted ? new AbortController().signal : signal
  const connection = { token: githubToken, run, signal: end, log: (line: string) => host.log.info(line) }
  return import('../../adapters/registry.ts').then(({ openMirror }) => openMirror(connection))
}

/**
 * Shows a rollout among GitHub's deployments while it goes on. No decision waits for it or knows of it: what cannot be shown is said once,
 * and no more is tried in this call.
 */
export class RolloutMirror {
  readonly #live: LiveModel
  readonly #open: () => Promise<Mirror> | null
  readonly #world: World
  #shown = ''
  #next: MirroredDeployment | null = null
  #work: Promise<void> = Promise.resolve()
  #isBusy = false
  #isRefused = false

  constructor(live: LiveModel, open: () => Promise<Mirror> | null, world: World) {
    this.#live = live
    this.#open = open
    this.#world = world
  }

  /** Returns at once. Of several states while one is being written, the last counts. */
  tell(rollout: Rollout | null): void {
    if (rollout === null || this.#isRefused) return
    const deployment = deploymentOf(this.#live, rollout, this.#world)
    if (deployment === null || JSON.stringify(deployment) === this.#shown) return
    this.#shown = JSON.stringify(deployment)
    this.#next = deployment
    if (!this.#isBusy) this.#work = this.#write()
  }

  /** Until what was told last is shown, or was refused. */
  finish(): Promise<void> {
    return this.#work
  }

  async #write(): Promise<void> {
    this.#isBusy = true
    try {
      for (let next = this.#next; next !== null; next = this.#next) {
        this.#next = null
        await (await this.#open())?.show(next)
      }
    } catch (error) {
      this.#isRefused = true
      this.#next = null
      const why =
        error instanceof PublishingRefused ? `${error.message}. ${error.remedy}` : error instanceof Error ? error.message : String(error)
      this.#world.host.log.info(
        `${this.#live.model.name}: GitHub's list of deployments does not show the rollout: ${why} Nothing else depends on it.`,
      )
    } finally {
      this.#isBusy = false
    }
  }
}

function deploymentOf({ model, rollout: policy }: LiveModel, rollout: Rollout, { run }: World): MirroredDeployment | null {
  const commit = rollout.candidate.commit ?? run?.sha ?? null
  if (run === null || commit === null) return null
  const state = stateOf(rollout)
  return {
    model: model.name,
    environment: policy.environment,
    rollout: rollout.id,
    commit,
    state,
    description: descriptionOf(rollout),
    logUrl: `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`,
  }
}

function stateOf({ state, cause }: Rollout): MirroredDeployment['state'] {
  switch (state) {
    case 'promoted':
      return 'success'
    case 'rolled-back':
      // What a person or a newer candidate took back has not failed.
      return cause?.event === 'replace' || cause?.event === 'revert' || cause?.event === 'roll-back' ? 'inactive' : 'failure'
    case 'aborted':
      return 'inactive'
    default:
      return 'in_progress'
  }
}

function descriptionOf({ state, standsBp, held, cause, request }: Rollout): string {
  const asked = request === null ? null : `asked for ${askInWords(request)} (${request.id}, until ${clockInWords(request.expiresAtMs)})`
  const why = held?.message ?? cause?.message ?? asked
  const share = state === 'promoted' || state === 'rolled-back' || state === 'aborted' ? '' : `, canary at ${percent(standsBp)}`
  return `${state}${share}${why === null ? '' : `: ${why}`}`
}
