import { NO_GROUP, type SliceColumn } from '../../sources/scored-rows.ts'

/** The rows of one group of a declared slice; a declared group without rows is listed too, with none. */
export type SliceGroup = { readonly slice: string; readonly rows: Uint32Array }

/** Every group of every declared slice, in the order of declaration. Rows are counted first, so each list is allocated once. */
export function* sliceGroups(slices: readonly SliceColumn[]): Generator<SliceGroup> {
  for (const slice of slices) {
    const counts = countGroups(slice)
    for (const [group, name] of slice.groups.entries()) yield { slice: name, rows: rowsOfGroup(slice.code, group, counts[group] ?? 0) }
  }
}

function countGroups(slice: SliceColumn): Uint32Array {
  const counts = new Uint32Array(slice.groups.length)
  for (const code of slice.code) if (code !== NO_GROUP) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

function rowsOfGroup(code: Uint16Array, group: number, count: number): Uint32Array {
  const rows = new Uint32Array(count)
  let next = 0
  for (let row = 0; row < code.length; row++) if (code[row] === group) rows[next++] = row
  return rows
}
