/** Names from a file are hostile text: quoted, and so many of them that a reader still reads. */
export function quoteNames(names: readonly string[], most = 20): string {
  const shown = names.slice(0, most).map((name) => JSON.stringify(name))
  const more = names.length > most ? [`and ${names.length - most} more`] : []
  return shown.length === 0 ? 'none' : [...shown, ...more].join(', ')
}
