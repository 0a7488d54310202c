import { type RatioGrid, ratioGrid } from './share.ts'

/** Forty alternatives from 1.05 to 20 times the margin, evenly in their logarithm. */
export const WORSE = ratioGrid(Array.from({ length: 40 }, (_, i) => Math.log(1.05) + (i * (Math.log(20) - Math.log(1.05))) / 39))

/** Alternatives on the way from the margin down to equal arms and beyond; a margin of 1 excludes nothing unless the canary is better. */
export function betterThan(ratio: number): RatioGrid {
  const span = Math.log(ratio > 1 ? ratio : 1.5)
  return ratioGrid([0.5, 0.75, 1, 1.5, 2].map((fraction) => -fraction * span))
}

/** In units of the difference that is allowed. */
export const FRACTIONS_ABOVE: readonly number[] = [1.5, 2, 3, 5, 10, 20, 50]
export const FRACTIONS_BELOW: readonly number[] = [0, 0.25, 0.5]
