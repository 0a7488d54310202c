import { orderByScore, type Scratch, scratchFor } from './score-order.ts'

export type Placements = {
  /** Area under the ROC curve, P(score of a positive > score of a negative) + ½ P(equal); NaN when a class has no rows. */
  readonly auc: number
  /** For a positive row the share of negatives below it (V10), for a negative row the share of positives above it (V01); ties half. */
  readonly placement: Float64Array
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
  const placement = new Float64Array(rows)
  const positives = countPositives(label)
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return { auc: Number.NaN, placement, positives, negatives }
  const order = orderByScore(scores, scratch)
  const halvesBelow = placeTieGroups(label, scratch.keys, order, placement, positives, negatives)
  return { auc: halvesBelow / 2 / positives / negatives, placement, positives, negatives }
}

function countPositives(label: Uint8Array): number {
  let positives = 0
  for (let row = 0; row < label.length; row++) positives += label[row] ?? 0
  return positives
}

/** @returns twice the number of (positive, negative) pairs in the right order, ties once: exact up to 2^53 */
function placeTieGroups(
  label: Uint8Array,
  keys: Uint32Array,
  order: Uint32Array,
  placement: Float64Array,
  positives: number,
  negatives: number,
): number {
  let positivesBelow = 0
  let negativesBelow = 0
  let halvesBelow = 0
  let from = 0
  while (from < order.length) {
    const key = keys[from]
    let to = from
    let tiedPositives = 0
    while (to < order.length && keys[to] === key) {
      tiedPositives += label[order[to] ?? 0] ?? 0
      to++
    }
    const tiedNegatives = to - from - tiedPositives
    const below = (negativesBelow + tiedNegatives / 2) / negatives
    const above = (positives - positivesBelow - tiedPositives / 2) / positives
    for (let position = from; position < to; position++) {
      const row = order[position] ?? 0
      placement[row] = label[row] === 1 ? below : above
    }
    halvesBelow += tiedPositives * (2 * negativesBelow + tiedNegatives)
    positivesBelow += tiedPositives
    negativesBelow += tiedNegatives
    from = to
  }
  return halvesBelow
}

export type WeightedPlacements = Placements & { readonly positiveWeight: number; readonly negativeWeight: number }

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
