import { isAlias, isMap, isScalar, type LineCounter, type Node } from 'yaml'
import type { Problem } from '../errors.ts'
import type { Entry, Origin, PolicyNode } from './node.ts'
import { problemAt } from './syntax-problems.ts'

/** A policy is some hundred lines. Beyond these it is a mistake, or an attempt to exhaust the runner through aliases. */
const MOST_CHARACTERS_OF_A_VALUE = 10_000
const MOST_VALUES = 20_000
const MOST_NESTING = 50
const PLAIN_NAME = /^\P{Cc}{1,200}$/u

/** Turns the library's nodes into ours and follows aliases, counting what comes out. */
export class NodeReader {
  private readonly lines: LineCounter
  private readonly file: string
  private readonly anchors = new Map<string, Node>()
  private readonly problems: Problem[] = []
  private values = 0
  private isExhausted = false

  constructor(lines: LineCounter, file: string) {
    this.lines = lines
    this.file = file
  }

  /** The whole tree. What could not be read is an empty value there, and one of the problems. */
  read(contents: Node): { readonly root: PolicyNode; readonly problems: readonly Problem[] } {
    return { root: this.node(contents, 0), problems: this.problems }
  }

  private node(node: Node | null, depth: number): PolicyNode {
    const origin = this.origin(node)
    if (this.isExhausted || node === null) return empty(origin)
    if (++this.values > MOST_VALUES) this.isExhausted = true
    if (this.isExhausted) return this.complain(node, `more than ${MOST_VALUES} values`, 'fewer', 'Aliases (`*name`) multiply them.')
    if (depth > MOST_NESTING) {
      this.isExhausted = true
      return this.complain(node, `nested deeper than ${MOST_NESTING} levels`, 'a flat policy', 'An alias (`*name`) may contain itself.')
    }
    if (isAlias(node)) {
      const target = this.anchors.get(node.source)
      return target
        ? this.node(target, depth + 1)
        : this.complain(node, `no anchor &${node.source} before`, 'one', 'Write the value itself.')
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node)
    if (isScalar(node)) return this.scalar(node.value, node.source ?? '', node, origin)
    if (isMap<Node, Node | null>(node)) return this.mapping(node.items, depth, origin)
    return { kind: 'list', items: node.items.map((item) => this.node(isNode(item) ? item : null, depth + 1)), origin }
  }

  private scalar(value: unknown, source: string, node: Node, origin: Origin): PolicyNode {
    if (source.length > MOST_CHARACTERS_OF_A_VALUE) {
      return this.complain(node, `a value of ${source.length} characters`, `at most ${MOST_CHARACTERS_OF_A_VALUE}`, 'Shorten it.')
    }
    if (typeof value === 'number') {
      if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
        return { kind: 'scalar', value, source, origin }
      return this.complain(node, `${source} cannot be held exactly`, 'a number below 2^53', 'If it is a name, put it in quotes.')
    }
    if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'scalar', value, source: String(value), origin }
    return empty(origin)
  }

  private mapping(items: readonly { key: Node; value: Node | null }[], depth: number, origin: Origin): PolicyNode {
    const entries = new Map<string, Entry>()
    for (const { key, value } of items) {
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : undefined
      if (name === undefined || name === '__proto__' || !PLAIN_NAME.test(name))
        return this.complain(key, 'a key that is no plain name', 'a name', 'Keys are plain text.')
      if (entries.has(name)) {
        this.complain(key, `the key \`${name}\` stands twice`, 'each key once', 'Remove one of them.')
        continue
      }
      const keyOrigin = this.origin(key)
      entries.set(name, { keyOrigin, node: value === null ? empty(keyOrigin) : this.node(value, depth + 1) })
    }
    return { kind: 'mapping', entries, origin }
  }

  private complain(node: Node, found: string, expected: string, remedy: string): PolicyNode {
    const { line, col } = this.place(node)
    this.problems.push(problemAt(this.file, line, col, found, expected, remedy))
    return empty(this.origin(node))
  }

  private origin(node: Node | null): Origin {
    const { line, col } = this.place(node)
    return { kind: 'file', line, column: col }
  }

  private place(node: Node | null): { line: number; col: number } {
    return this.lines.linePos(node?.range?.[0] ?? 0)
  }
}

function empty(origin: Origin): PolicyNode {
  return { kind: 'scalar', value: null, source: '', origin }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}
