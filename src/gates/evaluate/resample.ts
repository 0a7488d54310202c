import { type Metric, UndefinedMetric } from '../../metrics/metric.ts'
import type { Answers, Sample } from '../../metrics/sample.ts'
import { subset, subsetAnswers } from '../../metrics/subset.ts'
import { bcaDistribution } from '../../stats/bootstrap.ts'
import type { ConfidenceDistribution } from '../../stats/confidence-distribution.ts'

export type Resampling = { readonly seed: number; readonly resamples: number }

/**
 * Bootstrap of one arm's value, or of the difference of two: whole clusters are drawn where rows depend on each other, else rows
 * within their class; both arms see the same draws.
 *
 * @param subtracted the other arm's answers; null for the value of one arm alone
 */
export function bootstrapOf(
  metric: Metric,
  sample: Sample,
  answers: Answers,
  subtracted: Answers | null,
  estimate: number,
  resampling: Resampling,
): ConfidenceDistribution {
  const statistic = (rows: Uint32Array) => {
    const drawn = subset(sample, rows)
    const value = valueOrNaN(metric, drawn, subsetAnswers(answers, rows))
    return subtracted === null ? value : value - valueOrNaN(metric, drawn, subsetAnswers(subtracted, rows))
  }
  return bcaDistribution({
    rows: sample.label.length,
    statistic,
    estimate,
    cluster: sample.cluster,
    clusters: sample.clusters,
    stratum: sample.cluster === null && isClassification(sample) ? sample.label : null,
    ...resampling,
  })
}

function isClassification(sample: Sample): boolean {
  return sample.task === 'binary-classification' || sample.task === 'multiclass-classification'
}

/** A resample may lose what defines the metric (the only query of two documents); the bootstrap counts such draws. */
function valueOrNaN(metric: Metric, sample: Sample, answers: Answers): number {
  try {
    return metric.estimate(sample, answers).value
  } catch (error) {
    if (error instanceof UndefinedMetric) return Number.NaN
    throw error
  }
}
