import type { Sample } from '../../metrics/sample.ts'

/**
 * How many plain rows the sample is worth (Kish 1965, Survey Sampling): (Σw)² / Σw² over rows, or over groups with the weight that
 * each brings; without weights, as many as there are groups.
 */
export function effectiveUnits({ label, weight, cluster, clusters }: Sample): number {
  if (weight === null) return cluster === null ? label.length : clusters
  const weights = cluster === null ? weight : weightOfGroups(weight, cluster, clusters)
  let sum = 0
  let squares = 0
  for (let unit = 0; unit < weights.length; unit++) {
    const one = weights[unit] ?? 0
    sum += one
    squares += one * one
  }
  return (sum * sum) / squares
}

function weightOfGroups(weight: Float64Array, cluster: Uint32Array, clusters: number): Float64Array {
  const sums = new Float64Array(clusters)
  for (let row = 0; row < weight.length; row++) sums[cluster[row] ?? 0] = (sums[cluster[row] ?? 0] ?? 0) + (weight[row] ?? 0)
  return sums
}
