/** How often each level or bin occurs in two samples: two arrays of one length. Nulls, NaN and infinities are counted elsewhere. */
export type Counts = { readonly reference: ArrayLike<number>; readonly current: ArrayLike<number> }

/** Counts of numbers: bin i holds what lies at `values[i]`, ascending. Exact where each different number has a bin of its own. */
export type Bins = Counts & { readonly values: ArrayLike<number> }

export function total(counts: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) sum += counts[i] ?? 0
  return sum
}

/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, numpy's default); NaN without rows.
 *
 * @param p in [0, 1]
 */
export function binnedQuantile(values: ArrayLike<number>, counts: ArrayLike<number>, p: number): number {
  const n = total(counts)
  if (n === 0) return Number.NaN
  const position = (n - 1) * p
  const below = Math.floor(position)
  let rank = 0
  for (let i = 0; i < values.length; i++) {
    rank += counts[i] ?? 0
    const value = values[i] ?? Number.NaN
    if (rank <= below) continue
    if (position === below || rank > below + 1) return value
    return value + (position - below) * (nextValue(values, counts, i) - value)
  }
  return Number.NaN
}

function nextValue(values: ArrayLike<number>, counts: ArrayLike<number>, after: number): number {
  for (let i = after + 1; i < values.length; i++) if ((counts[i] ?? 0) > 0) return values[i] ?? Number.NaN
  return values[after] ?? Number.NaN
}

/** Distance between the quartiles of the reference: a scale that a few wild values do not move, unlike the standard deviation. */
export function interquartileRange({ values, reference }: Bins): number {
  return binnedQuantile(values, reference, 0.75) - binnedQuantile(values, reference, 0.25)
}

/** Counts between the reference's deciles (fewer where they coincide); a value on an edge goes up, the outer bins are open. */
export function decileCounts(bins: Bins): { readonly edges: readonly number[]; readonly counts: Counts } {
  const deciles = Array.from({ length: 9 }, (_, index) => binnedQuantile(bins.values, bins.reference, (index + 1) / 10))
  const edges = [...new Set(deciles)]
  const reference = new Float64Array(edges.length + 1)
  const current = new Float64Array(edges.length + 1)
  let bin = 0
  for (let i = 0; i < bins.values.length; i++) {
    while (bin < edges.length && (bins.values[i] ?? 0) >= (edges[bin] ?? 0)) bin++
    reference[bin] = (reference[bin] ?? 0) + (bins.reference[i] ?? 0)
    current[bin] = (current[bin] ?? 0) + (bins.current[i] ?? 0)
  }
  return { edges, counts: { reference, current } }
}
