import { formatCount } from '../../judge/format-number.ts'
import type { Sample } from '../../metrics/sample.ts'

export type Counting = { readonly counts: (row: number) => boolean; readonly leftOut: number }

/**
 * Which rows count at all; null where all do. A row of weight 0 moves no metric, so it is no evidence: were it counted, ten
 * rows could pass for a thousand. Of a ranking whole queries count or not, since weights that differ within one are refused later.
 */
export function countingRows(sample: Sample): Counting | null {
  const { weight } = sample
  if (weight === null) return null
  const counts = sample.task === 'ranking' ? ofQueries(weight, sample.query, sample.queries) : (row: number) => weight[row] !== 0
  let leftOut = 0
  for (let row = 0; row < weight.length; row++) if (!counts(row)) leftOut += 1
  // Where no row counts, the metrics say why they have no value.
  return leftOut === 0 || leftOut === weight.length ? null : { counts, leftOut }
}

function ofQueries(weight: Float64Array, query: Uint32Array, queries: number): (row: number) => boolean {
  const counted = new Uint8Array(queries)
  for (let row = 0; row < weight.length; row++) if (weight[row] !== 0) counted[query[row] ?? 0] = 1
  return (row) => counted[query[row] ?? 0] === 1
}

export function noteOnWeightless({ leftOut }: Counting, rows: number): string {
  return `${formatCount(leftOut)} of ${formatCount(rows)} rows have weight 0: they are no evidence, and no check counts them.`
}
