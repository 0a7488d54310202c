import type { Verdict } from '../../judge/verdict.ts'
import { type Metric, UndefinedMetric } from '../../metrics/metric.ts'
import { findMetric } from '../../metrics/registry.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { EvaluatePolicy, MetricRule } from './policy.ts'
import type { Measurement } from './sample.ts'

export type Reported = Verdict['reported'][number]

/** Metrics that are shown and not judged: those that cannot be, and those that the policy names without a rule. */
export function reportedMetrics(measurement: Measurement, policy: EvaluatePolicy): Reported[] {
  return Object.entries(policy.metrics).flatMap(([name, rule]) => {
    const metric = findMetric(name, measurement.sample.task)
    const why = metric.reportOnly ?? (isJudged(rule) ? null : 'the policy gives it no margin and no limit')
    return why === null ? [] : [reportedMetric(metric, measurement, why)]
  })
}

function isJudged({ margin, min, max, improveBy }: MetricRule): boolean {
  return [margin, min, max, improveBy].some((asked) => asked !== null)
}

function reportedMetric(metric: Metric, { sample, arms }: Measurement, why: string): Reported {
  const reasons = new Set([why])
  const measured = (answers: Answers | undefined) => {
    if (answers === undefined) return null
    try {
      const { value, expectedByChance } = metric.estimate(sample, answers)
      if (expectedByChance !== undefined) reasons.add('an ideal model’s value by chance alone is subtracted')
      return value - (expectedByChance ?? 0)
    } catch (error) {
      if (!(error instanceof UndefinedMetric)) throw error
      reasons.add(`undefined: ${error.message}`)
      return null
    }
  }
  const baseline = measured(arms.baseline)
  const candidate = measured(arms.candidate)
  return { metric: metric.name, slice: null, baseline, candidate, why: [...reasons].join('; ') }
}
