/** Files of one model: the one in use, and the others that were taken for versions of it. */
export type Family<File> = { readonly current: File; readonly others: readonly File[] }

const IN_USE = /(^|[^a-z])(prod|production|champion|current|baseline|live|released?|latest|serving)([^a-z]|$)/i
const NOT_IN_USE =
  /(^|[^a-z])(candidates?|challenger|experiments?|archive|old|backup|bak|tmp|temp|draft|test|tests|fixtures?|worse|broken|previous|retrained)([^a-z]|$)/i

/** Groups by what makes files versions of each other, in the order of the first of each group. */
export function chooseVersions<File extends { readonly path: string }>(
  files: readonly File[],
  keyOf: (file: File) => string,
): Family<File>[] {
  const groups = new Map<string, File[]>()
  for (const file of files) groups.set(keyOf(file), [...(groups.get(keyOf(file)) ?? []), file])
  return [...groups.values()].map((group) => {
    const [current, ...others] = group.toSorted(
      (a, b) => standing(b.path) - standing(a.path) || depth(a.path) - depth(b.path) || byVersion(a.path, b.path),
    )
    if (current === undefined) throw new Error('an empty group')
    return { current, others }
  })
}

function standing(path: string): number {
  return (IN_USE.test(path) ? 1 : 0) - (NOT_IN_USE.test(path) ? 2 : 0)
}

function depth(path: string): number {
  return path.split('/').length
}

/** Of names that differ in numbers the highest is the newest; other names go by the alphabet. */
function byVersion(a: string, b: string): number {
  const [bareA, bareB] = [a.replace(/\d+/g, ''), b.replace(/\d+/g, '')]
  if (bareA !== bareB) return a < b ? -1 : 1
  return b.localeCompare(a, 'en', { numeric: true })
}
