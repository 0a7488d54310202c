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
    return meanOf(logLosses(label, values), weight)
  },
)

/** Mean squared distance of score and label (sklearn.metrics.brier_score_loss). */
export const brierScore: Metric = defineMetric(
  'binary-classification',
  { name: 'brier_score', higherIsBetter: false, bounds: 'unit-interval', comparer: 'mean' },
  ({ label, weight }, { values }) => {
    refuseOutsideUnitInterval(values)
    return meanOf(squaredDistances(label, values), weight)
  },
)

function logLosses(label: Uint8Array, scores: Answers['values']): Float64Array {
  const losses = new Float64Array(label.length)
  for (let i = 0; i < losses.length; i++) {
    const score = scores[i] ?? 0
    const likelihood = label[i] === 1 ? score : 1 - score
    losses[i] = -Math.log(Math.min(Math.max(likelihood, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP))
  }
  return losses
}

function squaredDistances(label: Uint8Array, scores: Answers['values']): Float64Array {
  const losses = new Float64Array(label.length)
  for (let i = 0; i < losses.length; i++) {
    const distance = Math.min(Math.max(scores[i] ?? 0, 0), 1) - (label[i] ?? 0)
    losses[i] = distance * distance
  }
  return losses
}
