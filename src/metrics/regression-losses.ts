import { defineMetric, type Traits } from './define-metric.ts'
import { type Metric, UndefinedMetric } from './metric.ts'
import type { Answers } from './sample.ts'
import { meanOf, totalWeight } from './weighted-mean.ts'

type Loss = (truth: number, prediction: number) => number

/** scikit-learn divides by at least float64's epsilon, so one zero target makes mape astronomically large, not undefined. */
const SMALLEST_DENOMINATOR = 2.220446049250313e-16

const LOWER_IS_BETTER = { higherIsBetter: false, bounds: 'non-negative' } as const

export const meanAbsoluteError: Metric = meanLoss('mean_absolute_error', (y, p) => Math.abs(y - p))
export const meanSquaredError: Metric = meanLoss('mean_squared_error', (y, p) => (y - p) * (y - p))

/** A share, not a percentage: 0.16 is 16 %. `mape` is its short name. */
export const meanAbsolutePercentageError: Metric = meanLoss(
  'mean_absolute_percentage_error',
  (y, p) => Math.abs(y - p) / Math.max(Math.abs(y), SMALLEST_DENOMINATOR),
)

/** Loss of a prediction of the quantile q: q per unit that the truth lies above, 1 − q per unit below. */
export function meanPinballLoss(q: number): Metric {
  return meanLoss(`mean_pinball_loss@${q}`, (y, p) => (y >= p ? q * (y - p) : (1 - q) * (p - y)))
}

/** Root of the mean squared error; influence by the delta method, (e² − MSE) / 2·RMSE. */
export const rootMeanSquaredError: Metric = regressionMetric(
  { name: 'root_mean_squared_error', ...LOWER_IS_BETTER, comparer: 'influence' },
  (label, values, weight) => {
    const { value, units, influence } = meanOf(
      termsOf(label, values, (y, p) => (y - p) * (y - p)),
      weight,
    )
    const root = Math.sqrt(value)
    return { value: root, units, influence: influence?.map((effect) => (root === 0 ? 0 : effect / (2 * root))) ?? null }
  },
)

/** Largest absolute error of a row with weight. No interval exists: the rows beyond the sample decide it. */
export const maxError: Metric = regressionMetric({ name: 'max_error', ...LOWER_IS_BETTER, comparer: 'none' }, (label, values, weight) => {
  let largest = 0
  for (let i = 0; i < label.length; i++) {
    if (weight !== null && weight[i] === 0) continue
    largest = Math.max(largest, Math.abs((label[i] ?? 0) - (values[i] ?? 0)))
  }
  return { value: largest, units: label.length, influence: null }
})

/**
 * 1 − Σw(y − p)² / Σw(y − ȳ)² (sklearn.metrics.r2_score): for constant truth 1 when perfect, else 0.
 *
 * @throws UndefinedMetric for fewer than two rows
 */
export const r2: Metric = explainedShare('r2', (errors) => {
  if (errors.length < 2) throw new UndefinedMetric('it needs at least two rows')
  return 0
})

/** As r2, but a constant error costs nothing: 1 − Var(y − p) / Var(y) (sklearn.metrics.explained_variance_score). */
export const explainedVariance: Metric = explainedShare('explained_variance', weightedCentre)

/** Both shares are 1 − A/B of two means of squares; the means inside move neither to first order. */
function explainedShare(name: string, centreOfErrors: typeof weightedCentre): Metric {
  const traits: Traits = { name, higherIsBetter: true, bounds: 'unbounded', comparer: 'influence' }
  return regressionMetric(traits, (label, values, weight) => {
    const units = label.length
    const errors = termsOf(label, values, (y, p) => y - p)
    const total = totalWeight(weight, units)
    const errorCentre = centreOfErrors(errors, weight)
    const labelCentre = weightedCentre(label, weight)
    const unexplained = meanSquareAround(errors, errorCentre, weight, total)
    const spread = meanSquareAround(label, labelCentre, weight, total)
    if (spread === 0) return { value: unexplained === 0 ? 1 : 0, units, influence: new Float64Array(units) }
    const share = unexplained / spread
    const influence = errors
    for (let i = 0; i < units; i++) {
      const w = weight === null ? 1 : (weight[i] ?? 0)
      const effect = ((errors[i] ?? 0) - errorCentre) ** 2 - share * ((label[i] ?? 0) - labelCentre) ** 2
      influence[i] = (-(units / total) * w * effect) / spread
    }
    return { value: 1 - share, units, influence }
  })
}

/** Weighted mean; of a constant array exactly that constant, so that its spread is exactly 0. */
function weightedCentre(values: Float64Array, weight: Float64Array | null): number {
  const first = values[0] ?? 0
  let offset = 0
  for (let i = 0; i < values.length; i++) offset += (weight === null ? 1 : (weight[i] ?? 0)) * ((values[i] ?? 0) - first)
  return first + offset / totalWeight(weight, values.length)
}

function meanSquareAround(values: Float64Array, centre: number, weight: Float64Array | null, total: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (weight === null ? 1 : (weight[i] ?? 0)) * ((values[i] ?? 0) - centre) ** 2
  return sum / total
}

function meanLoss(name: string, loss: Loss): Metric {
  return regressionMetric({ name, ...LOWER_IS_BETTER, comparer: 'mean' }, (label, values, weight) =>
    meanOf(termsOf(label, values, loss), weight),
  )
}

type Measure = (label: Float64Array, values: Answers['values'], weight: Float64Array | null) => ReturnType<Metric['estimate']>

function regressionMetric(traits: Traits, measure: Measure): Metric {
  return defineMetric('regression', traits, ({ label, weight }, { values }) => measure(label, values, weight))
}

function termsOf(label: Float64Array, values: Answers['values'], loss: Loss): Float64Array {
  const terms = new Float64Array(label.length)
  for (let i = 0; i < terms.length; i++) terms[i] = loss(label[i] ?? 0, values[i] ?? 0)
  return terms
}
