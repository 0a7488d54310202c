import type { SagemakerTargetPolicy } from '../../../rollout/policy/targets/sagemaker.ts'
import {
  ALL_BP,
  type ApplyRequest,
  ARMS,
  type DeploymentTarget,
  type PromoteRequest,
  type TargetCapabilities,
  TargetError,
  type TargetState,
} from '../../../rollout/ports.ts'
import { requireShare } from '../require-share.ts'
import type { SageMakerApi } from './api.ts'
import { DeployedIdentity } from './identity.ts'
import { ROLES_TAG, rolesOf, rolesTag } from './roles.ts'
import { weightsFor } from './shares.ts'
import { BUSY, generationOf, type Look, shareAsked, shareServed, stateOf, variantsOf } from './view.ts'

/** Waits; ends early when the job is told to end. */
export type Pause = (milliseconds: number) => Promise<void>

export type SagemakerOptions = {
  readonly api: SageMakerApi
  readonly pause: Pause
  readonly signal: AbortSignal
}

/** SageMaker takes a minute or more for a change: asked more often it answers no sooner, and throttles. */
const POLL_MS = 5000

/** Two production variants of one endpoint; docs/targets/sagemaker.md says what is verified. */
export class SagemakerTarget implements DeploymentTarget {
  readonly capabilities: TargetCapabilities = {
    lease: false,
    promotion: 'swap',
    smallestStepBp: 1,
    reachableBp: (shareBp) => shareBp,
    // SageMaker refuses a change while another is under way, but takes whichever came first of two that were decided on the same state.
    compareAndSwap: false,
  }
  readonly #policy: SagemakerTargetPolicy
  readonly #options: SagemakerOptions
  readonly #identity: DeployedIdentity

  constructor(policy: SagemakerTargetPolicy, options: SagemakerOptions) {
    this.#policy = policy
    this.#options = options
    this.#identity = new DeployedIdentity(options.api)
  }

  async read(): Promise<TargetState> {
    const look = await this.#look()
    return stateOf(look, await this.#identity.of(look))
  }

  async apply({ shareBp, expectedGeneration }: ApplyRequest): Promise<void> {
    requireShare(shareBp)
    const look = await this.#look()
    refuseConflict(look, expectedGeneration)
    if (isServed(look, shareBp)) return
    // Begun by whoever asked for the same before, and was killed: it only has to end.
    if (isOnItsWay(look, shareBp)) return this.#awaitShare(shareBp)
    if (look.endpoint.pendingConfig !== null && expectedGeneration !== null)
      throw new TargetError('unavailable', `endpoint configuration ${look.endpoint.pendingConfig} is being deployed`)
    const ready = await this.#awaitTurn(look, expectedGeneration)
    await this.#writeShare(ready, shareBp)
  }

  async renewLease(): Promise<void> {
    throw new TargetError('refused', 'weights of SageMaker variants have no lease')
  }

  /**
   * First all of the traffic goes to the canary, then the tag exchanges the roles: killed in between, the canary has everything, the roles
   * are the old ones, and the repetition only writes the tag.
   */
  async promote({ digest, expectedGeneration }: PromoteRequest): Promise<void> {
    const look = await this.#look()
    if (look.roles.promoted === digest) return
    refuseConflict(look, expectedGeneration)
    const { arms } = stateOf(look, { stable: null, canary: null })
    if (!arms.canary.ready) throw new TargetError('refused', `the canary cannot be promoted: ${arms.canary.why}`)
    if (isOnItsWay(look, ALL_BP)) await this.#awaitShare(ALL_BP)
    else if (!isServed(look, ALL_BP)) await this.#writeShare(await this.#awaitTurn(look, expectedGeneration), ALL_BP)
    await this.#options.api.writeTag(look.endpoint.arn, ROLES_TAG, rolesTag(look.variants.canary.name, digest))
  }

  async #look(): Promise<Look> {
    const { api } = this.#options
    const endpoint = await api.endpoint()
    const roles = rolesOf((await api.tags(endpoint.arn)).get(ROLES_TAG), this.#policy)
    return { endpoint, roles, variants: variantsOf(endpoint, roles) }
  }

  /** A raise does not wait: the next tick decides anew. What leads back waits for its turn. */
  async #awaitTurn(look: Look, expectedGeneration: string | null): Promise<Look> {
    if (!BUSY.includes(look.endpoint.status)) return look
    if (expectedGeneration !== null)
      throw new TargetError('unavailable', `the endpoint is ${look.endpoint.status}, and SageMaker makes one change after the other`)
    return this.#awaitEnd('unavailable')
  }

  async #writeShare(look: Look, shareBp: number): Promise<void> {
    const { endpoint, variants } = look
    if (endpoint.status !== 'InService' && shareBp > (shareAsked(look) ?? 0))
      throw new TargetError('refused', `the endpoint is ${endpoint.status}`)
    const weights = weightsFor(shareBp)
    // What is left out is kept by SageMaker, and erased by what is only like it: the count that stands is sent back.
    const wanted = ARMS.map((arm) => ({
      name: variants[arm].name,
      weight: weights[arm],
      instances: variants[arm].isServerless ? null : (variants[arm].desiredInstances ?? variants[arm].instances),
    }))
    await this.#options.api.writeWeights(wanted)
    await this.#awaitShare(shareBp)
  }

  /** @throws TargetError `unknown-outcome`: it was asked for, and something else stands, or it is not served yet */
  async #awaitShare(shareBp: number): Promise<void> {
    const look = await this.#awaitEnd('unknown-outcome')
    if (isServed(look, shareBp)) return
    const served = shareServed(look)
    const { status, failureReason } = look.endpoint
    const why = failureReason === null ? '' : `: ${failureReason}`
    throw new TargetError(
      'unknown-outcome',
      `${shareBp / 100}% was asked for; the endpoint is ${status}, and ${served === null ? 'tells no share' : `serves ${served / 100}%`}${why}`,
    )
  }

  /** Until no change is under way, and weights are served as asked. @throws TargetError of this kind after `update-time` */
  async #awaitEnd(kind: 'unavailable' | 'unknown-outcome'): Promise<Look> {
    const { pause, signal } = this.#options
    for (let waitedMs = 0; ; waitedMs += POLL_MS) {
      const look = await this.#look().catch((error: unknown): never => {
        throw error instanceof TargetError ? new TargetError(kind, error.message, { cause: error }) : error
      })
      const { status } = look.endpoint
      const isOver = !BUSY.includes(status)
      if (isOver && (status !== 'InService' || isServedAsAsked(look))) return look
      if (signal.aborted) throw new TargetError(kind, `the job ended while the endpoint was ${status}`)
      if (waitedMs >= this.#policy.updateTime)
        throw new TargetError(kind, `the endpoint was still ${status} after ${this.#policy.updateTime / 1000} s`)
      await pause(POLL_MS)
    }
  }
}

function isServed(look: Look, shareBp: number): boolean {
  return look.endpoint.status === 'InService' && shareAsked(look) === shareBp && shareServed(look) === shareBp
}

function isServedAsAsked({ variants: { stable, canary } }: Look): boolean {
  return [stable, canary].every(({ desiredWeight, currentWeight }) => desiredWeight === currentWeight)
}

function isOnItsWay(look: Look, shareBp: number): boolean {
  return BUSY.includes(look.endpoint.status) && look.endpoint.pendingConfig === null && shareAsked(look) === shareBp
}

function refuseConflict(look: Look, expected: string | null): void {
  if (expected === null || generationOf(look) === expected) return
  throw new TargetError('conflict', 'somebody changed the endpoint since it was read')
}
