/** Where a value of the policy came from: a place in the file, the same file at the base commit, or Sluice's own default. */
export type Origin =
  | { readonly kind: 'file'; readonly line: number; readonly column: number }
  | { readonly kind: 'base'; readonly line: number; readonly column: number }
  | { readonly kind: 'default' }

export type Scalar = string | number | boolean | null

/** A value with its place. `source` is how the file writes it (`1e-3`, `5%`), which messages quote. */
export type ScalarNode = { readonly kind: 'scalar'; readonly value: Scalar; readonly source: string; readonly origin: Origin }
export type ListNode = { readonly kind: 'list'; readonly items: readonly PolicyNode[]; readonly origin: Origin }
export type Entry = { readonly keyOrigin: Origin; readonly node: PolicyNode }
export type MappingNode = { readonly kind: 'mapping'; readonly entries: ReadonlyMap<string, Entry>; readonly origin: Origin }
export type PolicyNode = ScalarNode | ListNode | MappingNode

export type Path = readonly PropertyKey[]

/** As plain data, for the schema. */
export function plain(node: PolicyNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(plain)
    case 'mapping':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]))
  }
}

/** Plain data (a default) as nodes of one origin. */
export function nodeOf(value: unknown, origin: Origin): PolicyNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => nodeOf(item, origin)), origin }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [key, { keyOrigin: origin, node: nodeOf(item, origin) }] as const)
    return { kind: 'mapping', entries: new Map(entries), origin }
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return { kind: 'scalar', value, source: String(value), origin }
  }
  throw new TypeError(`a policy cannot hold a ${typeof value}`)
}

export function nodeAt(root: PolicyNode, path: Path): PolicyNode | undefined {
  return path.reduce<PolicyNode | undefined>((node, step) => {
    if (node?.kind === 'mapping') return node.entries.get(String(step))?.node
    return node?.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined
  }, root)
}

/** The same nodes, said to stand in the base commit's file. */
export function asBase(node: PolicyNode): PolicyNode {
  const origin = baseOrigin(node.origin)
  switch (node.kind) {
    case 'scalar':
      return { ...node, origin }
    case 'list':
      return { ...node, items: node.items.map(asBase), origin }
    case 'mapping': {
      const entries = [...node.entries].map(
        ([key, entry]) => [key, { keyOrigin: baseOrigin(entry.keyOrigin), node: asBase(entry.node) }] as const,
      )
      return { ...node, entries: new Map(entries), origin }
    }
  }
}

function baseOrigin(origin: Origin): Origin {
  return origin.kind === 'file' ? { ...origin, kind: 'base' } : origin
}

/** One line, as a message quotes it: `5%`, `[1, 32]`, `{ relative: 25%, absolute: 0.5pp }`. */
export function oneLine(node: PolicyNode): string {
  switch (node.kind) {
    case 'scalar':
      return node.source === '' ? "''" : node.source.replaceAll(/\p{Cc}/gu, ' ')
    case 'list':
      return `[${node.items.map(oneLine).join(', ')}]`
    case 'mapping': {
      const entries = [...node.entries].map(([key, entry]) => `${key}: ${oneLine(entry.node)}`)
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
    }
  }
}

const MOST_QUOTED = 80

/** What stands there, for the `found` of a problem. */
export function describeNode(node: PolicyNode): string {
  if (node.kind === 'scalar') {
    if (node.value === null) return 'empty'
    const text = node.source.length > MOST_QUOTED ? `${node.source.slice(0, MOST_QUOTED)}…` : node.source
    return typeof node.value === 'string' ? JSON.stringify(text) : text
  }
  const text = oneLine(node)
  const noun = node.kind === 'list' ? 'a list' : 'a mapping'
  return text.length > MOST_QUOTED ? noun : `${noun}: ${text}`
}
