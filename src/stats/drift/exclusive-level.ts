/**
 * Chance that all copies of a level fall into one of two samples, when the pooled rows are dealt out at random: the hypergeometric
 * probability Π (m − i) / (N − i). Every honest sample of a column with rare levels gains some and loses some; a level with many
 * copies on one side only is news.
 *
 * @param copies rows of the level, all in the sample of `rows` rows
 * @param rows of that sample
 * @param pooled rows of both samples
 */
export function chanceOfExclusive(copies: number, rows: number, pooled: number): number {
  if (copies > rows || rows > pooled) throw new RangeError(`${copies} of ${rows} of ${pooled} rows`)
  let chance = 1
  for (let copy = 0; copy < copies && chance > SMALLEST; copy++) chance *= (rows - copy) / (pooled - copy)
  return chance
}

/** Smaller chances are not told apart. */
const SMALLEST = 1e-300
