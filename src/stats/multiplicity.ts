/**
 * Adjusted p-values: reject where adjusted ≤ alpha. Each takes p-values in [0, 1] in any order and answers in the same order; an
 * empty family gives an empty answer. Checked against statsmodels' multipletests.
 */
export type Adjustment = (p: readonly number[]) => number[]

/** Family-wise error under any dependence; the crudest. */
export const bonferroni: Adjustment = (p) => p.map((value) => Math.min(1, value * p.length))

/** Family-wise error under any dependence, never worse than Bonferroni (Holm 1979, Scand. J. Stat. 6). */
export const holm: Adjustment = (p) => stepDown(p, (rank, size) => size - rank + 1)

/** Family-wise error under independence or positive dependence (Hochberg 1988, Biometrika 75). */
export const hochberg: Adjustment = (p) => stepUp(p, (rank, size) => size - rank + 1)

/** False discovery rate under independence or positive dependence (Benjamini and Hochberg 1995, JRSS B 57). */
export const benjaminiHochberg: Adjustment = (p) => stepUp(p, (rank, size) => size / rank)

/** False discovery rate under any dependence (Benjamini and Yekutieli 2001, Ann. Stat. 29). */
export const benjaminiYekutieli: Adjustment = (p) => {
  const harmonic = p.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
  return stepUp(p, (rank, size) => (size * harmonic) / rank)
}

/** Factor of the rank-th smallest p-value (1-based) in a family of `size`. */
type Factor = (rank: number, size: number) => number

/** From the smallest p-value up, each adjusted value at least its predecessor. */
function stepDown(p: readonly number[], factor: Factor): number[] {
  const adjusted = new Array<number>(p.length).fill(1)
  let floor = 0
  for (const { index, value, rank } of ranked(p)) {
    floor = Math.max(floor, Math.min(1, value * factor(rank, p.length)))
    adjusted[index] = floor
  }
  return adjusted
}

/** From the largest p-value down, each adjusted value at most its predecessor. */
function stepUp(p: readonly number[], factor: Factor): number[] {
  const adjusted = new Array<number>(p.length).fill(1)
  let ceiling = 1
  for (const { index, value, rank } of ranked(p).reverse()) {
    ceiling = Math.min(ceiling, value * factor(rank, p.length))
    adjusted[index] = ceiling
  }
  return adjusted
}

function ranked(p: readonly number[]): { index: number; value: number; rank: number }[] {
  const wrong = p.find((value) => !(value >= 0 && value <= 1))
  if (wrong !== undefined) throw new RangeError(`${wrong} is not a p-value`)
  return p
    .map((value, index) => ({ index, value }))
    .sort((a, b) => a.value - b.value)
    .map((entry, position) => ({ ...entry, rank: position + 1 }))
}
