import type { Terms } from '../stats/paired-means.ts'
import { defineMetric } from './define-metric.ts'
import type { Metric } from './metric.ts'
import { LOG_LOSS_CLIP, refuseOutsideUnitInterval } from './probability.ts'
import type { Answers } from './sample.ts'
import { meanOf } from './weighted-mean.ts'

/** Mean negative log likelihood, in nats; scores are clipped to [ε, 1 − ε] after widening to double (sklearn.metrics.log_loss). */
export const logLoss: Metric = defineMetric(
  'binary-classification',
  { name: 'log_loss', higherIsBetter: false, bounds: 'non-negative', comparer: 'mean' },
  ({ label, weight }, { values }) => {
    refuseOutsideUnitInterval(values)
    return meanOf(allOf(logLosses(label, values), label.length), weight)
  },
  ({ label }, { values }) => {
    refuseOutsideUnitInterval(values)
    return logLosses(label, values)
  },
)

/** Mean squared distance of score and label (sklearn.metrics.brier_score_loss). */
export const brierScore: Metric = defineMetric(
  'binary-classification',
  { name: 'brier_score', higherIsBetter: false, bounds: 'unit-interval', comparer: 'mean' },
  ({ label, weight }, { values }) => {
    refuseOutsideUnitInterval(values)
    return meanOf(allOf(squaredDistances(label, values), label.length), weight)
  },
  ({ label }, { values }) => {
    refuseOutsideUnitInterval(values)
    return squaredDistances(label, values)
  },
)

function logLosses(label: Uint8Array, scores: Answers['values']): Terms {
  return (from, into) => {
    for (let i = 0; i < into.length; i++) {
      const score = scores[from + i] ?? 0
      const likelihood = label[from + i] === 1 ? score : 1 - score
      into[i] = -Math.log(Math.min(Math.max(likelihood, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP))
    }
  }
}

function squaredDistances(label: Uint8Array, scores: Answers['values']): Terms {
  return (from, into) => {
    for (let i = 0; i < into.length; i++) {
      const distance = Math.min(Math.max(scores[from + i] ?? 0, 0), 1) - (label[from + i] ?? 0)
      into[i] = distance * distance
    }
  }
}

function allOf(terms: Terms, rows: number): Float64Array {
  const all = new Float64Array(rows)
  terms(0, all)
  return all
}
