import type { HaproxyTargetPolicy } from '../../../rollout/policy/targets/haproxy.ts'
import { type ByArm, TargetError } from '../../../rollout/ports.ts'
import { type BackendState, backendOf, type ServerState, startOf, type TableEntry, tableEntry } from './parse.ts'
import { type Roles, rolesOf } from './roles.ts'
import { type Ask, openRuntimeApi, query } from './runtime-api.ts'

export const LEASE_KEY = 'canary'
export const ROLES_KEY = 'roles'

export type Node = { readonly address: string; readonly ask: Ask }

export type Server = ServerState & { readonly name: string; readonly backend: string }

/** What one HAProxy process says. */
export type NodeState = {
  readonly node: Node
  readonly startedAtMs: number
  readonly roles: Roles
  /** null where it expired, or was never there, or the share is set by weights. */
  readonly lease: TableEntry | null
  /** By the roles that the arms have now. */
  readonly servers: ByArm<readonly Server[]>
  readonly algorithms: readonly string[]
  /** A cookie or a stick table sends users back to the server that they had, whatever the weights are. */
  readonly sticky: string | null
}

export function openNodes({ nodes, timeout }: HaproxyTargetPolicy): readonly Node[] {
  return nodes.map((address) => ({ address, ask: openRuntimeApi(address, timeout) }))
}

/** @throws TargetError `unavailable`, or `refused` when haproxy.cfg lacks what the policy names */
export async function readNode(node: Node, policy: HaproxyTargetPolicy): Promise<NodeState> {
  const { ask } = node
  const startedAtMs = startOf(await query(ask, 'show info'))
  const roles = rolesOf(tableEntry(policy.rolesTable, ROLES_KEY, await query(ask, `show table ${policy.rolesTable}`))?.value ?? 0)
  const lease =
    policy.mode === 'lease' ? tableEntry(policy.leaseTable, LEASE_KEY, await query(ask, `show table ${policy.leaseTable}`)) : null
  const backends = new Map<string, BackendState>()
  for (const name of new Set([...policy.stable, ...policy.canary].map((server) => backendName(server)))) {
    backends.set(name, backendOf(name, await query(ask, `show stat ${name} 6 -1`), await query(ask, `show servers state ${name}`)))
  }
  const asConfigured = { stable: serversOf(policy.stable, backends), canary: serversOf(policy.canary, backends) }
  return {
    node,
    startedAtMs,
    roles,
    lease,
    servers: roles.swapped ? { stable: asConfigured.canary, canary: asConfigured.stable } : asConfigured,
    algorithms: [...backends.values()].map(({ algorithm }) => algorithm),
    sticky: policy.mode === 'weights' ? await stickiness(ask, backends) : null,
  }
}

function backendName(server: string): string {
  return server.slice(0, server.indexOf('/'))
}

function serversOf(names: readonly string[], backends: ReadonlyMap<string, BackendState>): Server[] {
  return names.map((name) => {
    const backend = backendName(name)
    const state = backends.get(backend)?.servers.get(name.slice(backend.length + 1))
    if (state === undefined)
      throw new TargetError('refused', `HAProxy has no server ${name}; correct the policy's \`target\` or haproxy.cfg`)
    return { ...state, name, backend }
  })
}

/** A stick table that a backend declares is named as the backend itself. */
async function stickiness(ask: Ask, backends: ReadonlyMap<string, BackendState>): Promise<string | null> {
  for (const [name, { cookie }] of backends) if (cookie !== null) return `cookie ${cookie} of backend ${name}`
  const tables = [...(await query(ask, 'show table')).matchAll(/^# table: ([^,]+),/gm)].map(([, name = '']) => name)
  const sticking = tables.find((name) => backends.has(name))
  return sticking === undefined ? null : `the stick table of backend ${sticking}`
}

/** Takes requests now, as far as HAProxy knows. */
export function isServing({ operational, admin }: ServerState): boolean {
  return operational === RUNNING && admin === 0
}

const RUNNING = 2
/** In maintenance by command: where users stick to servers, a rollback leaves the canary so. */
export const MAINTENANCE = 1
