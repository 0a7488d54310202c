import type { Estimate } from './metric.ts'

/**
 * Mean of one term a unit, weighted (Σwx / Σw) where there are weights. The influence value of a unit is
 * w(x − mean) / mean(w), which for a ratio of sums is its exact first-order effect.
 *
 * @param terms one a unit; overwritten with the influence values, so that a million rows cost one array
 */
export function meanOf(terms: Float64Array, weight: Float64Array | null): Estimate {
  return weight === null ? plainMean(terms) : weightedMean(terms, weight)
}

/**
 * Share of units that are right (1, else 0): their mean. Unweighted, which units are right tells all that an interval needs, and
 * influence values are made only for those who ask.
 */
export function shareOf(right: Uint8Array, weight: Float64Array | null): Estimate {
  if (weight !== null) return weightedMean(new Float64Array(right), weight)
  let count = 0
  for (let i = 0; i < right.length; i++) count += right[i] ?? 0
  return {
    value: count / right.length,
    units: right.length,
    right,
    get influence() {
      return plainMean(new Float64Array(right)).influence
    },
  }
}

function plainMean(terms: Float64Array): Estimate {
  const units = terms.length
  let sum = 0
  for (let i = 0; i < units; i++) sum += terms[i] ?? 0
  const value = sum / units
  for (let i = 0; i < units; i++) terms[i] = (terms[i] ?? 0) - value
  return { value, units, influence: terms }
}

function weightedMean(terms: Float64Array, weight: Float64Array): Estimate {
  const units = terms.length
  let sum = 0
  let total = 0
  for (let i = 0; i < units; i++) {
    const w = weight[i] ?? 0
    sum += w * (terms[i] ?? 0)
    total += w
  }
  const value = sum / total
  const scale = units / total
  for (let i = 0; i < units; i++) terms[i] = scale * (weight[i] ?? 0) * ((terms[i] ?? 0) - value)
  return { value, units, influence: terms }
}

/** Multiplies influence values of an unweighted functional with w / mean(w): a row's weight scales its effect. */
export function applyWeights(influence: Float64Array, weight: Float64Array | null): Float64Array {
  if (weight === null) return influence
  const scale = influence.length / totalWeight(weight, influence.length)
  for (let i = 0; i < influence.length; i++) influence[i] = scale * (weight[i] ?? 0) * (influence[i] ?? 0)
  return influence
}

/** Σw, or the number of rows where there are no weights. */
export function totalWeight(weight: Float64Array | null, rows: number): number {
  if (weight === null) return rows
  let total = 0
  for (let i = 0; i < rows; i++) total += weight[i] ?? 0
  return total
}
