import type { Problem } from '../errors.ts'
import { WITHOUT_DIFFERENCE } from '../gates/evaluate/metric-problems.ts'
import { parseSliceMargin } from '../judge/margin.ts'
import { findMetricFacts, UnknownMetric } from '../metrics/names.ts'
import type { Task } from '../metrics/sample.ts'
import type { Placed } from './call-problems.ts'
import { isGiven } from './given.ts'
import { describeNode, type MappingNode, nodeAt, plain } from './node.ts'
import type { WrittenModel } from './schema.ts'

/** Keys of `evaluate` that no metric of the policy would look at: they would be taken for limits that hold. */
export function evaluateProblems(model: MappingNode, { evaluate, task }: WrittenModel, at: Placed): Problem[] {
  if (evaluate === null) return []
  const rules = Object.entries(evaluate.metrics)
  const judged = rules.flatMap(([name, { margin }]) => (margin === null ? [] : [name]))
  if (judged.length > 0) return sliceMarginProblems(model, judged, task, at)
  const asking = rules.filter(([, rule]) => Object.values(rule).some((value) => value !== null))
  // That `metrics` is empty or has a name that no metric has is said elsewhere.
  const [first] = rules
  if (first === undefined || rules.some(([name]) => boundsOf(name, task) === undefined)) return []
  const remedy = withAMargin(
    [...asking, ...rules].map(([name]) => name),
    task,
  )
  if (asking.length === 0)
    return [at(['evaluate', 'metrics', first[0]], { ...NOTHING_ASKED, remedy: `${remedy}, or remove \`evaluate\`.` })]
  const hasAnchor = evaluate.anchor !== 'none' && isGiven(model, ['evaluate', 'anchor'])
  return [
    ...(evaluate.slices.length > 0
      ? [at(['evaluate', 'slices'], { ...NO_MARGIN_FOR_SLICES, remedy: `${remedy}, or remove \`slices\`.` })]
      : []),
    ...(hasAnchor ? [at(['evaluate', 'anchor'], { ...NO_MARGIN_FOR_ANCHOR, remedy: `${remedy}, or write \`anchor: none\`.` })] : []),
  ]
}

/** It is one for all metrics, and each of them may forbid it: 2 is no loss of an AUC, and 5 % of one is ambiguous. */
function sliceMarginProblems(model: MappingNode, judged: readonly string[], task: Task, at: Placed): Problem[] {
  const path = ['evaluate', 'slice-margin']
  const node = nodeAt(model, path)
  if (node === undefined) return []
  return judged.flatMap((name) => {
    const parsed = parseSliceMargin(plain(node), boundsOf(name, task))
    if (parsed.ok) return []
    const { expected, remedy } = parsed.problem
    return [at(path, { found: `\`slice-margin\` is ${describeNode(node)}, for \`${name}\` too`, expected, remedy })]
  })
}

/** Of a name that no metric has nothing is known; it is refused elsewhere. */
function boundsOf(name: string, task: Task) {
  try {
    return findMetricFacts(name, task).bounds
  } catch (error) {
    if (error instanceof UnknownMetric) return undefined
    throw error
  }
}

/** Of a metric that the reader has in mind, if it can have one. */
function withAMargin(names: readonly string[], task: Task): string {
  const name = names.find((one) => !WITHOUT_DIFFERENCE.has(one) && findMetricFacts(one, task).reportOnly === null)
  return `Give a metric a \`margin\`${name === undefined ? '' : `, such as \`${name}: { margin: 0.005 }\``}`
}

const NOTHING_ASKED = {
  found: 'no metric of `metrics` asks for anything',
  expected: 'a `margin`, a limit (`min` or `max`) or `improve-by` of at least one: metrics without are reported and not judged',
}

const NO_MARGIN_FOR_SLICES = {
  found: '`slices` without a metric that has a `margin`',
  expected: 'one: slices are judged by the margins of metrics, and `min`, `max` and `improve-by` are of all rows',
}

const NO_MARGIN_FOR_ANCHOR = {
  found: '`anchor` without a metric that has a `margin`',
  expected: 'one: the anchor may be missed by twice the margin of a metric',
}
