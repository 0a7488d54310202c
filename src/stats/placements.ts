import { orderByScore, ROW, type Scratch, scratchFor } from './score-order.ts'

export type Placements = {
  /** Area under the ROC curve, P(score of a positive > score of a negative) + ½ P(equal); NaN when a class has no rows. */
  readonly auc: number
  /**
   * For a positive row twice the number of negatives below it (V10 · 2 negatives), for a negative row twice the number of positives
   * above it (V01 · 2 positives); ties count once. Whole numbers: nothing is rounded, and half the memory is passed over.
   */
  readonly halves: Uint32Array
  readonly positives: number
  readonly negatives: number
}

/**
 * Structural components of the AUC (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44) in O(n), by one radix sort instead of all
 * pairs (the idea of Sun and Xu 2014, IEEE Signal Proc. Lett. 21). The mean of either class's placements is the AUC.
 *
 * @param label 1 for positive rows, 0 for negative ones
 * @param scratch working memory of an earlier call over as many rows; 16 bytes a row are allocated without it
 * @throws RangeError for a NaN among the scores
 */
export function placements(label: Uint8Array, scores: Float32Array | Float64Array, scratch = scratchFor(scores.length)): Placements {
  checkLengths(label, scores)
  const rows = label.length
  const halves = new Uint32Array(rows)
  const positives = countPositives(label)
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return { auc: Number.NaN, halves, positives, negatives }
  const order = orderByScore(scores, scratch, label)
  const pairs = placeTieGroups(scratch.keys, order, halves, positives)
  return { auc: pairs / 2 / positives / negatives, halves, positives, negatives }
}

function countPositives(label: Uint8Array): number {
  let positives = 0
  for (let row = 0; row < label.length; row++) positives += label[row] ?? 0
  return positives
}

/**
 * Groups of one row, nearly all of them for most models, take a short way without branches on the label.
 *
 * @param order marked with the label: entries of positive rows are negative as signed numbers
 * @returns twice the number of (positive, negative) pairs in the right order, ties once: exact up to 2^53
 */
function placeTieGroups(keys: Uint32Array, order: Uint32Array, halves: Uint32Array, positives: number): number {
  const rows = order.length
  let positivesAbove = positives
  let negativesBelow = 0
  let pairs = 0
  for (let from = 0; from < rows; ) {
    const key = keys[from]
    let tiedPositives = (order[from] ?? 0) >>> 31
    let to = from + 1
    while (to < rows && keys[to] === key) tiedPositives += (order[to++] ?? 0) >>> 31
    const tiedNegatives = to - from - tiedPositives
    const below = 2 * negativesBelow + tiedNegatives
    const above = 2 * positivesAbove - tiedPositives
    for (let position = from; position < to; position++) {
      const entry = (order[position] ?? 0) | 0
      const ifPositive = entry >> 31
      halves[entry & ROW] = (below & ifPositive) | (above & ~ifPositive)
    }
    pairs += tiedPositives * below
    positivesAbove -= tiedPositives
    negativesBelow += tiedNegatives
    from = to
  }
  return pairs
}

export type WeightedPlacements = Omit<Placements, 'halves'> & {
  /** For a positive row the share of the negatives' weight below it (V10), for a negative row that of the positives above it (V01). */
  readonly placement: Float64Array
  readonly positiveWeight: number
  readonly negativeWeight: number
}

/**
 * The same with sample weights: shares of weight instead of shares of rows; the AUC is the weighted mean of either class's
 * placements, as scikit-learn's roc_auc_score with sample_weight.
 *
 * @param weight ≥ 0, one a row
 */
export function weightedPlacements(
  label: Uint8Array,
  scores: Float32Array | Float64Array,
  weight: Float64Array,
  scratch: Scratch = scratchFor(scores.length),
): WeightedPlacements {
  checkLengths(label, scores)
  const totals = classWeights(label, weight)
  const placement = new Float64Array(label.length)
  if (!(totals.positiveWeight > 0 && totals.negativeWeight > 0)) return { auc: Number.NaN, placement, ...totals }
  const { positiveWeight, negativeWeight } = totals
  const order = orderByScore(scores, scratch)
  let positiveBelow = 0
  let negativeBelow = 0
  let ordered = 0
  let from = 0
  while (from < order.length) {
    const key = scratch.keys[from]
    let to = from
    let tiedPositive = 0
    let tiedNegative = 0
    while (to < order.length && scratch.keys[to] === key) {
      const row = order[to] ?? 0
      if (label[row] === 1) tiedPositive += weight[row] ?? 0
      else tiedNegative += weight[row] ?? 0
      to++
    }
    const below = (negativeBelow + tiedNegative / 2) / negativeWeight
    const above = (positiveWeight - positiveBelow - tiedPositive / 2) / positiveWeight
    for (let position = from; position < to; position++) {
      const row = order[position] ?? 0
      placement[row] = label[row] === 1 ? below : above
    }
    ordered += tiedPositive * below
    positiveBelow += tiedPositive
    negativeBelow += tiedNegative
    from = to
  }
  return { auc: ordered / positiveWeight, placement, ...totals }
}

function classWeights(label: Uint8Array, weight: Float64Array) {
  let positives = 0
  let positiveWeight = 0
  let negativeWeight = 0
  for (let row = 0; row < label.length; row++) {
    if (label[row] === 1) {
      positives++
      positiveWeight += weight[row] ?? 0
    } else negativeWeight += weight[row] ?? 0
  }
  return { positives, negatives: label.length - positives, positiveWeight, negativeWeight }
}

function checkLengths(label: Uint8Array, scores: Float32Array | Float64Array): void {
  if (label.length !== scores.length) throw new RangeError(`${label.length} labels but ${scores.length} scores`)
}
