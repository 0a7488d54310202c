import { orderByScore, scratchFor } from '../stats/score-order.ts'
import { defineMetric } from './define-metric.ts'
import type { Metric } from './metric.ts'
import { applyWeights, totalWeight } from './weighted-mean.ts'

/** Below it the density at the median is too rough a guess, and the difference of two medians is bootstrapped. */
const ROWS_FOR_A_DENSITY = 5_000

/**
 * Median of |y − p|; weighted, the value at which half of the weight is reached, the mean of both neighbours when it is reached
 * exactly (sklearn.metrics.median_absolute_error).
 */
export const medianAbsoluteError: Metric = defineMetric(
  'regression',
  { name: 'median_absolute_error', higherIsBetter: false, bounds: 'non-negative', comparer: 'bootstrap' },
  ({ label, weight }, { values }) => {
    const units = label.length
    const errors = new Float64Array(units)
    for (let i = 0; i < units; i++) errors[i] = Math.abs((label[i] ?? 0) - (values[i] ?? 0))
    const quantile = quantiles(errors, weight)
    const value = quantile(0.5)
    return { value, units, influence: units < ROWS_FOR_A_DENSITY ? null : influenceOf(errors, weight, value, quantile) }
  },
)

/**
 * (½ − 1[e ≤ median]) / density at the median, by its sparsity 1/f = (Q(½ + h) − Q(½ − h)) / 2h with the bandwidth
 * of Hall & Sheather (1988, JRSS-B 50) for 95 % intervals. null where so many errors tie that there is no density.
 */
function influenceOf(
  errors: Float64Array,
  weight: Float64Array | null,
  median: number,
  quantile: (share: number) => number,
): Float64Array | null {
  const h = HALL_SHEATHER * errors.length ** (-1 / 3)
  const sparsity = (quantile(0.5 + h) - quantile(0.5 - h)) / (2 * h)
  if (sparsity === 0) return null
  const total = totalWeight(weight, errors.length)
  let below = 0
  for (let i = 0; i < errors.length; i++) if ((errors[i] ?? 0) <= median) below += weight === null ? 1 : (weight[i] ?? 0)
  const influence = errors.map((error) => sparsity * (below / total - (error <= median ? 1 : 0)))
  return applyWeights(influence, weight)
}

/** z(0.975)^⅔ · (1.5 φ(0)²)^⅓, their bandwidth's constant at the median. */
const HALL_SHEATHER = 0.9715

/** Quantile function of the errors: the inverse of their (weighted) distribution function, averaged where it is flat. */
function quantiles(errors: Float64Array, weight: Float64Array | null): (share: number) => number {
  if (weight === null) {
    const sorted = errors.slice().sort()
    return (share) => {
      const at = share * sorted.length
      const lower = sorted[Math.ceil(at) - 1] ?? 0
      return Number.isInteger(at) ? (lower + (sorted[at] ?? 0)) / 2 : lower
    }
  }
  const order = orderByScore(errors, scratchFor(errors.length)).filter((row) => (weight[row] ?? 0) > 0)
  const cumulative = new Float64Array(order.length)
  let total = 0
  order.forEach((row, position) => {
    total += weight[row] ?? 0
    cumulative[position] = total
  })
  return (share) => {
    const at = cumulative.findIndex((reached) => reached >= share * total)
    const lower = errors[order[at] ?? 0] ?? 0
    return cumulative[at] === share * total ? (lower + (errors[order[at + 1] ?? 0] ?? lower)) / 2 : lower
  }
}
