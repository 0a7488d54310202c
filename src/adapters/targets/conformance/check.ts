import { setTimeout as sleep } from 'node:timers/promises'
import { type DeploymentTarget, TargetError, type TargetState } from '../../../rollout/ports.ts'
import type { Ending } from '../../command/exchange.ts'

/** What a check works on; nothing else may write the target while it is checked. */
export type Bench = {
  readonly target: DeploymentTarget
  /** Another one on the same split, as a second ticker has. */
  open(): Promise<DeploymentTarget>
  /** The program itself, for what no well-behaved caller does; null for targets that are none. */
  readonly program: Program | null
  /** Longest time from a write to its being served. */
  readonly settleMs: number
  /** Of the leases that are left to run out; null takes none. */
  readonly leaseMs: number | null
  /** Promotions are tried, and taken back. */
  readonly promotes: boolean
}

export interface Program {
  /** Text on stdin, and killed after so long. */
  run(input: string, killAfterMs: number | null): Promise<Ending>
}

export type Check = {
  readonly name: string
  /** What it holds the target to, in a sentence. */
  readonly rule: string
  /** Why it does not apply; null when it does. */
  skip?(bench: Bench): string | null
  /** @throws Broken, or whatever the target throws */
  run(bench: Bench): Promise<void>
}

/** The target broke the rule. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Broken(otherwise)
}

/** Long enough that no check meets its end, unless it wants to. */
const LONG_LEASE_MS = 600_000

export async function setShare({ target, leaseMs }: Bench, shareBp: number, ownLeaseMs: number | null = null): Promise<void> {
  const { generation } = await target.read()
  const lease = target.capabilities.lease && shareBp > 0 ? (ownLeaseMs ?? Math.max(leaseMs ?? 0, LONG_LEASE_MS)) : null
  await target.apply({ shareBp, expectedGeneration: generation, leaseMs: lease })
}

/** Reads until the state is as wanted, or the time for it has passed. */
export async function settled({ target, settleMs }: Bench, isWanted: (state: TargetState) => boolean): Promise<TargetState> {
  const deadline = performance.now() + settleMs
  for (;;) {
    const state = await target.read()
    if (isWanted(state) || performance.now() > deadline) return state
    await sleep(Math.min(POLL_MS, settleMs))
  }
}

const POLL_MS = 100

export function isAt(shareBp: number): (state: TargetState) => boolean {
  return (state) => state.shareBp === shareBp && (state.effectiveBp === null || state.effectiveBp === shareBp)
}

/** The kind of refusal; null when it was done. */
export async function refusalOf(work: Promise<void>): Promise<TargetError['kind'] | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof TargetError) return error.kind
    throw error
  }
}

/** Two different shares that this target can set, the smaller first. */
export function twoShares({ target }: Bench): readonly [number, number] {
  const small = target.capabilities.reachableBp(Math.max(500, target.capabilities.smallestStepBp))
  return [small, Math.max(target.capabilities.reachableBp(5000), small)]
}

export function say({ shareBp, effectiveBp, mixed }: TargetState): string {
  return `reads share ${shareBp} bp, served ${effectiveBp} bp${mixed === null ? '' : `, mixed: ${mixed}`}`
}
