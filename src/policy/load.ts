import { readFile } from 'node:fs/promises'
import type { Problem } from '../errors.ts'
import { UsageError } from '../errors.ts'
import { MINIMAL_POLICY, parsePolicyDocument } from './document.ts'
import { modelProblems } from './model-problems.ts'
import { type Entry, type MappingNode, type PolicyNode, plain } from './node.ts'
import { type ModelPolicy, modelPolicyOf, type Policy } from './policy.ts'
import { MOST_PROBLEMS, problemsOf } from './problems.ts'
import { modelSection, policySection, SUBJECT_KINDS } from './schema.ts'
import { shapeOf } from './shape.ts'
import { mergeOver, withDefaults, withEmptySections } from './tree.ts'

export const MODEL_SHAPE = shapeOf(modelSection)
const POLICY_SHAPE = shapeOf(policySection)

/** A policy that is right in itself, with the nodes that it was made from: each model's block over `defaults`, defaults filled in. */
export type LoadedPolicy = { readonly policy: Policy; readonly models: ReadonlyMap<string, MappingNode> }

/** @throws UsageError with every problem of the text at once */
export function parsePolicy(text: string, path: string): Policy {
  return loadPolicy(text, path).policy
}

export function loadPolicy(text: string, path: string): LoadedPolicy {
  const parsed = parsePolicyDocument(text, path)
  if (!parsed.ok) throw new UsageError(...parsed.problems)
  const root = withEmptySections(parsed.root, POLICY_SHAPE)
  if (root.kind !== 'mapping') throw new TypeError('the root of a policy is a mapping')
  const written = policySection.safeParse(plain(root))
  const problems = problemsOf(written.error?.issues ?? [], root, policySection, path, 'ignored')
  problems.push(...missingAtTop(root, path))
  const models = new Map([...modelBlocks(root)].map(([name, block]) => [name, expandModel(block, root.entries.get('defaults')?.node)]))
  return finish(models, path, problems)
}

/**
 * Expanded blocks to a policy; also used for what becomes of two policies.
 *
 * @param problems found before; they come first
 */
export function finish(models: ReadonlyMap<string, MappingNode>, path: string, problems: readonly Problem[]): LoadedPolicy {
  const all = [...problems]
  const policies = new Map<string, ModelPolicy>()
  for (const [name, block] of models) {
    if (all.length > MOST_PROBLEMS) break
    const parsed = modelSection.safeParse(plain(block))
    all.push(...problemsOf(parsed.error?.issues ?? [], block, modelSection, path, 'reported'))
    all.push(...modelProblems(name, block, parsed.data ?? null, path))
    if (parsed.success && all.length === 0) policies.set(name, modelPolicyOf(name, parsed.data))
  }
  const [first, ...others] = inOrder(all).slice(0, MOST_PROBLEMS)
  if (first !== undefined) throw new UsageError(first, ...others)
  return { policy: { version: 1, models: policies }, models }
}

/** Required keys of a model may stand in `defaults`; these two may not. */
function missingAtTop(root: MappingNode, path: string): Problem[] {
  const issues = ['version', 'models'].filter((name) => !root.entries.has(name)).map((name) => ({ ...MISSING, path: [name] }))
  const models = root.entries.get('models')
  if (models?.node.kind === 'mapping' && models.node.entries.size === 0) {
    const { where } = problemsOf([{ ...MISSING, path: ['models'] }], root, policySection, path, 'reported')[0] ?? { where: path }
    return [{ where, found: '`models` is empty', expected: 'at least one model', remedy: `For example:\n\n${MINIMAL_POLICY}` }]
  }
  return problemsOf(issues, root, policySection, path, 'reported')
}

const MISSING = { code: 'custom', message: '' } as const

function modelBlocks(root: MappingNode): Map<string, MappingNode> {
  const models = root.entries.get('models')?.node
  const blocks = new Map<string, MappingNode>()
  if (models?.kind !== 'mapping') return blocks
  for (const [name, { keyOrigin, node }] of models.entries) {
    // A message about the block as a whole points at the model's name, not at the line below it.
    if (node.kind === 'mapping') blocks.set(name, { ...node, origin: keyOrigin })
  }
  return blocks
}

function expandModel(block: MappingNode, defaults: PolicyNode | undefined): MappingNode {
  const merged = defaults?.kind === 'mapping' ? mergeOver(withoutOtherSubject(defaults, block), block, MODEL_SHAPE) : block
  return withDefaults(merged, MODEL_SHAPE)
}

/** A model that says what it is takes no other kind from `defaults`. */
function withoutOtherSubject(defaults: MappingNode, block: MappingNode): MappingNode {
  const isSubject = (name: string) => SUBJECT_KINDS.some((kind) => kind === name)
  if (![...block.entries.keys()].some(isSubject)) return defaults
  return { ...defaults, entries: new Map<string, Entry>([...defaults.entries].filter(([name]) => !isSubject(name))) }
}

/** By place, each once: a mistake in `defaults` would come again with every model. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify([problem.where, problem.found]), problem]))
  const place = ({ where }: Problem) => where.split(':').slice(-2).map(Number)
  return [...unique.values()].sort((a, b) => {
    const [lineA = 0, columnA = 0] = place(a)
    const [lineB = 0, columnB = 0] = place(b)
    return lineA - lineB || columnA - columnB
  })
}

/** @throws UsageError with a policy to paste when there is none */
export async function readPolicyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw missingPolicy(path, error instanceof Error ? error.message : String(error))
  }
}

export function missingPolicy(path: string, why: string): UsageError {
  const found = why.includes('ENOENT') ? 'there is no such file' : `it cannot be read (${why})`
  return new UsageError({
    where: path,
    found,
    expected: 'the policy',
    remedy: `Save this as ${path} and fill in your names:\n\n${MINIMAL_POLICY}`,
  })
}
