/** At most so many of the items, evenly, the first and the last among them: what a drawing or a table can show of a long list. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]).filter(
    (item) => item !== undefined,
  )
}
