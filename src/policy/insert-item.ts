import { isMap, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'

/**
 * A YAML text with one more item in the list at `path`, by places in the text: a document that is written anew would lose blanks and line
 * ends. What it returns has to be read again by whoever knows what it must mean.
 *
 * @param item in flow style, on one line
 * @param all the list as it must be where there is none yet
 * @returns null where the text has no place for it: an alias, an empty key, something else than mappings on the way
 */
export function insertItem(written: string, path: readonly string[], item: string, all: readonly string[]): string | null {
  const mark = written.startsWith('\ufeff') ? '\ufeff' : ''
  const text = written.slice(mark.length)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: false, version: '1.2', schema: 'core', logLevel: 'error' })
  let node: unknown = document.contents
  let rest = path
  while (isMap(node) && rest.length > 0) {
    const [name] = rest
    const pair: Pair | undefined = node.items.find(({ key }) => String(key) === name)
    if (pair === undefined) break
    node = pair.value
    rest = rest.slice(1)
  }
  const column = (offset: number) => lines.linePos(offset).col - 1
  const added =
    isSeq(node) && rest.length === 0 ? intoList(text, node, item, column) : isMap(node) ? intoMap(text, node, rest, all, column) : null
  return added === null ? null : mark + added
}

type Column = (offset: number) => number

function intoList(text: string, list: YAMLSeq, item: string, column: Column): string | null {
  if (list.flow === true) return intoFlow(text, list, item)
  const start = list.range?.[0]
  return start === undefined ? null : afterBlock(text, list, `${' '.repeat(column(start))}- ${item}`)
}

function intoMap(text: string, map: YAMLMap, [name, ...below]: readonly string[], all: readonly string[], column: Column): string | null {
  if (name === undefined) return null
  if (map.flow === true)
    return intoFlow(text, map, `${name}: ${below.reduceRight((inner, key) => `{ ${key}: ${inner} }`, `[${all.join(', ')}]`)}`)
  const start = map.range?.[0]
  if (start === undefined) return null
  const newLine = lineEndOf(text)
  const indent = column(start)
  const keys = [name, ...below].map((key, depth) => `${' '.repeat(indent + 2 * depth)}${key}:`)
  const items = all.map((one) => `${' '.repeat(indent + 2 * keys.length)}- ${one}`)
  return afterBlock(text, map, [...keys, ...items].join(newLine))
}

function intoFlow(text: string, node: YAMLMap | YAMLSeq, added: string): string | null {
  const start = node.range?.[0]
  const last: unknown = node.items.at(-1)
  if (start === undefined) return null
  if (last === undefined) return `${text.slice(0, start + 1)} ${added} ${text.slice(start + 1)}`
  const end = endOf(last)
  return end === null ? null : `${text.slice(0, end)}, ${added}${text.slice(end)}`
}

/** Behind the line on which a block ends, with its comment. */
function afterBlock(text: string, node: YAMLMap | YAMLSeq, lines: string): string | null {
  const end = endOf(node.items.at(-1))
  if (end === null) return null
  const newLine = lineEndOf(text)
  if (text[end - 1] === '\n') return `${text.slice(0, end)}${lines}${newLine}${text.slice(end)}`
  const next = text.indexOf('\n', end)
  return next === -1 ? `${text}${newLine}${lines}${newLine}` : `${text.slice(0, next + 1)}${lines}${newLine}${text.slice(next + 1)}`
}

/** Of a value, or of an entry: of its value, or of its key where it has none. */
function endOf(item: unknown): number | null {
  if (typeof item !== 'object' || item === null) return null
  if ('key' in item && 'value' in item) return endOf(item.value) ?? endOf(item.key)
  if (isMap(item) || isSeq(item))
    return item.flow === true || item.items.length === 0 ? (item.range?.[1] ?? null) : endOf(item.items.at(-1))
  const range = 'range' in item ? item.range : null
  return Array.isArray(range) && typeof range[1] === 'number' ? range[1] : null
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
