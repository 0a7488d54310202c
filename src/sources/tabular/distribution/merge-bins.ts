export type MutableBins = { readonly values: number[]; readonly reference: number[]; readonly current: number[] }

/** What is sent of a column: a distance between two samples is at most 1 / MOST_BINS off for it. */
export const MOST_BINS = 2048

/** Neighbouring bins put together until about MOST_BINS are left, each with the same share of all rows; heavy ones stay alone. */
export function mergeBins(bins: MutableBins): MutableBins {
  if (bins.values.length <= MOST_BINS) return bins
  const all = bins.reference.reduce((sum, count, i) => sum + count + (bins.current[i] ?? 0), 0)
  const merged: MutableBins = { values: [], reference: [], current: [] }
  let held = Infinity
  for (const [i, value] of bins.values.entries()) {
    const [reference, current] = [bins.reference[i] ?? 0, bins.current[i] ?? 0]
    if (held + reference + current > all / MOST_BINS) {
      merged.values.push(value)
      merged.reference.push(0)
      merged.current.push(0)
      held = 0
    }
    const last = merged.values.length - 1
    merged.reference[last] = (merged.reference[last] ?? 0) + reference
    merged.current[last] = (merged.current[last] ?? 0) + current
    held += reference + current
  }
  return merged
}
