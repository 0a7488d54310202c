/** A list in a model's metadata: JSON (`["a, b","c"]`) or separated by commas (`a,b`). Null when the key is absent or names nothing. */
export function metadataList(text: string | undefined): string[] | null {
  const parsed = text === undefined ? undefined : jsonOf(text)
  const items = Array.isArray(parsed) ? parsed.map(String) : (text ?? '').split(',')
  const list = items.map((item) => item.trim())
  return list.some((item) => item === '') ? null : list
}

/** The same list by input name, for models with several wide inputs: `{"x": ["age", "hours"], "z": ["income"]}`. */
export function metadataListsByName(text: string | undefined): Readonly<Record<string, readonly string[]>> {
  const parsed = text === undefined ? undefined : jsonOf(text)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {}
  return Object.fromEntries(Object.entries(parsed).flatMap(([name, list]) => (Array.isArray(list) ? [[name, list.map(String)]] : [])))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
