import { UsageError } from '../../errors.ts'
import type { Ports } from '../../rollout/advance.ts'
import { isOpen } from '../../rollout/fold.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import type { LiveModel } from './ports.ts'

/**
 * An alert knows an arm by its label, and not who serves the candidate there: promotions by swap exchange the arms, and taking back for the sake of the
 * old model's failures would send everything to it.
 *
 * @returns why such an alert moves nothing; null where the arm serves the candidate of an open rollout
 * @throws UsageError for an arm that the policy does not have; TargetError when the target does not say which arm is which
 */
export async function whyNotBack(
  arm: string,
  { model, rollout }: LiveModel,
  current: Rollout | null,
  { target, identity }: Pick<Ports, 'target' | 'identity'>,
): Promise<string | null> {
  const { arms } = rollout.telemetry
  if (arm !== arms.stable && arm !== arms.canary)
    throw new UsageError({
      where: '--arm',
      found: JSON.stringify(arm),
      expected: `${arms.stable} or ${arms.canary}, as \`telemetry.arms\` of ${model.name} calls them`,
      remedy: 'Export the alerts again: the names have changed.',
    })
  if (!isOpen(current)) return `${model.name}: no rollout is open, so nothing is taken back for ${arm}.`
  const state = await target.read()
  const [stable, canary] = state.swapped === true ? [arms.canary, arms.stable] : [arms.stable, arms.canary]
  const served = identity === null ? state.arms.stable.identity : await identity.probe('stable')
  const candidate = served === current.candidate.digest ? stable : canary
  if (arm === candidate) return null
  return `${model.name}: ${arm} serves the old model and ${candidate} the candidate, so nothing is taken back for ${arm}.`
}
