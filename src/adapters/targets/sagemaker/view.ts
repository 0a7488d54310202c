import { createHash } from 'node:crypto'
import { type ArmState, type ByArm, TargetError, type TargetState } from '../../../rollout/ports.ts'
import type { Endpoint, Variant } from './api.ts'
import type { Roles } from './roles.ts'
import { shareOf } from './shares.ts'

/** One look at the endpoint and the roles of its variants. */
export type Look = { readonly endpoint: Endpoint; readonly roles: Roles; readonly variants: ByArm<Variant> }

/** Takes requests; in all others nobody knows, or nobody is served. */
const SERVING = ['InService', 'Updating', 'SystemUpdating', 'RollingBack', 'UpdateRollbackFailed']
/** SageMaker refuses whatever is asked meanwhile. */
export const BUSY = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']

/** @throws TargetError `refused` when the policy's variants are not there */
export function variantsOf(endpoint: Endpoint, { variants }: Roles): ByArm<Variant> {
  return { stable: variantNamed(variants.stable, endpoint), canary: variantNamed(variants.canary, endpoint) }
}

function variantNamed(name: string, { variants }: Endpoint): Variant {
  const found = variants.find((variant) => variant.name === name)
  if (found !== undefined) return found
  const names = variants.map((variant) => variant.name).join(', ')
  throw new TargetError('refused', `the endpoint has no production variant ${name}, but ${names === '' ? 'none' : names}`)
}

export function stateOf(look: Look, identity: ByArm<string | null>): TargetState {
  const { endpoint, roles, variants } = look
  const [asked, served] = [shareAsked(look), shareServed(look)]
  const mixed = mixedBy(look, asked, served)
  const arms = {
    stable: armOf(endpoint, variants.stable, identity.stable),
    canary: armOf(endpoint, variants.canary, identity.canary),
  }
  return {
    shareBp: mixed === null ? asked : null,
    effectiveBp: arms.canary.ready ? served : 0,
    generation: generationOf(look),
    leaseLeftMs: null,
    arms,
    mixed,
    restartedAtMs: null,
    swapped: roles.swapped,
  }
}

export function shareAsked({ variants }: Look): number | null {
  return shareOf({ stable: variants.stable.desiredWeight, canary: variants.canary.desiredWeight })
}

export function shareServed({ variants }: Look): number | null {
  return shareOf({ stable: variants.stable.currentWeight, canary: variants.canary.currentWeight })
}

/** Why there is no one share that both stands and is served; null when there is. */
function mixedBy({ endpoint, variants }: Look, asked: number | null, served: number | null): string | null {
  const { status, pendingConfig } = endpoint
  const others = endpoint.variants.filter(({ name }) => name !== variants.stable.name && name !== variants.canary.name)
  const taking = others.find(({ desiredWeight, currentWeight }) => desiredWeight !== 0 || currentWeight !== 0)
  if (taking !== undefined) return `variant ${taking.name} of no arm has weight ${taking.currentWeight ?? 'untold'}; set it to 0`
  if (pendingConfig !== null) return `endpoint configuration ${pendingConfig} is being deployed`
  if (status === 'UpdateRollbackFailed') return 'an update and its rollback failed: instances of both endpoint configurations serve'
  if (asked === null || served === null) return `no share can be told: ${weightsInWords(variants)}`
  if (asked === served) return null
  return `the endpoint is ${status}, and serves ${served / 100}% to the canary where ${asked / 100}% was asked`
}

/** What a person can do about weights that are not told, in words. */
function weightsInWords({ stable, canary }: ByArm<Variant>): string {
  const untold = [stable, canary].filter(({ desiredWeight, currentWeight }) => desiredWeight === null || currentWeight === null)
  if (untold.length === 0) return `${stable.name} and ${canary.name} both have weight 0`
  return (
    `SageMaker tells no weight of ${untold.map(({ name }) => name).join(' and ')}, which is not the same as 0; ` +
    `set both once, by \`aws sagemaker update-endpoint-weights-and-capacities\``
  )
}

function armOf({ status, failureReason }: Endpoint, variant: Variant, identity: string | null): ArmState {
  const why = whyNotReady(status, failureReason, variant)
  return { identity, ready: why === null, why }
}

function whyNotReady(status: string, failureReason: string | null, { name, instances, isServerless }: Variant): string | null {
  if (!SERVING.includes(status)) return `the endpoint is ${status}${failureReason === null ? '' : ` (${failureReason})`}`
  if (isServerless) return null
  if (instances === null) return `SageMaker does not tell how many instances variant ${name} has`
  return instances >= 1 ? null : `variant ${name} has no instance`
}

/** Changes with every change that SageMaker dates, of the weights, the capacities or the configuration, and with the roles. */
export function generationOf({ endpoint, roles }: Look): string {
  const weights = endpoint.variants.map(({ name, desiredWeight }) => [name, desiredWeight])
  const facts = [endpoint.arn, endpoint.config, endpoint.modifiedAtMs, weights, roles.swapped, roles.promoted]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, GENERATION_DIGITS)
}

const GENERATION_DIGITS = 16
