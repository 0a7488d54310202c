import { createHash } from 'node:crypto'
import { UsageError } from '../errors.ts'
import { canonicalJson } from './canonical-json.ts'
import { finish, type LoadedPolicy, loadPolicy } from './load.ts'
import { asBase, type MappingNode, nodeAt, type Path } from './node.ts'
import type { Policy } from './policy.ts'
import { whereOf } from './problems.ts'
import { type Loosened, stricterOfBoth } from './strictness.ts'

export type PolicySource = 'base+head' | 'head' | 'bootstrap' | 'working-tree'

export type EffectivePolicy = {
  /** What applies. */
  readonly policy: Policy
  /** The base commit's own: how its model is loaded and which data it was judged on. null without one. */
  readonly base: Policy | null
  readonly source: PolicySource
  /** Each is a POLICY_LOOSENED; `where` is the line of head, or the file when the key is gone. */
  readonly loosened: readonly (Omit<Loosened, 'headNode'> & { readonly where: string })[]
  /** Of the policy in force as canonical JSON (RFC 8785), in hex. */
  readonly sha256: string
  /** Models as they apply, with the origin of every value. */
  readonly models: ReadonlyMap<string, MappingNode>
  /** Position of a value for messages: `where(['income', 'data', 'label'])` is `sluice.yml:12:14`. */
  where(path: Path): string
}

export type PolicyTexts = {
  /** The base commit's text; null when it has none. Of no meaning unless two are compared. */
  readonly base: string | null
  readonly head: string
  readonly path: string
  /** What the event asks for (design §4): two commits' policies compared, one commit's own, or the working tree's. */
  readonly comparing?: 'base+head' | 'head' | 'working-tree'
}

/** @throws UsageError when head's policy is wrong, or does not fit with the base commit's rules that still apply */
export function effectivePolicy({ base, head, path, comparing = 'base+head' }: PolicyTexts): EffectivePolicy {
  const own = loadPolicy(head, path)
  if (comparing !== 'base+head') return assemble(own, null, comparing, [], path)
  if (base === null) return assemble(own, null, 'bootstrap', [], path)
  const before = loadBase(base, path)
  if (typeof before === 'string') return assemble(own, null, 'base+head', [unreadableBase(before)], path)
  const baseModels = new Map([...before.models].map(([name, block]) => [name, atBase(block)]))
  const { models, loosened } = stricterOfBoth(baseModels, own.models)
  return assemble(finishBoth(models, path), before.policy, 'base+head', loosened, path)
}

/**
 * A base policy that this version cannot read must not lock the repository: the pull request that mends it, or that moves to a new
 * version, could never be merged. Its own policy applies, and the report says so.
 */
function loadBase(text: string, path: string): LoadedPolicy | string {
  try {
    return loadPolicy(text, path)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

function unreadableBase(why: string): Loosened {
  const [firstLine = why] = why.split('\n')
  return { rule: 'the whole policy', base: `cannot be read: ${firstLine}`, head: 'applies alone', kept: null, headNode: null }
}

function finishBoth(models: ReadonlyMap<string, MappingNode>, path: string): LoadedPolicy {
  try {
    return finish(models, path, [])
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const [first, ...others] = error.problems
    const remedy = `${first.remedy} The base commit's rules still apply, and the pull request's do not fit with them: change those rules in a pull request of their own first, or give the model a new name.`
    throw new UsageError({ ...first, remedy }, ...others)
  }
}

function atBase(block: MappingNode): MappingNode {
  const node = asBase(block)
  return node.kind === 'mapping' ? node : block
}

function assemble(
  { policy, models }: LoadedPolicy,
  base: Policy | null,
  source: PolicySource,
  loosened: readonly Loosened[],
  path: string,
): EffectivePolicy {
  return {
    policy,
    base,
    source,
    loosened: loosened.map(({ headNode, ...rule }) => ({ ...rule, where: headNode === null ? path : whereOf(headNode.origin, path) })),
    sha256: sha256Of(policy),
    models,
    where: ([model, ...rest]) => {
      const block = models.get(String(model))
      const node = block === undefined ? undefined : (nodeAt(block, rest) ?? block)
      return node === undefined ? path : whereOf(node.origin, path)
    },
  }
}

export function sha256Of({ version, models }: Policy): string {
  return createHash('sha256')
    .update(canonicalJson({ version, models: Object.fromEntries(models) }))
    .digest('hex')
}
