import { distance } from 'fastest-levenshtein'

/**
 * The name that was probably meant, separators and case aside; undefined when none is that near.
 *
 * @param most share of the letters that may differ; swapped letters (`wran`) are two
 */
export function nearest(name: string, known: readonly string[], most = 0.5): string | undefined {
  const bare = bareName(name)
  const longer = bare.length < 3 ? undefined : known.find((candidate) => bareName(candidate).startsWith(bare))
  if (longer !== undefined) return longer
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const target = bareName(candidate)
    const away = distance(bare, target)
    if (away < least && away <= Math.max(bare.length, target.length) * most) {
      best = candidate
      least = away
    }
  }
  return best
}

function bareName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '')
}
