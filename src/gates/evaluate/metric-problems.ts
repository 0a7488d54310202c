import { parseMargin } from '../../judge/margin.ts'
import { findMetricFacts, type MetricFacts, UnknownMetric } from '../../metrics/names.ts'
import type { Task } from '../../metrics/sample.ts'
import type { MetricRule } from './policy.ts'

/** A rule that this metric cannot have; `path` is below the metric's name. Without `found` the value that stands there is shown. */
export type MetricProblem = {
  readonly path: readonly string[]
  readonly found?: string
  readonly expected: string
  readonly remedy: string
}

/**
 * What the schema cannot know: whether the task has the metric, in which direction it counts, and what its range allows.
 *
 * @param rule null when it cannot be read; then only the name is checked
 * @param written the rule as the file has it: `0.5pp` and 0.005 are one value, but points are not for every metric
 */
export function metricProblems(name: string, rule: MetricRule | null, written: unknown, task: Task): MetricProblem[] {
  const metric = metricOrProblem(name, task)
  if ('expected' in metric) return [metric]
  if (rule === null) return []
  const isAsked = Object.values(rule).some((value) => value !== null)
  if (metric.reportOnly !== null && isAsked) {
    const remedy = `It is reported and not judged: ${metric.reportOnly}. Write \`${name}: {}\`.`
    return [{ path: [], found: `\`${name}\` is judged`, expected: 'nothing asked of it', remedy }]
  }
  return [
    ...limitProblems(metric, rule),
    ...differenceProblems(metric, written),
    ...marginProblems(metric, written),
    ...(rule.require !== null && rule.margin === null ? [withoutMargin('require')] : []),
    ...(rule.suspiciousAbove !== null && rule.margin === null ? [withoutMargin('suspicious-above')] : []),
  ]
}

function metricOrProblem(name: string, task: Task): MetricFacts | MetricProblem {
  try {
    return findMetricFacts(name, task)
  } catch (error) {
    if (!(error instanceof UnknownMetric)) throw error
    const remedy = error.nearest === null ? 'Choose one of them.' : `Did you mean \`${error.nearest}\`?`
    return { path: [], found: `\`${name}\` is no metric of ${task}`, expected: `one of ${error.known.join(', ')}`, remedy }
  }
}

/** Floors are for what should be high, ceilings for what should be low (design §1). */
function limitProblems(metric: MetricFacts, rule: MetricRule): MetricProblem[] {
  const [wrong, right, better] = metric.higherIsBetter ? (['max', 'min', 'higher'] as const) : (['min', 'max', 'lower'] as const)
  const limit = rule[right]
  const problems: MetricProblem[] = []
  if (rule[wrong] !== null) {
    problems.push({
      path: [wrong],
      found: `\`${wrong}\` of ${metric.name}, of which ${better} is better`,
      expected: `\`${right}\``,
      remedy: `Did you mean \`${right}: ${rule[wrong]}\`?`,
    })
  }
  const [least, most] = RANGES[metric.bounds]
  if (limit !== null && (limit < least || limit > most)) {
    const remedy = limit > most && limit <= 100 && most === 1 ? `Did you mean ${limit / 100}?` : 'Choose a value in that range.'
    problems.push({ path: [right], expected: `a value that ${metric.name} can have, ${rangeText(least, most)}`, remedy })
  }
  return problems
}

const RANGES: Readonly<Record<MetricFacts['bounds'], readonly [number, number]>> = {
  'unit-interval': [0, 1],
  'minus-one-to-one': [-1, 1],
  'non-negative': [0, Number.POSITIVE_INFINITY],
  unbounded: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
}

function rangeText(least: number, most: number): string {
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `from ${least} to ${most}`
}

const MARGIN_KEYS = ['margin', 'improve-by', 'suspicious-above']

/** Of one row, the worst, no sample tells how far chance moves it: a difference of two could never be judged. */
export const WITHOUT_DIFFERENCE: ReadonlySet<string> = new Set(['max_error'])

function differenceProblems({ name }: MetricFacts, written: unknown): MetricProblem[] {
  if (!WITHOUT_DIFFERENCE.has(name) || typeof written !== 'object' || written === null) return []
  return ['margin', 'improve-by']
    .filter((key) => Object.hasOwn(written, key))
    .map((key) => ({
      path: [key],
      found: `\`${key}\` of ${name}, which is one row's error`,
      expected: '`max`: how far chance moves the worst row cannot be told, so two models cannot be compared by it',
      remedy: `Write \`${name}: { max: … }\`, or compare by \`mean_absolute_error\`.`,
    }))
}

function marginProblems(metric: MetricFacts, written: unknown): MetricProblem[] {
  const values = new Map<string, unknown>(typeof written === 'object' && written !== null ? Object.entries(written) : [])
  return MARGIN_KEYS.filter((key) => values.has(key)).flatMap((key) => {
    const parsed = parseMargin(values.get(key), metric.bounds)
    return parsed.ok ? [] : [{ path: [key], expected: parsed.problem.expected, remedy: parsed.problem.remedy }]
  })
}

function withoutMargin(key: string): MetricProblem {
  return { path: [key], found: `\`${key}\` without \`margin\``, expected: 'both', remedy: 'Add `margin`, or remove it.' }
}
