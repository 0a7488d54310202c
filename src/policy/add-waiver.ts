import { isMap, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { UsageError } from '../errors.ts'
import type { Waiver } from '../gates/diff/policy.ts'
import { canonicalJson } from './canonical-json.ts'
import { parsePolicy } from './load.ts'
import type { Policy } from './policy.ts'

export type NewWaiver = {
  readonly rule: string
  readonly subject: string
  readonly reason: string
  readonly by: string
  readonly expires: string
}

/**
 * The policy's text with one more waiver for a model. Nothing else of it changes, not a blank: whoever reviews the change sees one line.
 * What comes out is read again, and must mean the same as before but for the waiver.
 *
 * @returns null where a waiver covers it already, as long or longer
 * @throws UsageError with the line to add by hand, for a text whose shape does not let it be added
 */
export function addWaiver(text: string, path: string, model: string, waiver: NewWaiver): string | null {
  const before = parsePolicy(text, path)
  const there = before.models.get(model)?.diff?.waivers
  if (there === undefined) throw withoutDiff(path, model)
  if (there.some((one) => covers(one, waiver))) return null
  // What `defaults` waives is not the model's own: a list of its own takes the place of theirs, so it has to hold them too.
  const line = flowOf(waiver)
  const after = insert(text, ['models', model, 'diff', 'waivers'], line, [...there.map(flowOf), line])
  if (after === null || !isOnlyAddition(before, after, path, model, waiver)) throw byHand(path, model, line)
  return after
}

function covers({ rule, subject, digest, expires }: Waiver, wanted: NewWaiver): boolean {
  return rule === wanted.rule && (subject === undefined || subject === wanted.subject) && digest === undefined && expires >= wanted.expires
}

/** JSON's texts are YAML's; a day needs no quotes. */
function flowOf({ rule, subject, reason, by, expires, ...rest }: NewWaiver | Waiver): string {
  const digest = 'digest' in rest && rest.digest !== undefined ? `, digest: ${JSON.stringify(rest.digest)}` : ''
  const of = subject === undefined ? '' : `, subject: ${JSON.stringify(subject)}`
  return `{ rule: ${rule}${of}, reason: ${JSON.stringify(reason)}, by: ${JSON.stringify(by)}, expires: ${expires}${digest} }`
}

/** @param all the list as it must be where the model has none of its own yet */
function insert(written: string, path: readonly string[], item: string, all: readonly string[]): string | null {
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
    // `diff:` with nothing behind it is an empty section; it is written anew by whoever adds it.
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

function isOnlyAddition(before: Policy, text: string, path: string, model: string, waiver: NewWaiver): boolean {
  let after: Policy
  try {
    after = parsePolicy(text, path)
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
  const wanted = [...before.models].map(([name, one]) =>
    name === model && one.diff !== null ? [name, { ...one, diff: { ...one.diff, waivers: [...one.diff.waivers, waiver] } }] : [name, one],
  )
  return canonicalJson(wanted) === canonicalJson([...after.models])
}

function withoutDiff(path: string, model: string): UsageError {
  return new UsageError({
    where: path,
    found: `no \`diff\` for ${model}`,
    expected: 'a model whose rules can be waived',
    remedy: 'Only findings of `diff` are waived; everything else is a margin of the policy.',
  })
}

function byHand(path: string, model: string, line: string): UsageError {
  return new UsageError({
    where: path,
    found: 'a form that nothing can be added to without changing something else',
    expected: `a list \`models.${model}.diff.waivers\``,
    remedy: `Add this line to it by hand: - ${line}`,
  })
}
