import type { Problem } from '../errors.ts'
import type { MetricRule } from '../gates/evaluate/policy.ts'
import type { Placed } from './call-problems.ts'
import { isGiven } from './given.ts'
import type { MappingNode } from './node.ts'
import type { WrittenModel } from './schema.ts'

/** Keys of `evaluate` that no metric of the policy would look at: they would be taken for limits that hold. */
export function evaluateProblems(model: MappingNode, { evaluate }: WrittenModel, at: Placed): Problem[] {
  if (evaluate === null) return []
  const rules = Object.entries(evaluate.metrics)
  if (rules.some(([, { margin }]) => margin !== null)) return []
  const remedy = withAMargin(rules)
  const hasAnchor = evaluate.anchor !== 'none' && isGiven(model, ['evaluate', 'anchor'])
  return [
    ...(evaluate.slices.length > 0
      ? [at(['evaluate', 'slices'], { ...NO_MARGIN_FOR_SLICES, remedy: `${remedy}, or remove \`slices\`.` })]
      : []),
    ...(hasAnchor ? [at(['evaluate', 'anchor'], { ...NO_MARGIN_FOR_ANCHOR, remedy: `${remedy}, or write \`anchor: none\`.` })] : []),
  ]
}

const NO_MARGIN_FOR_SLICES = {
  found: '`slices` without a metric that has a `margin`',
  expected: 'one: slices are judged by the margins of metrics, and `min`, `max` and `improve-by` are of all rows',
}

const NO_MARGIN_FOR_ANCHOR = {
  found: '`anchor` without a metric that has a `margin`',
  expected: 'one: the anchor may be missed by twice the margin of a metric',
}

/** Of the first metric that asks for something, since that is the one the reader has in mind. */
function withAMargin(rules: readonly (readonly [name: string, rule: MetricRule])[]): string {
  const [name] = rules.find(([, rule]) => Object.values(rule).some((value) => value !== null)) ?? rules[0] ?? ['roc_auc']
  return `Give a metric a \`margin\`, such as \`${name}: { margin: 0.005 }\``
}
