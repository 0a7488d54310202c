import { type Entry, type MappingNode, nodeOf, type PolicyNode } from './node.ts'
import type { Shape } from './shape.ts'

/** `evaluate:` with nothing behind it is an empty section, not a null; an empty value (`min:`) stays what it is, and is refused. */
export function withEmptySections(node: PolicyNode, shape: Shape): PolicyNode {
  if (shape.kind === 'value') return node
  if (node.kind === 'scalar' && node.value === null) return { kind: 'mapping', entries: new Map(), origin: node.origin }
  if (node.kind !== 'mapping') return node
  return mapEntries(node, (name, entry) => {
    const inner = shape.kind === 'map' ? shape.value.shape : shape.keys.get(name)?.shape
    return inner === undefined ? entry.node : withEmptySections(entry.node, inner)
  })
}

/** A model's block over `defaults`: sections and maps key by key, every other value as a whole. */
export function mergeOver(base: MappingNode, over: MappingNode, shape: Shape): MappingNode {
  const entries = new Map(base.entries)
  for (const [name, entry] of over.entries) {
    const below = entries.get(name)
    const inner = shape.kind === 'map' ? shape.value.shape : shape.kind === 'section' ? shape.keys.get(name)?.shape : undefined
    const merges = inner !== undefined && inner.kind !== 'value' && below?.node.kind === 'mapping' && entry.node.kind === 'mapping'
    entries.set(name, merges ? { ...entry, node: mergeOver(below.node, entry.node, inner) } : entry)
  }
  return { ...over, entries }
}

/** Every key that has a default and was left out, in the schema's order. */
export function withDefaults(node: MappingNode, shape: Shape): MappingNode {
  if (shape.kind === 'map') {
    const { shape: inner } = shape.value
    return mapEntries(node, (_, entry) => (entry.node.kind === 'mapping' ? withDefaults(entry.node, inner) : entry.node))
  }
  if (shape.kind === 'value') return node
  const entries = new Map<string, Entry>()
  for (const [name, key] of shape.keys) {
    const given = node.entries.get(name)
    if (given !== undefined) {
      entries.set(name, given.node.kind === 'mapping' ? { ...given, node: withDefaults(given.node, key.shape) } : given)
    } else if (key.default !== undefined) {
      entries.set(name, { keyOrigin: { kind: 'default' }, node: nodeOf(key.default, { kind: 'default' }) })
    }
  }
  return { ...node, entries }
}

export function mapEntries(node: MappingNode, change: (name: string, entry: Entry) => PolicyNode): MappingNode {
  const entries = [...node.entries].map(([name, entry]) => [name, { ...entry, node: change(name, entry) }] as const)
  return { ...node, entries: new Map(entries) }
}
