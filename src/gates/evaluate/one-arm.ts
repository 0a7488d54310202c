import type { Metric } from '../../metrics/metric.ts'
import type { Answers, Sample } from '../../metrics/sample.ts'
import type { ConfidenceDistribution } from '../../stats/confidence-distribution.ts'
import { pointMass } from '../../stats/distributions.ts'
import { clusteredDistribution, influenceDistribution } from '../../stats/paired-means.ts'
import { wilsonDistribution } from '../../stats/proportions.ts'
import { unitClusters } from './unit-clusters.ts'

export type OneArm = { readonly value: ConfidenceDistribution; readonly n: number; readonly notes: readonly string[] }

/**
 * What the data say about one arm's metric alone: floors and ceilings are judged on it. A metric without a known sampling
 * distribution (max_error) is taken as observed: its limit is about these very rows.
 *
 * @throws UndefinedMetric, NotEstimable
 */
export function oneArm(metric: Metric, sample: Sample, answers: Answers): OneArm {
  const estimate = metric.estimate(sample, answers)
  const clusters = unitClusters(sample)
  const n = clusters?.count ?? estimate.counted ?? estimate.units
  const notes = estimate.notes ?? []
  if (clusters === null && metric.comparer === 'proportion' && sample.weight === null) {
    return { value: wilsonDistribution(Math.round(estimate.value * estimate.units), estimate.units), n, notes }
  }
  const { influence, units, value } = estimate
  if (influence === null) return { value: pointMass(value, 'observed'), n, notes }
  if (clusters !== null) return { value: clusteredDistribution(influence, clusters.code, clusters.count, value), n, notes }
  return { value: influenceDistribution(influence, units, value), n, notes }
}
