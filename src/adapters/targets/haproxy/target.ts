import type { HaproxyTargetPolicy } from '../../../rollout/policy/targets/haproxy.ts'
import {
  type ApplyRequest,
  type DeploymentTarget,
  type PromoteRequest,
  type TargetCapabilities,
  TargetError,
  type TargetState,
} from '../../../rollout/ports.ts'
import { requireShare } from '../require-share.ts'
import { probeCommands, promoteCommands, refuseRaise, renewCommand, shareCommands } from './changes.ts'
import { combine, generationOfReadings, type NodeReading } from './combine.ts'
import { isServing, LEASE_KEY, type Node, type NodeState, openNodes, readNode } from './node.ts'
import { tableEntry } from './parse.ts'
import { digestMark } from './roles.ts'
import { command, query } from './runtime-api.ts'
import { shareOf, weightsFor } from './shares.ts'
import { viewOf } from './view.ts'
import { writeAll } from './write-all.ts'

/** The runtime API tells the time of a lease in milliseconds, and takes some itself to answer. */
const LEASE_TOLERANCE_MS = 2000
/** HAProxy by the runtime API of its nodes; docs/targets/haproxy.md has the haproxy.cfg that goes with it. */
export class HaproxyTarget implements DeploymentTarget {
  readonly capabilities: TargetCapabilities
  readonly #policy: HaproxyTargetPolicy
  readonly #nodes: readonly Node[]

  constructor(policy: HaproxyTargetPolicy) {
    this.#policy = policy
    this.#nodes = openNodes(policy)
    this.capabilities = capabilitiesOf(policy)
  }

  async read(): Promise<TargetState> {
    const readings = await this.#readAll()
    const errors = readings.flatMap((reading) => ('error' in reading ? [reading.error] : []))
    const refused = errors.find(({ kind }) => kind === 'refused')
    if (refused !== undefined) throw refused
    const [first] = errors
    if (first !== undefined && errors.length === readings.length) throw first
    return combine(readings, this.#policy.mode)
  }

  async apply({ shareBp, expectedGeneration, leaseMs }: ApplyRequest): Promise<void> {
    requireShare(shareBp)
    const readings = await this.#readAll()
    refuseConflict(readings, expectedGeneration)
    const states = statesOf(readings)
    if (states.some((state) => shareBp > viewOf(state, this.#policy.mode).shareBp)) await this.#prepareRaise(readings, leaseMs)
    await writeAll(readings, (state) => command(state.node.ask, shareCommands(state, shareBp, this.#policy)))
  }

  async renewLease(): Promise<void> {
    if (this.#policy.mode === 'weights') throw new TargetError('refused', 'weights of servers have no lease')
    await writeAll(await this.#readAll(), (state) => command(state.node.ask, [renewCommand(this.#policy)]))
  }

  async promote({ digest, expectedGeneration }: PromoteRequest): Promise<void> {
    const readings = await this.#readAll()
    const states = allOf(readings)
    const open = states.filter(({ roles }) => roles.promoted !== digestMark(digest))
    if (open.length === 0) return
    refuseConflict(readings, expectedGeneration)
    const down = open.find(({ servers }) => !servers.canary.some(isServing))
    if (down !== undefined)
      throw new TargetError('refused', `${down.node.address}: no server of the canary is up, so it cannot be promoted`)
    const isOpen = (reading: NodeReading) => 'state' in reading && open.includes(reading.state)
    await writeAll(readings.filter(isOpen), (state) => command(state.node.ask, promoteCommands(state, digest, this.#policy)))
  }

  /** Before any node is given more traffic, each must be there, follow weights, let itself be written, and hold no longer lease than asked. */
  async #prepareRaise(readings: readonly NodeReading[], leaseMs: number | null): Promise<void> {
    const states = allOf(readings)
    for (const state of states) refuseRaise(state, this.#policy)
    for (const state of states) {
      await command(state.node.ask, probeCommands(state, this.#policy))
      if (this.#policy.mode === 'lease' && leaseMs !== null) await refuseLongLease(state.node, leaseMs, this.#policy)
    }
  }

  #readAll(): Promise<readonly NodeReading[]> {
    return Promise.all(
      this.#nodes.map(async (node): Promise<NodeReading> => {
        try {
          return { address: node.address, state: await readNode(node, this.#policy) }
        } catch (error) {
          if (error instanceof TargetError) return { address: node.address, error }
          throw error
        }
      }),
    )
  }
}

function capabilitiesOf({ mode, stable, canary }: HaproxyTargetPolicy): TargetCapabilities {
  const common = { promotion: 'swap', compareAndSwap: false } as const
  if (mode === 'lease') return { ...common, lease: true, smallestStepBp: 1, reachableBp: (shareBp) => shareBp }
  const servers = { canary: canary.length, stable: stable.length }
  const reachableBp = (shareBp: number) => {
    const weights = weightsFor(shareBp, servers)
    return Math.round(shareOf({ canary: weights.canary * servers.canary, stable: weights.stable * servers.stable }))
  }
  const smallestStepBp = Math.ceil(shareOf({ canary: servers.canary, stable: LARGEST_WEIGHT * servers.stable }))
  return { ...common, lease: false, smallestStepBp, reachableBp }
}

const LARGEST_WEIGHT = 256

/** The table's own `expire` is the lease: nobody can shorten it from outside. */
async function refuseLongLease(node: Node, leaseMs: number, { leaseTable }: HaproxyTargetPolicy): Promise<void> {
  const leftMs = tableEntry(leaseTable, LEASE_KEY, await query(node.ask, `show table ${leaseTable}`))?.leftMs ?? 0
  if (leftMs <= leaseMs + LEASE_TOLERANCE_MS) return
  throw new TargetError(
    'refused',
    `${node.address}: entries of stick table ${leaseTable} live for ${Math.ceil(leftMs / 1000)} s, longer than the lease of ${leaseMs / 1000} s; ` +
      `write \`expire ${Math.floor(leaseMs / 1000)}s\` in haproxy.cfg`,
  )
}

/** HAProxy has no compare-and-swap: between this look and the write somebody else may write. The journal's own keeps two tickers apart. */
function refuseConflict(readings: readonly NodeReading[], expected: string | null): void {
  if (expected === null || generationOfReadings(readings) === expected) return
  throw new TargetError('conflict', 'somebody changed HAProxy since it was read, or it was restarted')
}

function statesOf(readings: readonly NodeReading[]): NodeState[] {
  return readings.flatMap((reading) => ('state' in reading ? [reading.state] : []))
}

/** @throws TargetError when a node could not be read */
function allOf(readings: readonly NodeReading[]): NodeState[] {
  for (const reading of readings) if ('error' in reading) throw reading.error
  return statesOf(readings)
}
