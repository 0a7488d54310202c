import type { HaproxyTargetPolicy } from '../../../rollout/policy/targets/haproxy.ts'
import { TargetError } from '../../../rollout/ports.ts'
import { isServing, LEASE_KEY, MAINTENANCE, type NodeState, ROLES_KEY, type Server } from './node.ts'
import { digestMark, storedRoles } from './roles.ts'
import { FULL_WEIGHT, weightsFor } from './shares.ts'
import { countedStables } from './view.ts'

/** Commands of one line; all that is needed for a change goes in one, so that no node stands half-way for longer than it takes to read it. */
export function shareCommands(state: NodeState, shareBp: number, policy: HaproxyTargetPolicy): string[] {
  if (policy.mode === 'lease') return [`set table ${policy.leaseTable} key ${LEASE_KEY} data.gpt0 ${shareBp}`]
  const { canary, stable } = state.servers
  const weights = weightsFor(shareBp, { canary: canary.length, stable: countedStables(stable).length })
  const wanted = [
    ...canary.map((server) => ({ server, weight: weights.canary })),
    ...stable.map((server) => ({ server, weight: weights.stable })),
  ]
  return [...readyCommands(state, shareBp), ...weightCommands(wanted), ...parkCommands(state, shareBp)]
}

/**
 * Raise first, then lower: with all weights 0 HAProxy answers 503 to everybody. Always absolute numbers: a percentage is one of the weight in
 * haproxy.cfg, and of a configured 0 it stays 0 and says it was done.
 */
function weightCommands(wanted: readonly { server: Server; weight: number }[]): string[] {
  const rise = ({ server, weight }: { server: Server; weight: number }) => weight - server.set
  return [...wanted].sort((a, b) => rise(b) - rise(a)).map(({ server, weight }) => `set weight ${server.name} ${weight}`)
}

/** Users with a cookie go where it says in spite of weight 0, and in spite of a drain: only maintenance sends them away. */
function parkCommands({ sticky, servers }: NodeState, shareBp: number): string[] {
  return sticky === null || shareBp > 0 ? [] : servers.canary.map(({ name }) => `set server ${name} state maint`)
}

function readyCommands({ sticky, servers }: NodeState, shareBp: number): string[] {
  if (sticky === null || shareBp === 0) return []
  return servers.canary.filter(({ admin }) => admin === MAINTENANCE).map(({ name }) => `set server ${name} state ready`)
}

/** The entry is touched, which renews its time, and its value left alone: a share that somebody lowered meanwhile stays lowered. */
export function renewCommand({ leaseTable }: HaproxyTargetPolicy): string {
  return `set table ${leaseTable} key ${LEASE_KEY}`
}

/** Changes nothing, and is refused by a socket that may only read. */
export function probeCommands(state: NodeState, policy: HaproxyTargetPolicy): string[] {
  return policy.mode === 'lease' ? [renewCommand(policy)] : state.servers.canary.map(({ name, set }) => `set weight ${name} ${set}`)
}

/** The canary's servers become the stable ones with all of the traffic; the others keep none until a share is given to them. */
export function promoteCommands(state: NodeState, digest: string, policy: HaproxyTargetPolicy): string[] {
  const roles = storedRoles({ swapped: !state.roles.swapped, promoted: digestMark(digest) })
  const exchange = `set table ${policy.rolesTable} key ${ROLES_KEY} data.gpt0 ${roles}`
  const { canary, stable } = state.servers
  if (policy.mode === 'lease') return [exchange, `set table ${policy.leaseTable} key ${LEASE_KEY} data.gpt0 0`]
  return [
    ...readyCommands(state, 1),
    ...canary.map(({ name }) => `set weight ${name} ${FULL_WEIGHT}`),
    exchange,
    ...stable.map(({ name }) => `set weight ${name} 0`),
    ...(state.sticky === null ? [] : stable.map(({ name }) => `set server ${name} state maint`)),
  ]
}

/** What a node must be like before more traffic goes to the canary. @throws TargetError `refused` */
export function refuseRaise(state: NodeState, { mode }: HaproxyTargetPolicy): void {
  const wrong = mode === 'weights' ? state.algorithms.find((algorithm) => algorithm !== 'roundrobin') : undefined
  if (wrong !== undefined) {
    throw new TargetError(
      'refused',
      `${state.node.address}: the backend is balanced by ${wrong}, which does not follow the weights; use \`balance roundrobin\``,
    )
  }
  if (!state.servers.stable.some(isServing)) {
    throw new TargetError('refused', `${state.node.address}: no server of the stable arm is up, so there is nothing to go back to`)
  }
}
