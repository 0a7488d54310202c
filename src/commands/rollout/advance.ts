import type { World } from '../../host/world.ts'
import type { Ports, TickResult } from '../../rollout/advance.ts'
import { asksOf } from '../../rollout/settings.ts'
import { keepTicking } from './keep-ticking.ts'
import { sectionSha256 } from './live-models.ts'
import type { RolloutMirror } from './mirror.ts'
import { actor, type LiveModel } from './ports.ts'

/** Ticks as the policy says, and tells people what happens: each problem once. */
export function advance(
  { model, rollout: policy }: LiveModel,
  ports: Ports,
  watchMs: number | null,
  world: World,
  mirror: RolloutMirror | null = null,
): Promise<TickResult> {
  const problems = new Set<string>()
  return keepTicking(
    ports,
    {
      watchMs,
      everyMs: policy.telemetry.window,
      by: actor(world),
      policySha256: sectionSha256(policy),
      asks: asksOf(policy, ports.target.capabilities),
      signal: world.signal,
      onStep: ({ event, to, message }) => world.host.log.info(`${model.name}: ${event ?? 'seen'} → ${to}. ${message}`),
      onTick: (result) => {
        mirror?.tell(result.history.current)
        for (const problem of result.problems) if (!problems.has(problem)) world.host.log.info(`${model.name}: ${problem}`)
        for (const problem of result.problems) problems.add(problem)
      },
    },
    world,
  )
}
