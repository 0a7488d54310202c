import type { SagemakerTargetPolicy } from '../../../rollout/policy/targets/sagemaker.ts'
import { type ByArm, TargetError } from '../../../rollout/ports.ts'

/** On the endpoint: tags outlive updates of its configuration, and a person who sets weights by hand leaves them alone. */
export const ROLES_TAG = 'sluice:roles'

export type Roles = {
  /** Variants by the roles that they have now. */
  readonly variants: ByArm<string>
  readonly swapped: boolean
  /** The model that was promoted last, so that a repeated promotion does not swap back; null before the first. */
  readonly promoted: string | null
}

type Names = Pick<SagemakerTargetPolicy, 'stable' | 'canary' | 'endpoint'>

/** @throws TargetError `refused` for a tag that names no variant of the policy: whoever guessed would send the traffic to the wrong arm */
export function rolesOf(tag: string | undefined, { stable, canary, endpoint }: Names): Roles {
  if (tag === undefined) return { variants: { stable, canary }, swapped: false, promoted: null }
  const [, named, promoted] = /^stable=(\S+) promoted=([0-9a-f]{64})$/.exec(tag) ?? []
  if (named === stable && promoted !== undefined) return { variants: { stable, canary }, swapped: false, promoted }
  if (named === canary && promoted !== undefined) return { variants: { stable: canary, canary: stable }, swapped: true, promoted }
  throw new TargetError(
    'refused',
    `the tag ${ROLES_TAG} of endpoint ${endpoint} says \`${tag}\`, which fits neither \`${stable}\` nor \`${canary}\`; ` +
      'name in the policy the variants that the endpoint has, or remove the tag if the stable arm of the policy serves the released model',
  )
}

export function rolesTag(stableVariant: string, promoted: string): string {
  return `stable=${stableVariant} promoted=${promoted}`
}
