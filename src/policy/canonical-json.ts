import canonicalize from 'canonicalize'

/** The package's types describe an ES module, but its code is CommonJS: what is imported is the function itself. */
const serialize = canonicalize as unknown as typeof canonicalize.default

/** RFC 8785: the same data always give the same text, whatever the order of keys. */
export function canonicalJson(value: unknown): string {
  const json = serialize(value)
  if (json === undefined) throw new TypeError('only data has a canonical form')
  return json
}
