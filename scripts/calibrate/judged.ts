import { compareAll } from '../../src/gates/evaluate/compare.ts'
import { type EvaluatePolicy, evaluateSection } from '../../src/gates/evaluate/policy.ts'
import { judge } from '../../src/judge/judge.ts'
import type { Judgement } from '../../src/judge/judgement.ts'
import type { Drawn } from './draw.ts'

/** A policy with the defaults of sluice.yml, except the margins. */
export function policyOf(margins: Readonly<Record<string, number>>, sliceMargin = '2x'): EvaluatePolicy {
  const metrics = Object.fromEntries(Object.entries(margins).map(([name, margin]) => [name, { margin }]))
  return evaluateSection.parse({ metrics, 'slice-margin': sliceMargin, anchor: 'none' })
}

/** What Sluice says of the drawn data: the same comparison and the same judge that a pull request meets. */
export function judged({ sample, slices, baseline, candidate }: Drawn, policy: EvaluatePolicy): Judgement {
  const { comparisons } = compareAll({ sample, arms: { baseline, candidate } }, slices, policy, 'evaluation')
  return judge(comparisons, policy)
}
