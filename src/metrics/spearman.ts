import { orderByScore, scratchFor } from '../stats/score-order.ts'
import { defineMetric } from './define-metric.ts'
import { type Metric, UndefinedMetric } from './metric.ts'
import type { Answers } from './sample.ts'

/**
 * Spearman's rank correlation of truth and prediction: Pearson's on midranks (scipy.stats.spearmanr).
 *
 * @throws UndefinedMetric when truth or prediction is constant, and with sample weights, for which scipy has no definition either
 */
export const spearman: Metric = defineMetric(
  'regression',
  { name: 'spearman', higherIsBetter: true, bounds: 'minus-one-to-one', comparer: 'influence' },
  ({ label, weight }, { values }) => {
    if (weight !== null) throw new UndefinedMetric('rank correlation has no definition with sample weights')
    const units = label.length
    const truth = midDistribution(label)
    const answer = midDistribution(values)
    if (truth.variance === 0) throw new UndefinedMetric('the true values are all the same')
    if (answer.variance === 0) throw new UndefinedMetric('the predictions are all the same')
    const covariance = meanProduct(truth.share, answer.share) - 1 / 4
    const scale = Math.sqrt(truth.variance * answer.variance)
    const value = covariance / scale
    return { value, units, influence: rankInfluence(truth, answer, covariance, scale, value) }
  },
)

/** `share` is P(X < x) + ½P(X = x) of each row: its midrank, scaled to (0, 1), of mean exactly ½. */
type MidDistribution = {
  readonly values: Answers['values']
  readonly order: Uint32Array
  readonly share: Float64Array
  readonly variance: number
}

/**
 * A row (x, y) adds its own product of shares, and shifts the shares of all rows above it. With U, V the shares of truth and answer
 * and a_f(x) = E[f·(1(x < X') + ½·1(x = X'))]: dCov = UV + a_V(x) + a_U(y) − 3E[UV], dVar(U) = U² + 2a_U(x) − 3E[U²], likewise V, and
 * φ = dCov / scale − ½ρ (dVar(U) / Var(U) + dVar(V) / Var(V)).
 */
function rankInfluence(truth: MidDistribution, answer: MidDistribution, covariance: number, scale: number, rho: number): Float64Array {
  const truthPull = Float64Array.from(answer.share, (v, i) => v / scale - (rho * (truth.share[i] ?? 0)) / truth.variance)
  const answerPull = Float64Array.from(truth.share, (u, i) => u / scale - (rho * (answer.share[i] ?? 0)) / answer.variance)
  const influence = meanAbove(truth, truthPull)
  const fromAnswer = meanAbove(answer, answerPull)
  const centre = (3 * (covariance + 1 / 4)) / scale - (3 * rho * (truth.variance + 1 / 4)) / (2 * truth.variance)
  const offset = centre - (3 * rho * (answer.variance + 1 / 4)) / (2 * answer.variance)
  for (let i = 0; i < influence.length; i++) {
    const u = truth.share[i] ?? 0
    const v = answer.share[i] ?? 0
    const own = (u * v) / scale - (rho / 2) * ((u * u) / truth.variance + (v * v) / answer.variance)
    influence[i] = own + (influence[i] ?? 0) + (fromAnswer[i] ?? 0) - offset
  }
  return influence
}

function midDistribution(values: Answers['values']): MidDistribution {
  const order = orderByScore(values, scratchFor(values.length))
  const share = new Float64Array(values.length)
  forEachTie(values, order, (from, to) => {
    for (let position = from; position < to; position++) share[order[position] ?? 0] = (from + to) / 2 / values.length
  })
  const constant = values[order[0] ?? 0] === values[order[order.length - 1] ?? 0]
  return { values, order, share, variance: constant ? 0 : meanProduct(share, share) - 1 / 4 }
}

/** For each row the mean over all rows of f where they lie above it, ties half. */
function meanAbove({ values, order }: MidDistribution, f: Float64Array): Float64Array {
  const means = new Float64Array(f.length)
  let above = f.reduce((sum, value) => sum + value, 0)
  forEachTie(values, order, (from, to) => {
    let tied = 0
    for (let position = from; position < to; position++) tied += f[order[position] ?? 0] ?? 0
    for (let position = from; position < to; position++) means[order[position] ?? 0] = (above - tied / 2) / f.length
    above -= tied
  })
  return means
}

function forEachTie(values: Answers['values'], order: Uint32Array, visit: (from: number, to: number) => void): void {
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1
    visit(from, to)
    from = to
  }
}

function meanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum / a.length
}
