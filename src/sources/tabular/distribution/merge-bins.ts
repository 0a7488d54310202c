type Numbers = readonly number[]
type Bins = { readonly values: Numbers; readonly reference: Numbers; readonly current: Numbers }

/** What is sent of a column: a distance between two samples is at most 1 / MOST_BINS off for it. */
export const MOST_BINS = 2048

/** Neighbouring bins put together until about `most` are left, each with the same share of all rows; heavy ones stay alone. */
export function mergeBins(bins: Bins, most = MOST_BINS): Bins {
  if (bins.values.length <= most) return bins
  const all = bins.reference.reduce((sum, count, i) => sum + count + (bins.current[i] ?? 0), 0)
  const merged = { values: [] as number[], reference: [] as number[], current: [] as number[] }
  let held = Infinity
  for (const [i, value] of bins.values.entries()) {
    const [reference, current] = [bins.reference[i] ?? 0, bins.current[i] ?? 0]
    if (held + reference + current > all / most) {
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
