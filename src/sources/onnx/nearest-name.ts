import { distance } from 'fastest-levenshtein'

/** Names that differ by more than a third of their letters are not a slip of the pen. */
const MAX_SHARE = 1 / 3
/** A list of names in a message stays readable up to here. */
const MAX_NAMES = 30

/** The name that was probably meant, or null. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const scored = known.map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
  const [best] = scored.sort((a, b) => a.far - b.far)
  return best !== undefined && best.far <= Math.max(2, name.length * MAX_SHARE) ? best.other : null
}

/** Names from files, for a message: quoted as JSON, so that none can break the line or pass for something else. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, MAX_NAMES).map((name) => JSON.stringify(name))
  return names.length > MAX_NAMES ? `${shown.join(', ')} and ${names.length - MAX_NAMES} more` : shown.join(', ')
}
