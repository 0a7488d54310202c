import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { canonicalJson } from '../../policy/canonical-json.ts'
import type { RolloutPolicy } from '../../rollout/policy/section.ts'
import { type AppliedPolicy, AS_IT_LIES, applyPolicy, type PolicyInputs } from '../applied-policy.ts'
import type { LiveModel } from './ports.ts'

export type PersonInputs = PolicyInputs & { readonly githubToken: string | null }

type Named = Pick<AppliedPolicy, 'models' | 'policyPath'>

/** The models whose policy says how they go live; there may be none. */
export function modelsThatGoLive({ models, policyPath }: Named): LiveModel[] {
  const folder = dirname(policyPath)
  return models.flatMap((model) => (model.rollout === null ? [] : [{ model, rollout: model.rollout, folder }]))
}

/** @throws UsageError when no model goes live */
export function liveModelsOf(policy: Named): LiveModel[] {
  const live = modelsThatGoLive(policy)
  if (live.length > 0) return live
  const { models, policyPath } = policy
  throw new UsageError({
    where: policyPath,
    found: `no \`rollout\` block for ${models.map(({ name }) => name).join(', ')}`,
    expected: 'at least one model that says how it goes live',
    remedy: 'docs/operations.md has one to start from.',
  })
}

/** What a person acts on is one rollout. */
export async function oneLiveModel(inputs: PersonInputs, world: World): Promise<LiveModel> {
  return onlyOne(await allLiveModels(inputs, world))
}

/** The same, and the policy that it goes by, as its verdict names it. */
export async function oneLiveModelAndPolicy(inputs: PersonInputs, world: World): Promise<{ live: LiveModel; policy: Verdict['policy'] }> {
  const { all, policy } = await allLiveModelsAndPolicy(inputs, world)
  return { live: onlyOne(all), policy }
}

/** A policy that is tried out, before anything goes by it. */
export async function oneModelAsItLies(inputs: PolicyInputs, world: World): Promise<LiveModel> {
  return onlyOne(liveModelsOf(await applyPolicy(AS_IT_LIES, null, inputs, world)))
}

function onlyOne([first, second]: readonly LiveModel[]): LiveModel {
  if (first !== undefined && second === undefined) return first
  throw new UsageError({
    where: '--model',
    found: 'several models with a rollout',
    expected: 'the name of one',
    remedy: 'Name the model that is meant.',
  })
}

export async function allLiveModels(inputs: PersonInputs, world: World): Promise<LiveModel[]> {
  return (await allLiveModelsAndPolicy(inputs, world)).all
}

export async function allLiveModelsAndPolicy(inputs: PersonInputs, world: World): Promise<{ all: LiveModel[]; policy: Verdict['policy'] }> {
  const applied = await policyFor(inputs, world)
  return { all: liveModelsOf(applied), policy: policyOf(applied) }
}

/** On a terminal the policy as it lies there; on a runner the one of the protected branch. */
async function policyFor(inputs: PersonInputs, world: World): Promise<AppliedPolicy> {
  if (world.run === null) return applyPolicy(AS_IT_LIES, null, inputs, world)
  const { openSession } = await import('../session.ts')
  return openSession({ ...inputs, candidate: null, baseline: null, runtime: null }, world)
}

/** What a verdict says of the policy that it was made under: a report compares the hash with its own. */
export function policyOf({ policy, policyPath }: Pick<AppliedPolicy, 'policy' | 'policyPath'>): Verdict['policy'] {
  const { sha256, source, loosened } = policy
  return { path: policyPath, sha256, source, loosened: loosened.map(({ rule, base, head, kept }) => ({ rule, base, head, kept })) }
}

export function sectionSha256(rollout: RolloutPolicy): string {
  return createHash('sha256').update(canonicalJson(rollout)).digest('hex')
}
