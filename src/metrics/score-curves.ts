import type { ScoreBins } from './score-bins.ts'
import { type Point, ThinnedPath } from './thinned-path.ts'

/**
 * ROC and precision–recall curves, from the highest threshold on (sklearn.metrics.roc_curve and precision_recall_curve). null where one
 * class has no weight.
 *
 * @param most points of a curve; the kept ones are exact
 */
export function thresholdCurves(
  { positive, all }: ScoreBins,
  most: number,
): { readonly roc: Point[]; readonly precisionRecall: Point[] } | null {
  const positives = sum(positive)
  const negatives = sum(all) - positives
  if (!(positives > 0 && negatives > 0)) return null
  const roc = new ThinnedPath(most)
  const precisionRecall = new ThinnedPath(most)
  roc.add(0, 0)
  // Where no row is called positive, precision is 1 by scikit-learn's convention.
  precisionRecall.add(0, 1)
  let found = 0
  let called = 0
  for (let bin = all.length - 1; bin >= 0; bin--) {
    const weight = all[bin] ?? 0
    if (weight === 0) continue
    const complete = found >= positives
    found = Math.min(found + (positive[bin] ?? 0), positives)
    called += weight
    roc.add(Math.min(Math.max(0, called - found) / negatives, 1), found / positives)
    if (!complete) precisionRecall.add(found / positives, found / called)
  }
  return { roc: roc.points(), precisionRecall: precisionRecall.points() }
}

/**
 * [mean score, share of positives] of groups of nearly equal weight, in the order of scores; rows of one score stay together
 * (sklearn.calibration.calibration_curve, strategy='quantile'). Rare events would all lie in the first of equally wide bins.
 */
export function reliability({ positive, all, scores }: ScoreBins, groups: number): Point[] {
  const total = sum(all)
  const of = (): number[] => new Array<number>(groups).fill(0)
  const [weights, positives, sums] = [of(), of(), of()]
  let before = 0
  for (let bin = 0; bin < all.length; bin++) {
    const weight = all[bin] ?? 0
    const group = Math.min(Math.floor((groups * (before + weight / 2)) / total), groups - 1)
    weights[group] = (weights[group] ?? 0) + weight
    positives[group] = (positives[group] ?? 0) + (positive[bin] ?? 0)
    sums[group] = (sums[group] ?? 0) + (scores[bin] ?? 0)
    before += weight
  }
  return weights.flatMap((weight, group): Point[] => (weight > 0 ? [[(sums[group] ?? 0) / weight, (positives[group] ?? 0) / weight]] : []))
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
