import { NotEstimable } from '../not-estimable.ts'
import { type Bins, type Counts, total } from './counts.ts'

/**
 * Distances between two samples that were counted over the same levels or bins. All are 0 for equal shares. They throw NotEstimable
 * where a sample has no rows. Checked against scipy (ks_2samp, wasserstein_distance, jensenshannon).
 */

/** Kolmogorov and Smirnov's D: the largest difference of the cumulated shares, 0 to 1. Levels are in ascending order. */
export function kolmogorovSmirnov(counts: Counts): number {
  const [n, m] = sizes(counts)
  let [above, below, largest] = [0, 0, 0]
  for (let i = 0; i < counts.reference.length; i++) {
    above += counts.reference[i] ?? 0
    below += counts.current[i] ?? 0
    largest = Math.max(largest, Math.abs(above / n - below / m))
  }
  return largest
}

/** Wasserstein's first distance (earth mover's), in the unit of the values: ∫ |F − G| dx. */
export function wasserstein(bins: Bins): number {
  const [n, m] = sizes(bins)
  let [above, below, area] = [0, 0, 0]
  for (let i = 0; i + 1 < bins.values.length; i++) {
    above += bins.reference[i] ?? 0
    below += bins.current[i] ?? 0
    area += Math.abs(above / n - below / m) * ((bins.values[i + 1] ?? 0) - (bins.values[i] ?? 0))
  }
  return area
}

/** Total variation: the share of rows that would have to change their level, 0 to 1. */
export function totalVariation(counts: Counts): number {
  const [n, m] = sizes(counts)
  let sum = 0
  for (let i = 0; i < counts.reference.length; i++) sum += Math.abs((counts.reference[i] ?? 0) / n - (counts.current[i] ?? 0) / m)
  return sum / 2
}

/** Jensen and Shannon's distance, 0 to 1: the root of the divergence in bits. */
export function jensenShannon(counts: Counts): number {
  const [n, m] = sizes(counts)
  let bits = 0
  for (let i = 0; i < counts.reference.length; i++) {
    const [p, q] = [(counts.reference[i] ?? 0) / n, (counts.current[i] ?? 0) / m]
    const middle = (p + q) / 2
    if (p > 0) bits += p * Math.log2(p / middle)
    if (q > 0) bits += q * Math.log2(q / middle)
  }
  return Math.sqrt(Math.max(0, bits / 2))
}

/** An empty bin counts as this share, else the index would be infinite. */
const LEAST_SHARE = 1e-4

/** Population stability index Σ (q − p) ln (q / p); its users read 0.1 as small and 0.25 as large, whatever the number of rows. */
export function populationStability(counts: Counts): number {
  const [n, m] = sizes(counts)
  let sum = 0
  for (let i = 0; i < counts.reference.length; i++) {
    const p = Math.max(LEAST_SHARE, (counts.reference[i] ?? 0) / n)
    const q = Math.max(LEAST_SHARE, (counts.current[i] ?? 0) / m)
    sum += (q - p) * Math.log(q / p)
  }
  return sum
}

function sizes(counts: Counts): readonly [number, number] {
  const [n, m] = [total(counts.reference), total(counts.current)]
  if (n === 0 || m === 0) throw new NotEstimable(`no values in the ${n === 0 ? 'reference' : 'current data'}`)
  return [n, m]
}
