import { type Entry, type MappingNode, nodeAt, oneLine, type PolicyNode, plain } from './node.ts'
import { modelSection } from './schema.ts'
import { type KeyShape, keyShape } from './shape.ts'
import { compareStrictness, isSame } from './stricter-value.ts'

/** A rule of the base commit that head asks less of, or no longer has. It applies as `kept` says; null is "not set". */
export type Loosened = {
  readonly rule: string
  readonly base: string | null
  readonly head: string | null
  readonly kept: string | null
  /** The node of head that asks for less; null when the key is gone. */
  readonly headNode: PolicyNode | null
}

export type StricterOfBoth = { readonly models: ReadonlyMap<string, MappingNode>; readonly loosened: readonly Loosened[] }

/**
 * Key by key the stricter of the base commit's policy and the pull request's (design §4): nobody loosens in a pull request the
 * rule that judges it. What only head has applies; what head removes or loosens still applies as at base, and is listed.
 * Both come expanded: defaults are values like any other, so that "not set" against `confidence: 80%` is a loosening.
 */
export function stricterOfBoth(base: ReadonlyMap<string, MappingNode>, head: ReadonlyMap<string, MappingNode>): StricterOfBoth {
  const models = new Map(head)
  const comparison = new Comparison()
  const model = keyShape(modelSection)
  for (const [name, block] of base) {
    const kept = comparison.stricter(block, head.get(name), model, `models.${name}`)
    if (kept?.kind === 'mapping') models.set(name, kept)
  }
  return { models, loosened: comparison.loosened }
}

class Comparison {
  readonly loosened: Loosened[] = []

  stricter(base: PolicyNode | undefined, head: PolicyNode | undefined, key: KeyShape, path: string): PolicyNode | undefined {
    const rule = key.facts?.stricter
    if (rule === 'head') return head
    if (rule === undefined) return this.stricterSection(base, head, key, path)
    if (rule === 'base') return this.asAtBase(base, head, key, path)
    if (rule === 'common') return this.common(base, head, path)
    if (typeof rule === 'object' && 'unionBy' in rule) return this.union(base, head, rule.unionBy, path)
    return this.ordered(base, head, key, rule, path)
  }

  /** A section or a map: key by key. */
  private stricterSection(base: PolicyNode | undefined, head: PolicyNode | undefined, key: KeyShape, path: string): PolicyNode | undefined {
    if (base === undefined) return head
    if (head === undefined) return this.keep(base, undefined, path)
    if (base.kind !== 'mapping' || head.kind !== 'mapping') return this.keep(base, head, path)
    const entries = new Map<string, Entry>()
    for (const name of new Set([...head.entries.keys(), ...base.entries.keys()])) {
      const inner = key.shape.kind === 'map' ? key.shape.value : key.shape.kind === 'section' ? key.shape.keys.get(name) : undefined
      if (inner === undefined) continue
      const node = this.stricter(nodeAt(base, [name]), nodeAt(head, [name]), inner, `${path}.${name}`)
      const from = head.entries.get(name) ?? base.entries.get(name)
      if (node !== undefined && from !== undefined) entries.set(name, { ...from, node })
    }
    return { ...head, entries }
  }

  /** It says what is measured: neither value is the stricter one, so the one that the protected branch has agreed to stays. */
  private asAtBase(base: PolicyNode | undefined, head: PolicyNode | undefined, key: KeyShape, path: string): PolicyNode | undefined {
    if (base !== undefined && head !== undefined && isSame(base, head, key.schema)) return head
    return base === undefined && head === undefined ? undefined : this.keep(base, head, path)
  }

  private ordered(
    base: PolicyNode | undefined,
    head: PolicyNode | undefined,
    key: KeyShape,
    rule: 'smaller' | 'larger' | readonly string[],
    path: string,
  ): PolicyNode | undefined {
    // A word that is left out stands for the strictest one (`require`: proof), so dropping it loosens nothing and adding one may.
    if (typeof rule === 'object' && head === undefined) return undefined
    if (base === undefined) {
      const isStrictest = typeof rule !== 'object' || (head?.kind === 'scalar' && head.value === rule.at(-1))
      return isStrictest ? head : this.keep(base, head, path)
    }
    if (head === undefined) return this.keep(base, head, path)
    const comparison = compareStrictness(base, head, key.schema, rule)
    return comparison === 'head-looser' || comparison === 'incomparable' ? this.keep(base, head, path) : head
  }

  /** Every entry of both counts; of two with one identity, base's. */
  private union(
    base: PolicyNode | undefined,
    head: PolicyNode | undefined,
    identity: (entry: unknown) => string,
    path: string,
  ): PolicyNode | undefined {
    if (base?.kind !== 'list') return head
    if (head?.kind !== 'list') return base.items.length === 0 ? head : this.keep(base, head, path)
    const atBase = new Map(base.items.map((item) => [identity(plain(item)), item]))
    const atHead = new Set(head.items.map((item) => identity(plain(item))))
    const items = head.items.map((item) => {
      const name = identity(plain(item))
      const before = atBase.get(name)
      return before === undefined || isSame(before, item, undefined) ? item : this.keep(before, item, `${path}.${name}`)
    })
    const removed = [...atBase].filter(([name]) => !atHead.has(name)).map(([name, item]) => this.keep(item, undefined, `${path}.${name}`))
    return { ...head, items: [...items, ...removed].filter((item) => item !== undefined) }
  }

  /** A waiver counts once the protected branch has it; one that head takes back counts no more. */
  private common(base: PolicyNode | undefined, head: PolicyNode | undefined, path: string): PolicyNode | undefined {
    if (head?.kind !== 'list') return undefined
    const agreed = base?.kind === 'list' ? base.items : []
    const items = head.items.filter((item, index) => {
      const isAgreed = agreed.some((other) => isSame(other, item, undefined))
      if (!isAgreed) this.keep(undefined, item, `${path}.${index + 1}`)
      return isAgreed
    })
    return items.length === 0 ? undefined : { ...head, items }
  }

  private keep(base: PolicyNode | undefined, head: PolicyNode | undefined, path: string): PolicyNode | undefined {
    const before = base === undefined ? null : oneLine(base)
    this.loosened.push({ rule: path, base: before, head: head === undefined ? null : oneLine(head), kept: before, headNode: head ?? null })
    return base
  }
}
