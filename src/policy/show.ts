import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { EffectivePolicy } from './effective.ts'
import { type MappingNode, type Origin, oneLine, type PolicyNode, plain } from './node.ts'

/** Values longer than this go over several lines. */
const LONGEST_LINE = 60

/**
 * The policy that applies, as `sluice policy` prints it: valid YAML, each value with where it comes from: a line of the file,
 * the base commit, or Sluice's default.
 *
 * @param only a model's name; all models when left out
 */
export function renderPolicy(effective: EffectivePolicy, path: string, only?: string): string {
  const models = new YAMLMap<Scalar<string>, YAMLMap>()
  for (const [name, block] of effective.models) {
    if (only === undefined || only === name) models.items.push(new Pair(new Scalar(name), mapping(block, path)))
  }
  const root = new YAMLMap<Scalar<string>, unknown>()
  root.items.push(new Pair(new Scalar('version'), new Scalar(1)), new Pair(new Scalar('models'), models))
  const document = new Document()
  document.contents = root
  document.commentBefore = heading(effective, path)
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

function heading({ source, sha256, loosened }: EffectivePolicy, path: string): string {
  const lines = [`${path}, ${SOURCES[source]}`, `sha256 ${sha256}`]
  for (const { rule, base, head, kept, where } of loosened) {
    const still = `${base ?? 'not set'} at the base commit still applies, not ${head ?? 'its removal'}`
    lines.push(`POLICY_LOOSENED ${rule}: ${kept === null ? `base ${base ?? 'not set'}, head ${head ?? 'removed'}` : still} (${where})`)
  }
  return lines.map((line) => ` ${line.replaceAll(/\p{Cc}/gu, ' ')}`).join('\n')
}

const SOURCES: Readonly<Record<EffectivePolicy['source'], string>> = {
  'base+head': "the stricter of the base commit's and this one",
  head: "this commit's",
  bootstrap: "this commit's: the base commit has none",
  'working-tree': 'of the working tree',
}

function mapping(node: MappingNode, path: string): YAMLMap<Scalar<string>, unknown> {
  const map = new YAMLMap<Scalar<string>, unknown>()
  for (const [name, entry] of node.entries) map.items.push(new Pair(new Scalar(name), value(entry.node, path)))
  return map
}

function value(node: PolicyNode, path: string): Scalar | YAMLMap | YAMLSeq {
  const written = node.kind === 'scalar' ? new Scalar(plain(node)) : collection(node, path)
  if (node.kind === 'scalar' || isFlow(node)) written.comment = ` ${originText(leaves(node)[0] ?? node.origin, path)}`
  return written
}

function collection(node: Exclude<PolicyNode, { kind: 'scalar' }>, path: string): YAMLMap | YAMLSeq {
  if (isFlow(node)) return flow(node)
  if (node.kind === 'mapping') return mapping(node, path)
  const list = new YAMLSeq()
  list.items.push(...node.items.map((item) => value(item, path)))
  return list
}

/** Short values that were written on one line stand on one line; otherwise each has its own, with its own origin. */
function isFlow(node: PolicyNode): boolean {
  const lines = new Set(leaves(node).map((origin) => (origin.kind === 'default' ? 'default' : `${origin.kind}:${origin.line}`)))
  return node.kind !== 'scalar' && lines.size <= 1 && oneLine(node).length <= LONGEST_LINE
}

function leaves(node: PolicyNode): Origin[] {
  if (node.kind === 'scalar') return [node.origin]
  return (node.kind === 'list' ? node.items : [...node.entries.values()].map((entry) => entry.node)).flatMap(leaves)
}

function flow(node: PolicyNode): YAMLMap | YAMLSeq {
  const written = new Document(plain(node)).contents
  if (!(written instanceof YAMLMap || written instanceof YAMLSeq)) throw new TypeError('a list or a mapping was expected')
  written.flow = true
  return written
}

function originText(origin: Origin, path: string): string {
  switch (origin.kind) {
    case 'file':
      return `${path}:${origin.line}`
    case 'base':
      return `base commit, line ${origin.line}`
    case 'default':
      return 'default'
  }
}
