import { isValid } from './vectors.ts'

/** What a reader should know about a feature: it is no error, but may be one in the making. */
export type FeatureCounts = { nulls: number; notNumbers: number; infinite: number; inexact: number }

export function noCounts(): FeatureCounts {
  return { nulls: 0, notNumbers: 0, infinite: 0, inexact: 0 }
}

type Floats = Float32Array | Float64Array

export function countNotFinite(counts: FeatureCounts, items: Floats, valid: Uint32Array | null, from: number, count: number): void {
  for (let row = from; row < from + count; row++) {
    if (valid !== null && !isValid(valid, row)) continue
    const value = items[row] ?? 0
    if (Number.isNaN(value)) counts.notNumbers++
    else if (!Number.isFinite(value)) counts.infinite++
  }
}

/** How many whole numbers came out above the limit of exact floats. */
export function countAbove(items: Floats, valid: Uint32Array | null, from: number, count: number, limit: number): number {
  let above = 0
  for (let row = from; row < from + count; row++) {
    if (Math.abs(items[row] ?? 0) > limit && (valid === null || isValid(valid, row))) above++
  }
  return above
}

/** Puts NaN where the column is null: what DuckDB holds there means nothing. Returns how many. */
export function putNaN(valid: Uint32Array, from: number, count: number, out: Floats, at: number, stride: number): number {
  let nulls = 0
  for (let row = from, to = at; row < from + count; row++, to += stride) {
    if (isValid(valid, row)) continue
    out[to] = Number.NaN
    nulls++
  }
  return nulls
}

export function describeCounts(file: string, column: string, type: string, counts: FeatureCounts): readonly string[] {
  const name = `${file}: column ${JSON.stringify(column)}`
  const null_ = type === 'string' ? 'empty text' : 'NaN'
  return [
    counts.nulls > 0 ? `${name}: ${counts.nulls} nulls, given to the model as ${null_}` : null,
    counts.notNumbers > 0 ? `${name}: ${counts.notNumbers} NaN, given to the model as they are` : null,
    counts.infinite > 0 ? `${name}: ${counts.infinite} infinite values, given to the model as they are` : null,
    counts.inexact > 0 ? `${name}: ${counts.inexact} whole numbers too large for ${type}, which rounds them` : null,
  ].filter((note) => note !== null)
}
