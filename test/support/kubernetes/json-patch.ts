export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

/** A patch that does not fit what stands there, or a `test` that fails: the server does not tell them apart. */
export class DoesNotFit extends Error {}

/** RFC 6902, as far as targets use it. */
export function applyJsonPatch(document: Json, patch: Json): Json {
  if (!Array.isArray(patch)) throw new TypeError('a JSON patch is a list')
  return patch.reduce<Json>((before, operation) => {
    const { op, path, value } = operation as { op: string; path: string; value: Json }
    const tokens = path
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    return edit(before, tokens, op, value)
  }, structuredClone(document))
}

function edit(at: Json | undefined, [token, ...rest]: string[], op: string, value: Json): Json {
  if (token === undefined || at === null || typeof at !== 'object') throw new DoesNotFit()
  if (Array.isArray(at)) {
    const index = token === '-' ? at.length : Number(token)
    if (!Number.isInteger(index) || index < 0 || index > at.length || (index === at.length && (rest.length > 0 || op !== 'add')))
      throw new DoesNotFit()
    if (rest.length > 0) return at.with(index, edit(at[index], rest, op, value))
    if (op === 'test') return requireSame(at, at[index], value)
    if (op === 'replace') return at.with(index, value)
    return op === 'remove' ? at.toSpliced(index, 1) : at.toSpliced(index, 0, value)
  }
  if (rest.length > 0) {
    if (!(token in at)) throw new DoesNotFit()
    return { ...at, [token]: edit(at[token], rest, op, value) }
  }
  if (op !== 'add' && !(token in at)) throw new DoesNotFit()
  if (op === 'test') return requireSame(at, at[token], value)
  if (op === 'remove') return Object.fromEntries(Object.entries(at).filter(([name]) => name !== token))
  return { ...at, [token]: value }
}

function requireSame(at: Json, found: Json | undefined, expected: Json): Json {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new DoesNotFit()
  return at
}

/** RFC 7386. */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch
  const before: JsonObject = document !== null && typeof document === 'object' && !Array.isArray(document) ? document : {}
  const after: JsonObject = { ...before }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete after[name]
    else after[name] = applyMergePatch(before[name], value)
  }
  return after
}
