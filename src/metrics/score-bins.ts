import type { Answers } from './sample.ts'

/**
 * Rows counted between thresholds. Bin 0 holds scores below the first threshold, bin k those from threshold k − 1 on, below threshold k.
 * What is worked out at a threshold is exact; only the number of thresholds is limited.
 */
export type ScoreBins = {
  /** Ascending, each the score of a row. */
  readonly thresholds: Float64Array
  /** Weights by bin: of positive rows, of all rows, and of all rows times their scores. */
  readonly positive: Float64Array
  readonly all: Float64Array
  readonly scores: Float64Array
}

/** Of each class: steps of a curve are then at most 1/1,024 of either class, below what a figure can show. */
const THRESHOLDS_OF_A_CLASS = 1_024

/** Cells of the table from which the search for a bin starts. */
const CELLS = 32_768

/**
 * One pass over the rows, without sorting them: a verdict's figures may not cost what its numbers cost. With at most 1,024 rows of each
 * class every distinct score is a threshold; with more, quantiles of both classes are, taken from evenly spaced rows.
 */
export function binScores(label: Uint8Array, scores: Answers['values'], weight: Float64Array | null): ScoreBins {
  const thresholds = thresholdsOf(label, scores)
  const find = finderOf(thresholds)
  const positive = new Float64Array(thresholds.length + 1)
  const all = new Float64Array(thresholds.length + 1)
  const sums = new Float64Array(thresholds.length + 1)
  for (let row = 0; row < label.length; row++) {
    const score = scores[row] ?? 0
    const w = weight === null ? 1 : (weight[row] ?? 0)
    const bin = find(score)
    positive[bin] = (positive[bin] ?? 0) + w * (label[row] ?? 0)
    all[bin] = (all[bin] ?? 0) + w
    sums[bin] = (sums[bin] ?? 0) + w * score
  }
  return { thresholds, positive, all, scores: sums }
}

function thresholdsOf(label: Uint8Array, scores: Answers['values']): Float64Array {
  let positives = 0
  for (let row = 0; row < label.length; row++) positives += label[row] ?? 0
  const strides = [label.length - positives, positives].map((rows) => Math.ceil(rows / THRESHOLDS_OF_A_CLASS))
  const seen = [0, 0]
  const chosen: number[] = []
  for (let row = 0; row < label.length; row++) {
    const own = label[row] ?? 0
    const before = seen[own] ?? 0
    seen[own] = before + 1
    if (before % (strides[own] ?? 1) === 0) chosen.push(scores[row] ?? 0)
  }
  return Float64Array.from(new Set(Float64Array.from(chosen).sort()))
}

/** Number of thresholds at or below a score: a look into a table of equal cells, then a binary search within the cell's few. */
function finderOf(thresholds: Float64Array): (score: number) => number {
  const lowest = thresholds[0] ?? 0
  const width = (thresholds.at(-1) ?? 0) - lowest
  const scale = width > 0 && Number.isFinite(width) ? CELLS / width : 0
  const cellOf = (score: number) => Math.min(Math.max(Math.floor((score - lowest) * scale), 0), CELLS)
  const starts = new Uint16Array(CELLS + 2).fill(thresholds.length)
  starts[0] = 0
  for (let index = thresholds.length - 1; index >= 0; index--) starts[cellOf(thresholds[index] ?? 0)] = index
  for (let cell = CELLS; cell > 0; cell--) starts[cell] = Math.min(starts[cell] ?? 0, starts[cell + 1] ?? 0)
  return (score) => {
    const cell = scale === 0 ? -1 : cellOf(score)
    let from = cell === -1 ? 0 : (starts[cell] ?? 0)
    let to = cell === -1 ? thresholds.length : (starts[cell + 1] ?? 0)
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((thresholds[middle] ?? 0) <= score) from = middle + 1
      else to = middle
    }
    return from
  }
}
