import { createHash } from 'node:crypto'
import type { HaproxyTargetPolicy } from '../../../rollout/policy/targets/haproxy.ts'
import { ARMS, type Arm, type ArmState, type ByArm } from '../../../rollout/ports.ts'
import { isServing, MAINTENANCE, type NodeState, type Server } from './node.ts'
import { shareOf } from './shares.ts'

/** What one node's state means as a split. */
export type NodeView = {
  readonly shareBp: number
  readonly effectiveBp: number
  readonly leaseLeftMs: number | null
  /** What does not fit within this node itself; null when all does. */
  readonly mixed: string | null
  readonly arms: ByArm<ArmState>
}

export function viewOf(state: NodeState, mode: HaproxyTargetPolicy['mode']): NodeView {
  const arms = { stable: armOf(state, 'stable'), canary: armOf(state, 'canary') }
  if (mode === 'weights') {
    return {
      shareBp: Math.round(setShare(state)),
      effectiveBp: Math.round(effectiveShare(state)),
      leaseLeftMs: null,
      mixed: unevenWeights(state),
      arms,
    }
  }
  const shareBp = state.lease?.value ?? 0
  const isUp = state.servers.canary.some(isServing)
  return { shareBp, effectiveBp: isUp ? shareBp : 0, leaseLeftMs: state.lease?.leftMs ?? null, mixed: null, arms }
}

/**
 * All canaries count, and of the stable servers those that serve: a canary that comes back, and a stable server that does, may then only
 * make the share as large as it was read. Writing counts the same way.
 */
export function setShare({ servers }: NodeState): number {
  return shareOf({ canary: sumOf(servers.canary, 'set'), stable: sumOf(countedStables(servers.stable), 'set') })
}

export function countedStables(stable: readonly Server[]): readonly Server[] {
  const serving = stable.filter(isServing)
  return serving.length === 0 ? stable : serving
}

function effectiveShare({ servers }: NodeState): number {
  return shareOf({
    canary: sumOf(servers.canary.filter(isServing), 'effective'),
    stable: sumOf(servers.stable.filter(isServing), 'effective'),
  })
}

function sumOf(servers: readonly Server[], weight: 'set' | 'effective'): number {
  return servers.reduce((sum, server) => sum + server[weight], 0)
}

function unevenWeights({ servers }: NodeState): string | null {
  for (const arm of ARMS) {
    if (new Set(servers[arm].map(({ set }) => set)).size < 2) continue
    return `servers of the ${arm} arm have different weights: ${servers[arm].map(({ name, set }) => `${name} ${set}`).join(', ')}`
  }
  return null
}

function armOf({ servers, sticky }: NodeState, arm: Arm): ArmState {
  const all = servers[arm]
  // Where users stick to servers, a canary without a share is kept in maintenance by Sluice itself.
  const isParked = arm === 'canary' && sticky !== null && all.every(({ admin, set }) => admin === MAINTENANCE && set === 0)
  const ready = isParked || all.some(isServing)
  return { identity: null, ready, why: ready ? null : all.map((server) => `${server.name} is ${server.status}`).join(', ') }
}

/** Whatever a write by anybody changes, and a restart; not how long a lease has left, nor health. */
export function generationOf(nodes: readonly (NodeState | string)[]): string {
  const facts = nodes.map((node) =>
    typeof node === 'string'
      ? node
      : [
          node.node.address,
          node.startedAtMs,
          node.roles,
          node.lease?.value ?? null,
          [...node.servers.stable, ...node.servers.canary].map(({ name, set, admin }) => [name, set, admin]),
        ],
  )
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, GENERATION_DIGITS)
}

const GENERATION_DIGITS = 16
