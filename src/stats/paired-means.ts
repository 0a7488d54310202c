import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { tDistribution } from './distributions.ts'
import { NotEstimable } from './not-estimable.ts'

/**
 * Mean of per-unit differences with its t interval (paired t).
 *
 * @throws NotEstimable for fewer than two differences
 */
export function meanDistribution(differences: ArrayLike<number>, method = 'paired-t'): ConfidenceDistribution {
  const n = differences.length
  if (n < 2) throw new NotEstimable(`${n} ${n === 1 ? 'difference has' : 'differences have'} no spread`)
  // Sums of deviations from the first value: exact zero where all are equal, and no digits lost to a large common offset.
  const origin = differences[0] ?? 0
  let sum = 0
  for (let i = 0; i < n; i++) sum += (differences[i] ?? 0) - origin
  const offset = sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((differences[i] ?? 0) - origin - offset) ** 2
  return tDistribution(origin + offset, Math.sqrt(squares / (n - 1) / n), n - 1, method)
}

/** Terms of a mean, one a row, that are made when they are asked for: writes those of the rows from `from` on until `into` is full. */
export type Terms = (from: number, into: Float64Array) => void

/** Terms of so many rows stay in the processor's cache: two models' losses of a million rows are never in memory together. */
const PIECE = 2048

/**
 * Two means over the same rows and their difference with its paired t interval, in one pass.
 *
 * @param units rows
 * @throws NotEstimable for fewer than two rows
 */
export function pairedMeans(
  units: number,
  baseline: Terms,
  candidate: Terms,
): { readonly baseline: number; readonly candidate: number; readonly difference: ConfidenceDistribution } {
  const [before, after] = [new Float64Array(PIECE), new Float64Array(PIECE)]
  const sums = { before: 0, after: 0, difference: 0, squares: 0 }
  let origin = 0
  for (let from = 0; from < units; from += PIECE) {
    const rows = Math.min(PIECE, units - from)
    const [a, b] = rows === PIECE ? [before, after] : [before.subarray(0, rows), after.subarray(0, rows)]
    baseline(from, a)
    candidate(from, b)
    if (from === 0) origin = (b[0] ?? 0) - (a[0] ?? 0)
    addPiece(a, b, origin, sums)
  }
  return { baseline: sums.before / units, candidate: sums.after / units, difference: meanFrom(sums, origin, units) }
}

type Sums = { before: number; after: number; difference: number; squares: number }

/** Deviations are taken from the first row's difference: exactly zero where all are equal, and no digits lost to a large offset. */
function addPiece(before: Float64Array, after: Float64Array, origin: number, sums: Sums): void {
  let [sumBefore, sumAfter, difference, squares] = [0, 0, 0, 0]
  for (let row = 0; row < before.length; row++) {
    const a = before[row] ?? 0
    const b = after[row] ?? 0
    const deviation = b - a - origin
    sumBefore += a
    sumAfter += b
    difference += deviation
    squares += deviation * deviation
  }
  sums.before += sumBefore
  sums.after += sumAfter
  sums.difference += difference
  sums.squares += squares
}

function meanFrom({ difference, squares }: Sums, origin: number, units: number): ConfidenceDistribution {
  if (units < 2) throw new NotEstimable(`${units} ${units === 1 ? 'difference has' : 'differences have'} no spread`)
  const offset = difference / units
  const variance = Math.max(0, squares - offset * difference) / (units - 1)
  return tDistribution(origin + offset, Math.sqrt(variance / units), units - 1, 'paired-t')
}

/**
 * Weighted mean Σwx / Σw of per-unit differences, by the variance of a ratio estimator: the weights say how much a row counts, not
 * how precisely it was measured. Rows of weight 0 do not count as units.
 *
 * @throws NotEstimable for fewer than two rows of positive weight
 */
export function weightedMeanDistribution(
  differences: ArrayLike<number>,
  weights: ArrayLike<number>,
  method = 'weighted-t',
): ConfidenceDistribution {
  let total = 0
  let sum = 0
  let units = 0
  for (let i = 0; i < differences.length; i++) {
    const weight = weights[i] ?? 0
    total += weight
    sum += weight * (differences[i] ?? 0)
    if (weight > 0) units++
  }
  if (units < 2) throw new NotEstimable(`${units} rows of positive weight have no spread`)
  const mean = sum / total
  let squares = 0
  for (let i = 0; i < differences.length; i++) squares += ((weights[i] ?? 0) * ((differences[i] ?? 0) - mean)) ** 2
  return tDistribution(mean, (Math.sqrt(squares) / total) * Math.sqrt(units / (units - 1)), units - 1, method)
}

/**
 * Any statistic that is asymptotically a mean of influence values: standard error √(Σ influence²) / units with the correction
 * n / (n − 1), t quantiles with units − 1 degrees of freedom (Hampel 1974, JASA 69; for a mean it is the paired t).
 *
 * @param influence one value a unit, mean 0: for a difference, the candidate's minus the baseline's
 * @param units what influence values are scaled by
 * @param estimate the statistic's value
 * @param counted units that the statistic is made of, where others have influence 0 by its definition
 * @throws NotEstimable for fewer than two units
 */
export function influenceDistribution(
  influence: ArrayLike<number>,
  units: number,
  estimate: number,
  method = 'influence-t',
  counted = units,
): ConfidenceDistribution {
  if (counted < 2) throw new NotEstimable(`${counted} ${counted === 1 ? 'unit has' : 'units have'} no spread`)
  let squares = 0
  for (let i = 0; i < influence.length; i++) squares += (influence[i] ?? 0) ** 2
  return tDistribution(estimate, (Math.sqrt(squares) / units) * Math.sqrt(counted / (counted - 1)), counted - 1, method)
}

/**
 * The same where rows of one cluster depend on each other: influence is summed within each cluster, and the clusters are the units
 * (cluster-robust variance with the correction G / (G − 1); Liang and Zeger 1986, Biometrika 73), t with G − 1 degrees of freedom.
 *
 * @param cluster code 0…clusters−1 of each row; codes without rows do not count
 * @param counted 1 for each row that the statistic is made of; null where all are
 * @throws NotEstimable for fewer than two clusters
 */
export function clusteredDistribution(
  influence: ArrayLike<number>,
  cluster: Uint32Array,
  clusters: number,
  estimate: number,
  counted: Uint8Array | null = null,
  method = 'cluster-t',
): ConfidenceDistribution {
  const rows = influence.length
  const sums = new Float64Array(clusters)
  const seen = new Uint8Array(clusters)
  for (let i = 0; i < rows; i++) {
    const code = cluster[i] ?? 0
    sums[code] = (sums[code] ?? 0) + (influence[i] ?? 0)
    if (counted === null || counted[i] === 1) seen[code] = 1
  }
  const groups = seen.reduce((count, one) => count + one, 0)
  if (groups < 2) throw new NotEstimable(`${groups} ${groups === 1 ? 'cluster has' : 'clusters have'} no spread`)
  const squares = sums.reduce((total, value) => total + value * value, 0)
  return tDistribution(estimate, (Math.sqrt(squares) / rows) * Math.sqrt(groups / (groups - 1)), groups - 1, method)
}
