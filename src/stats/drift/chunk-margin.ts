/** Standard deviations above the mean that still count as the reference's own unrest (NannyML's default threshold, for one). */
const DEVIATIONS = 3

/**
 * A margin that the reference itself suggests: how far its own chunks lie from the rest of it, beyond chance. Data of one population
 * suggest nearly 0; data with seasons suggest as much as their seasons differ.
 *
 * @param distances of each chunk from all others, less what chance would show; at least two
 * @param least the smallest margin that is of any use
 */
export function chunkMargin(distances: readonly number[], least: number): number {
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length
  const variance = distances.reduce((sum, distance) => sum + (distance - mean) ** 2, 0) / (distances.length - 1)
  return Math.max(least, mean + DEVIATIONS * Math.sqrt(variance))
}
