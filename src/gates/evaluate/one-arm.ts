import type { Metric } from '../../metrics/metric.ts'
import type { Answers, Sample } from '../../metrics/sample.ts'
import type { ConfidenceDistribution } from '../../stats/confidence-distribution.ts'
import { pointMass } from '../../stats/distributions.ts'
import { clusteredDistribution, influenceDistribution } from '../../stats/paired-means.ts'
import { wilsonDistribution } from '../../stats/proportions.ts'
import { effectiveUnits } from './effective-units.ts'
import { bootstrapOf, type Resampling } from './resample.ts'
import { unitClusters, unitsBehind } from './unit-clusters.ts'

export type OneArm = { readonly value: ConfidenceDistribution; readonly n: number; readonly notes: readonly string[] }

/**
 * What the data say about one arm's metric alone: floors and ceilings are judged on it. A metric without a known sampling
 * distribution (max_error) is taken as observed: its limit is about these very rows.
 *
 * @throws UndefinedMetric, NotEstimable
 */
export function oneArm(metric: Metric, sample: Sample, answers: Answers, resampling: Resampling): OneArm {
  const estimate = metric.estimate(sample, answers)
  const clusters = unitClusters(sample)
  const n = unitsBehind(estimate, clusters)
  const notes = estimate.notes ?? []
  if (clusters === null && metric.comparer === 'proportion' && sample.weight === null) {
    return { value: wilsonDistribution(Math.round(estimate.value * estimate.units), estimate.units), n, notes }
  }
  const { influence, units, value } = estimate
  if (influence === null) {
    const isTakenAsObserved = metric.comparer === 'none'
    return {
      value: isTakenAsObserved ? pointMass(value, 'observed') : bootstrapOf(metric, sample, answers, null, value, resampling),
      n,
      notes,
    }
  }
  const distribution =
    clusters === null
      ? influenceDistribution(influence, units, value, 'influence-t', n)
      : clusteredDistribution(influence, clusters.code, clusters.count, value, estimate.counted)
  return { value: metric.comparer === 'proportion' && distribution.standardError === 0 ? allOrNone(value, sample) : distribution, n, notes }
}

/** All weighted or dependent rows are right, or none is: they leave as much room as that many plain rows would. */
function allOrNone(share: number, sample: Sample): ConfidenceDistribution {
  const n = effectiveUnits(sample)
  return wilsonDistribution(share * n, n)
}
