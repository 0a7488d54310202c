import { defineMetric } from './define-metric.ts'
import { type Metric, UndefinedMetric } from './metric.ts'
import { LOG_LOSS_CLIP, rowScales } from './probability.ts'
import type { Answers } from './sample.ts'
import { meanOf, shareOf } from './weighted-mean.ts'

/** Mean negative log likelihood of the true class, in nats; rows renormalised, then clipped (sklearn.metrics.log_loss). */
export const multiclassLogLoss: Metric = defineMetric(
  'multiclass-classification',
  { name: 'log_loss', higherIsBetter: false, bounds: 'non-negative', comparer: 'mean' },
  ({ label, weight }, answers) => {
    const { width, values } = answers
    const scales = rowScales(answers)
    for (let i = 0; i < scales.length; i++) {
      const likelihood = (values[i * width + (label[i] ?? 0)] ?? 0) * (scales[i] ?? 0)
      scales[i] = -Math.log(Math.min(Math.max(likelihood, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP))
    }
    return meanOf(scales, weight)
  },
)

/**
 * Mean squared distance between the class probabilities and the true class's unit vector, in [0, 2]; halved to [0, 1] for
 * two classes (sklearn.metrics.brier_score_loss with scale_by_half='auto').
 */
export const multiclassBrierScore: Metric = defineMetric(
  'multiclass-classification',
  { name: 'brier_score', higherIsBetter: false, bounds: 'non-negative', comparer: 'mean' },
  ({ label, weight, classes }, answers) => {
    const { width, values } = answers
    const terms = rowScales(answers)
    const half = classes === 2 ? 0.5 : 1
    for (let row = 0; row < terms.length; row++) {
      const scale = terms[row] ?? 0
      let squares = 0
      for (let k = 0; k < width; k++) {
        const distance = (values[row * width + k] ?? 0) * scale - (label[row] === k ? 1 : 0)
        squares += distance * distance
      }
      terms[row] = half * squares
    }
    return meanOf(terms, weight)
  },
)

/**
 * Share of rows whose true class is among the k highest; of tied classes the one with the higher index is ranked first
 * (sklearn.metrics.top_k_accuracy_score).
 */
export function topKAccuracy(k: number): Metric {
  return defineMetric(
    'multiclass-classification',
    { name: `top_k_accuracy@${k}`, higherIsBetter: true, bounds: 'unit-interval', comparer: 'proportion', infinityIsAnAnswer: true },
    ({ label, weight, classes }, answers) => {
      if (k >= classes) throw new UndefinedMetric(`with ${classes} classes every row is right at k = ${k}`)
      return shareOf(hitsAmongHighest(label, answers, k), weight)
    },
  )
}

function hitsAmongHighest(label: Int32Array, { width, values }: Answers, k: number): Uint8Array {
  const hits = new Uint8Array(label.length)
  for (let row = 0; row < hits.length; row++) {
    const truth = label[row] ?? 0
    const score = values[row * width + truth] ?? 0
    let above = 0
    for (let other = 0; other < width; other++) {
      const rival = values[row * width + other] ?? 0
      if (rival > score || (rival === score && other > truth)) above += 1
    }
    hits[row] = above < k ? 1 : 0
  }
  return hits
}
