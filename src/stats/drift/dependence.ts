import { NotEstimable } from '../not-estimable.ts'
import { type Counts, total } from './counts.ts'

/**
 * How differently two columns go together in two samples, 0 to 1: half the sum over all cells of |r − s|, where r and s are the shares
 * of the cell less what independent columns of the same margins would have. Where the margins of both samples agree it is the total
 * variation of the two tables; a change of the margins alone hardly moves it. It throws NotEstimable where a sample has no rows.
 *
 * @param counts of the cells of a square table of `width` × `width`, row by row
 */
export function dependenceChange(counts: Counts, width: number): number {
  const [before, after] = [residuals(counts.reference, width), residuals(counts.current, width)]
  let sum = 0
  for (let cell = 0; cell < before.length; cell++) sum += Math.abs((before[cell] ?? 0) - (after[cell] ?? 0))
  return sum / 2
}

function residuals(cells: ArrayLike<number>, width: number): Float64Array {
  const n = total(cells)
  if (n === 0) throw new NotEstimable('no rows')
  const [rows, columns] = [new Float64Array(width), new Float64Array(width)]
  for (let cell = 0; cell < width * width; cell++) {
    const share = (cells[cell] ?? 0) / n
    const [row, column] = [Math.floor(cell / width), cell % width]
    rows[row] = (rows[row] ?? 0) + share
    columns[column] = (columns[column] ?? 0) + share
  }
  return Float64Array.from(
    { length: width * width },
    (_, cell) => (cells[cell] ?? 0) / n - (rows[Math.floor(cell / width)] ?? 0) * (columns[cell % width] ?? 0),
  )
}
