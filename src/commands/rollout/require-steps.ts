import { type Problem, UsageError } from '../../errors.ts'
import { percent } from '../../rollout/percent.ts'
import type { TargetCapabilities } from '../../rollout/ports.ts'
import { basisPoints } from '../../rollout/settings.ts'
import type { LiveModel } from './ports.ts'

/**
 * A step that the target rounds to nothing would bake without traffic, and one that it rounds to the step before would bake twice and prove
 * nothing new.
 *
 * @throws UsageError for each such step, with steps that the target can set
 */
export function requireSteps({ model, rollout }: Pick<LiveModel, 'model' | 'rollout'>, capabilities: TargetCapabilities): void {
  const asked = rollout.steps.map(basisPoints)
  const set = asked.map((shareBp) => capabilities.reachableBp(shareBp))
  const smallest = percent(capabilities.smallestStepBp)
  const problem = (found: string): Problem => ({
    where: `models.${model.name}.rollout.steps`,
    found,
    expected: `steps that it can set, each another share: its smallest is ${smallest}`,
    remedy: `Write \`steps: [${possible(asked, capabilities).join(', ')}]\`, or give the target finer ones.`,
  })
  const [first, ...more] = asked.flatMap((shareBp, index) => {
    const [share, before] = [set[index], set[index - 1]]
    if (share === 0) return [problem(`the step ${percent(shareBp)}, which the target sets to 0 %`)]
    if (share !== before) return []
    return [
      problem(`the steps ${percent(asked[index - 1] ?? 0)} and ${percent(shareBp)}, which the target both sets to ${percent(share ?? 0)}`),
    ]
  })
  if (first !== undefined) throw new UsageError(first, ...more)
}

/** The nearest that the target can set, each once, as the policy writes them. */
function possible(asked: readonly number[], { reachableBp, smallestStepBp }: TargetCapabilities): string[] {
  const shares = asked.map((shareBp) => reachableBp(Math.max(shareBp, smallestStepBp)))
  return [...new Set(shares)].sort((a, b) => a - b).map((shareBp) => percent(shareBp).replace(' ', ''))
}
