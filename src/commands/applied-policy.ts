import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { World } from '../host/world.ts'
import { type EffectivePolicy, effectivePolicy } from '../policy/effective.ts'
import { parsePolicy, readPolicyFile } from '../policy/load.ts'
import type { ModelPolicy, Policy } from '../policy/policy.ts'
import type { Repository } from '../sources/git/repository.ts'
import { nearestName } from '../sources/onnx/nearest-name.ts'
import type { Chosen, Commit } from '../sources/subjects/choose.ts'

/** The policy that a call is judged by, and how it came to be. */
export type AppliedPolicy = {
  readonly policy: EffectivePolicy
  readonly policyPath: string
  /** The policy as the baseline's commit has it: where its model and data were then. */
  readonly baselinePolicy: Policy | null
  /** The baseline's commit has the very same policy text. */
  readonly policyUnchanged: boolean
  readonly models: readonly ModelPolicy[]
}

export type PolicyInputs = { readonly policy: string; readonly model: string | null }

type Subjects = Pick<Chosen, 'baseline' | 'policies'>
type Texts = Pick<Repository, 'pathInTree' | 'readText'>

/** In a terminal, where nothing is compared, the file as it lies there: no git is asked. */
export const AS_IT_LIES: Subjects = { baseline: null, policies: { base: null, head: 'working-tree' } }

/** @throws UsageError for a policy that is missing or wrong, and for a model that it does not have */
export async function applyPolicy(
  { baseline, policies }: Subjects,
  repository: Texts | null,
  inputs: PolicyInputs,
  { cwd, run }: Pick<World, 'cwd' | 'run'>,
): Promise<AppliedPolicy> {
  const texts = new PolicyTexts(inputs.policy, cwd, repository)
  const head = await texts.at(policies.head)
  const base = policies.base === null ? null : await texts.atOrNull(policies.base)
  const comparing = policies.base !== null ? 'base+head' : run === null ? 'working-tree' : 'head'
  const policy = effectivePolicy({ base, head, path: inputs.policy, comparing })
  const before = typeof baseline === 'object' && baseline !== null ? await texts.atOrNull(baseline) : null
  return {
    policy,
    policyPath: inputs.policy,
    baselinePolicy: before === null ? null : tolerantly(before, inputs.policy),
    policyUnchanged: before === head,
    models: selectModels(policy.policy, inputs.model),
  }
}

/** The policy's text as a commit or the working tree has it; each commit is asked once. */
class PolicyTexts {
  readonly #path: string
  readonly #cwd: string
  readonly #repository: Texts | null
  readonly #known = new Map<string, string | null>()

  constructor(path: string, cwd: string, repository: Texts | null) {
    this.#path = path
    this.#cwd = cwd
    this.#repository = repository
  }

  async at(revision: Commit | 'working-tree'): Promise<string> {
    if (revision === 'working-tree') return readPolicyFile(resolve(this.#cwd, this.#path))
    const text = await this.atOrNull(revision)
    if (text !== null) return text
    throw new UsageError({
      where: this.#path,
      found: `no such file at commit ${revision.commit}`,
      expected: 'the policy',
      remedy: 'Name it by the input `policy`, as a path from the root of the repository.',
    })
  }

  async atOrNull({ commit }: Commit): Promise<string | null> {
    const known = this.#known.get(commit)
    if (known !== undefined) return known
    const path = await this.#repository?.pathInTree(resolve(this.#cwd, this.#path))
    const text = path === undefined || path === null ? null : ((await this.#repository?.readText(commit, path)) ?? null)
    this.#known.set(commit, text)
    return text
  }
}

/** An old policy that this version cannot read tells nothing about where the baseline's files were. */
function tolerantly(text: string, path: string): Policy | null {
  try {
    return parsePolicy(text, path)
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}

function selectModels(policy: Policy, name: string | null): readonly ModelPolicy[] {
  if (name === null) return [...policy.models.values()]
  const model = policy.models.get(name)
  if (model !== undefined) return [model]
  const names = [...policy.models.keys()]
  const nearest = nearestName(name, names)
  throw new UsageError({
    where: '--model',
    found: `the model ${JSON.stringify(name)}`,
    expected: `one of the policy's models: ${names.join(', ')}`,
    remedy: nearest === null ? 'Choose one of them.' : `Did you mean ${nearest}?`,
  })
}
