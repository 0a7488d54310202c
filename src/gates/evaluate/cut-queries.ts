import { formatCount } from '../../judge/format-number.ts'
import type { RankingSample } from '../../metrics/sample.ts'
import type { SliceColumn } from '../../sources/scored-rows.ts'
import { sliceGroups } from './slice-groups.ts'

/** Notes on slices that hold only some documents of a query: what is judged there is the ranking of a part. */
export function notesOnCutQueries({ query, queries }: RankingSample, slices: readonly SliceColumn[]): string[] {
  const all = countByQuery(query, null, queries)
  return [...sliceGroups(slices)].flatMap(({ slice, rows }) => {
    const inside = countByQuery(query, rows, queries)
    const held = inside.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
    const cut = inside.reduce((sum, count, one) => sum + (count > 0 && count < (all[one] ?? 0) ? 1 : 0), 0)
    const text = `${slice}: ${formatCount(cut)} of ${formatCount(held)} queries have rows outside of it, too, and are judged on those within.`
    return cut === 0 ? [] : [text]
  })
}

/** @param rows null for all */
function countByQuery(query: Uint32Array, rows: Uint32Array | null, queries: number): Uint32Array {
  const counts = new Uint32Array(queries)
  const add = (row: number) => {
    const one = query[row] ?? 0
    counts[one] = (counts[one] ?? 0) + 1
  }
  if (rows === null) for (let row = 0; row < query.length; row++) add(row)
  else for (const row of rows) add(row)
  return counts
}
