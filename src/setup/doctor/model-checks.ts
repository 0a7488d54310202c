import type { Evaluation } from '../../gates/evaluate/evaluate-model.ts'
import type { EvaluatePolicy } from '../../gates/evaluate/policy.ts'
import type { Comparison } from '../../judge/comparison.ts'
import { formatAbout, formatCount, formatPercent, formatPlain } from '../../judge/format-number.ts'
import { resolveMargin } from '../../judge/margin.ts'
import { plan } from '../../judge/plan.ts'
import { findMetricFacts } from '../../metrics/names.ts'
import type { Task } from '../../metrics/sample.ts'
import { chanceThatEqualPasses, rowsToDecide } from '../../stats/power.ts'
import { DIFFERENCE_SHARE } from '../init/propose-metrics.ts'
import { type Check, ok, problem, warn } from './check.ts'

export type Measured = {
  readonly name: string
  readonly task: Task
  readonly evaluate: EvaluatePolicy
  readonly evaluation: Evaluation
  /** Two versions were compared; else the model alone, and how versions differ is assumed. */
  readonly isPair: boolean
}

/** An equal model that is stopped more often than this makes a gate that people switch off. */
const ENOUGH = 0.8

/** The policy with limits that always hold, so that a model without another version is measured too. */
export function measurable(evaluate: EvaluatePolicy, task: Task): EvaluatePolicy {
  const metrics = Object.entries(evaluate.metrics).map(([name, rule]) => {
    const { higherIsBetter, reportOnly } = findMetricFacts(name, task)
    if (reportOnly !== null) return [name, rule] as const
    return [
      name,
      higherIsBetter ? { ...rule, min: rule.min ?? Number.MIN_SAFE_INTEGER } : { ...rule, max: rule.max ?? Number.MAX_SAFE_INTEGER },
    ] as const
  })
  return { ...evaluate, metrics: Object.fromEntries(metrics) }
}

export function checkMeasured(measured: Measured): Check[] {
  const { name, evaluation } = measured
  const { comparisons, data } = evaluation
  const rows = data[0]?.rows ?? 0
  const wrong = comparisons.flatMap((comparison) => checkComparison(name, comparison))
  return [
    ok(`${name}: model and data`, `it answers all ${formatCount(rows)} rows: columns, inputs, output and labels fit`),
    ...distinct(wrong),
    ...checkRows(measured),
  ]
}

function checkComparison(name: string, { id, slice, measured }: Comparison): Check[] {
  const subject = slice === null ? id : slice
  if (measured.kind === 'error')
    return [problem(`${name}: ${subject}`, measured.why, 'Mend the slice or the data: as it stands the gate ends in an error.')]
  if (measured.kind !== 'too-few-rows') return []
  const rarer = measured.rarer === null ? '' : `, ${formatCount(measured.rarer)} of the rarer class`
  return [
    warn(
      `${name}: ${subject}`,
      `${formatCount(measured.n)} ${measured.unit ?? 'rows'}${rarer} are too few to judge`,
      'Take in more rows, or leave it out of the policy; it is listed as not judged.',
    ),
  ]
}

/** Every metric says the same of a slice. */
function distinct(checks: readonly Check[]): Check[] {
  return [...new Map(checks.map((check) => [`${check.name} ${check.found}`, check])).values()]
}

/** `plan` in one line a metric: how often would a model be stopped that is as good as this one? */
function checkRows({ name, task, evaluate, evaluation, isPair }: Measured): Check[] {
  const { checks } = plan(evaluation.comparisons, { confidence: evaluate.confidence, smallestMargin: () => 0 })
  const alpha = 1 - evaluate.confidence
  return Object.entries(evaluate.metrics).flatMap(([metric, rule]) => {
    if (rule.margin === null) return []
    const pair = isPair ? checks.find(({ id, slice }) => id === metric && slice === null) : undefined
    const limit = `${metric}.${findMetricFacts(metric, task).higherIsBetter ? 'min' : 'max'}`
    const alone = checks.find(({ id, slice }) => id === limit && slice === null)
    const value = evaluation.comparisons.find(({ id, slice }) => id === limit && slice === null)?.measured
    const check = pair ?? alone
    if (check === undefined || value?.kind !== 'measured') return []
    const margin = pair?.margin ?? resolveMargin(rule.margin, value.candidate)
    const standardError = pair?.standardError ?? check.standardError * DIFFERENCE_SHARE
    const chance = chanceThatEqualPasses(standardError, margin, alpha)
    const how = pair === undefined ? 'if versions differ as retrained models usually do' : 'as the two versions at hand differ'
    const found = `${metric}: ${formatCount(check.n)} ${check.unit} let an equal model pass the margin ${formatPlain(margin)} in ${formatPercent(Math.min(chance, 0.999))}, ${how}`
    if (chance >= ENOUGH) return [ok(`${name}: rows`, found)]
    const needed = rowsToDecide(check.n, standardError, margin, alpha)
    const more = Number.isFinite(needed)
      ? `About ${formatAbout(needed)} ${check.unit} would let it pass in 80 %; or widen the margin`
      : 'Widen the margin'
    return [
      warn(
        `${name}: rows`,
        found,
        `${more}: \`sluice plan\` proposes one. \`on-inconclusive: warn\` lets the undecided pass with a warning.`,
      ),
    ]
  })
}
