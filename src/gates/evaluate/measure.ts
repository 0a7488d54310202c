import type { Measured, Unit } from '../../judge/comparison.ts'
import { type Metric, UndefinedMetric } from '../../metrics/metric.ts'
import type { Answers, Sample } from '../../metrics/sample.ts'
import type { ConfidenceDistribution } from '../../stats/confidence-distribution.ts'
import { negated, shifted } from '../../stats/distributions.ts'
import { NotEstimable } from '../../stats/not-estimable.ts'
import { oneArm } from './one-arm.ts'
import { pairedDifference } from './paired-difference.ts'
import type { Resampling } from './resample.ts'
import { rarerClass, type Scope } from './scope.ts'

export type Measuring = {
  readonly metric: Metric
  readonly scope: Scope
  readonly minRows: number
  readonly minRarerClass: number
  readonly resampling: Resampling
  /** Facts about a value that a reader must know. */
  readonly note: (text: string) => void
}

/** Harm of the candidate against another arm; what stands in the way is part of the answer, never an exception. */
export function measureAgainst(measuring: Measuring, other: Answers | undefined, whyAbsent: string): Measured {
  const { metric, scope, resampling, note } = measuring
  return guarded(measuring, (candidate) => {
    if (other === undefined) return { kind: 'not-applicable', why: whyAbsent }
    const pair = pairedDifference({ metric, sample: scope.sample, baseline: other, candidate, resampling })
    for (const text of pair.notes) note(text)
    const harm = metric.higherIsBetter ? negated(pair.difference) : pair.difference
    return { kind: 'measured', harm, baseline: pair.baseline, candidate: pair.candidate, n: pair.n, unit: unitOf(scope.sample) }
  })
}

/** How far the candidate's value is on the wrong side of a floor or ceiling. */
export function measureLimit(measuring: Measuring, limit: number): Measured {
  const { metric, scope, resampling, note } = measuring
  return guarded(measuring, (candidate) => {
    const arm = oneArm(metric, scope.sample, candidate, resampling)
    for (const text of arm.notes) note(text)
    const harm: ConfidenceDistribution = metric.higherIsBetter ? shifted(negated(arm.value), limit) : shifted(arm.value, -limit)
    return { kind: 'measured', harm, baseline: null, candidate: arm.value.estimate, n: arm.n, unit: unitOf(scope.sample) }
  })
}

function guarded({ scope, minRows, minRarerClass }: Measuring, measure: (candidate: Answers) => Measured): Measured {
  const { sample, rows, arms } = scope
  if (rows === 0) return { kind: 'error', reasonCode: 'EMPTY_SLICE', why: 'no row belongs to it' }
  const n = unitsOf(sample)
  const rarer = rarerClass(sample)
  if (n < minRows || (rarer !== null && rarer < minRarerClass)) return { kind: 'too-few-rows', n, rarer, unit: unitOf(sample) }
  if (arms.candidate === undefined) throw new Error('the candidate gave no answers')
  try {
    const measured = measure(arms.candidate)
    // Some metrics leave units out: ndcg the queries with one document.
    const isTooFew = measured.kind === 'measured' && measured.n < minRows
    return isTooFew ? { kind: 'too-few-rows', n: measured.n, rarer, unit: unitOf(sample) } : measured
  } catch (error) {
    if (error instanceof UndefinedMetric || error instanceof NotEstimable) {
      return { kind: 'error', reasonCode: 'METRIC_UNDEFINED', why: error.message }
    }
    throw error
  }
}

/** min-rows counts what is independent: queries of a ranking, groups of dependent rows, else rows. */
function unitsOf(sample: Sample): number {
  if (sample.cluster !== null) return sample.clusters
  return sample.task === 'ranking' ? sample.queries : sample.label.length
}

function unitOf(sample: Sample): Unit {
  if (sample.cluster !== null) return 'groups'
  return sample.task === 'ranking' ? 'queries' : 'rows'
}
