import type { World } from '../../host/world.ts'
import { PublishingRefused } from '../../report/ports.ts'
import type { LiveModel, TokenInputs } from './ports.ts'

/** How a rollout on a runner learns whether anybody will tick it. Tests pass fakes. */
export type LookAtTicks = (live: LiveModel, inputs: TokenInputs, world: World) => Promise<readonly string[]>

/** Said before traffic moves, and never in its way: a lease, or whoever else ticks, may do without the schedule. */
export const notesOnTicks: LookAtTicks = async ({ rollout }, { githubToken }, { run, signal, host }) => {
  // Where somebody is asked, the preflight of that says it too.
  if (run === null || githubToken === null || rollout.approval !== null) return []
  try {
    const { lookAtTicks } = await import('../../adapters/registry.ts')
    return await lookAtTicks({ token: githubToken, run, signal, log: (line) => host.log.info(line) })
  } catch (error) {
    if (!(error instanceof PublishingRefused)) throw error
    return [`Whether rollout-tick.yml runs cannot be told: ${error.message}. ${error.remedy}`]
  }
}
