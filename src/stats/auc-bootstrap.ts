import { bcaDistribution } from './bootstrap.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { orderByScore, scratchFor } from './score-order.ts'

/** Candidate's AUC minus the baseline's by a stratified bootstrap: both classes keep their sizes, both arms see the same draws. */
export function bootstrapAucDifference(
  estimate: number,
  label: Uint8Array,
  baseline: Float32Array | Float64Array,
  candidate: Float32Array | Float64Array,
  resampling: { readonly seed: number; readonly resamples?: number },
): ConfidenceDistribution {
  const aucBaseline = resampledAuc(label, baseline)
  const aucCandidate = resampledAuc(label, candidate)
  return bcaDistribution({
    rows: label.length,
    statistic: (rows) => aucCandidate(rows) - aucBaseline(rows),
    estimate,
    stratum: label,
    method: 'delong-bootstrap',
    ...resampling,
  })
}

/** The AUC of any multiset of rows in O(rows): the scores are sorted once, a resample only counts. */
function resampledAuc(label: Uint8Array, scores: Float32Array | Float64Array): (rows: Uint32Array) => number {
  const scratch = scratchFor(label.length)
  const order = orderByScore(scores, scratch)
  const { keys } = scratch
  const rank = new Uint32Array(label.length)
  let ranks = 0
  for (let position = 0; position < order.length; position++) {
    if (position > 0 && keys[position] !== keys[position - 1]) ranks++
    rank[order[position] ?? 0] = ranks
  }
  const counts = [new Uint32Array(ranks + 1), new Uint32Array(ranks + 1)] as const
  return (rows) => {
    const [negativesAt, positivesAt] = counts
    negativesAt.fill(0)
    positivesAt.fill(0)
    for (const row of rows) {
      const at = label[row] === 1 ? positivesAt : negativesAt
      const place = rank[row] ?? 0
      at[place] = (at[place] ?? 0) + 1
    }
    return aucOfCounts(positivesAt, negativesAt)
  }
}

function aucOfCounts(positivesAt: Uint32Array, negativesAt: Uint32Array): number {
  let positives = 0
  let negatives = 0
  let ordered = 0
  for (let place = 0; place < positivesAt.length; place++) {
    const tiedPositives = positivesAt[place] ?? 0
    const tiedNegatives = negativesAt[place] ?? 0
    ordered += tiedPositives * (negatives + tiedNegatives / 2)
    positives += tiedPositives
    negatives += tiedNegatives
  }
  return ordered / positives / negatives
}
