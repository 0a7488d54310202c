import type { CellMeasure, Confusion } from './confusion.ts'

/**
 * precision, recall and f1 of one class are all (a + b)·hits / (a·truth + b·predicted): recall is a = 1, b = 0;
 * precision a = 0, b = 1; f1 a = b = 1. Where the denominator is 0 they are 0 (scikit-learn's zero_division=0).
 */
export type Ratio = { readonly truth: 0 | 1; readonly predicted: 0 | 1 }
export const RECALL: Ratio = { truth: 1, predicted: 0 }
export const PRECISION: Ratio = { truth: 0, predicted: 1 }
export const F1: Ratio = { truth: 1, predicted: 1 }

/**
 * How the classes' ratios become one number: that of class 1, their mean, or their mean by share of rows. `macro` is the mean over
 * classes that occur in labels or answers (scikit-learn's average='macro'): one that a slice does not have would count as 0.
 */
export type Average = 'positive' | 'macro' | 'weighted' | 'present'

/** `present` is the mean over classes that occur in the labels: with RECALL it is balanced_accuracy. */
export function ratioMeasure(ratio: Ratio, average: Average): CellMeasure {
  return (confusion) => {
    const { classes, cells, truth, predicted, total } = confusion
    const share = classShares(confusion, average)
    const ratios = new Float64Array(classes)
    const perUnit = new Float64Array(classes)
    let value = 0
    for (let k = 0; k < classes; k++) {
      const denominator = ratio.truth * (truth[k] ?? 0) + ratio.predicted * (predicted[k] ?? 0)
      if (denominator === 0) continue
      ratios[k] = ((ratio.truth + ratio.predicted) * (cells[k * classes + k] ?? 0)) / denominator
      perUnit[k] = (share[k] ?? 0) / denominator
      value += (share[k] ?? 0) * (ratios[k] ?? 0)
    }
    const gradient = cells.map((_, cell) => {
      const t = Math.floor(cell / classes)
      const p = cell % classes
      const hit = t === p ? (ratio.truth + ratio.predicted) * (perUnit[t] ?? 0) : 0
      const crowd = ratio.truth * (perUnit[t] ?? 0) * (ratios[t] ?? 0) + ratio.predicted * (perUnit[p] ?? 0) * (ratios[p] ?? 0)
      // A row also moves the shares when these are shares of rows.
      const shift = average === 'weighted' ? ((ratios[t] ?? 0) - value) / total : 0
      return hit - crowd + shift
    })
    return { value, gradient }
  }
}

function classShares({ classes, truth, predicted, total, averaged }: Confusion, average: Average): Float64Array {
  switch (average) {
    case 'positive':
      return Float64Array.from({ length: classes }, (_, k) => (k === 1 ? 1 : 0))
    case 'macro': {
      const occurs = truth.map((w, k) => averaged?.[k] ?? (w > 0 || (predicted[k] ?? 0) > 0 ? 1 : 0))
      const count = occurs.reduce((sum, one) => sum + one, 0)
      return occurs.map((one) => one / count)
    }
    case 'weighted':
      return truth.map((w) => w / total)
    case 'present': {
      const present = truth.reduce((count, w) => count + (w > 0 ? 1 : 0), 0)
      return truth.map((w) => (w > 0 ? 1 / present : 0))
    }
  }
}

/**
 * Matthews correlation coefficient for any number of classes (Gorodkin 2004, as sklearn.metrics.matthews_corrcoef):
 * (N·hits − Σ truth·predicted) / √((N² − Σ predicted²)(N² − Σ truth²)); 0 when labels or predictions are all one class.
 */
export const matthews: CellMeasure = ({ classes, cells, truth, predicted, total }) => {
  let hits = 0
  let chance = 0
  let truthSpread = total * total
  let predictedSpread = total * total
  for (let k = 0; k < classes; k++) {
    const t = truth[k] ?? 0
    const p = predicted[k] ?? 0
    hits += cells[k * classes + k] ?? 0
    chance += t * p
    truthSpread -= t * t
    predictedSpread -= p * p
  }
  if (truthSpread === 0 || predictedSpread === 0) return { value: 0, gradient: new Float64Array(cells.length) }
  const scale = Math.sqrt(truthSpread) * Math.sqrt(predictedSpread)
  const value = (total * hits - chance) / scale
  const gradient = cells.map((_, cell) => {
    const t = Math.floor(cell / classes)
    const p = cell % classes
    const covariance = hits + (t === p ? total : 0) - (predicted[t] ?? 0) - (truth[p] ?? 0)
    const spread = (total - (truth[t] ?? 0)) / truthSpread + (total - (predicted[p] ?? 0)) / predictedSpread
    return covariance / scale - value * spread
  })
  return { value, gradient }
}
