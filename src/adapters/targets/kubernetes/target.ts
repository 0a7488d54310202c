import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ApplyRequest,
  ARMS,
  type DeploymentTarget,
  type PromoteRequest,
  type TargetCapabilities,
  TargetError,
  type TargetState,
} from '../../../rollout/ports.ts'
import { requireShare } from '../require-share.ts'
import type { KubernetesApi } from './client/api.ts'
import type { DeadMan } from './dead-man.ts'
import type { Kind, Needs, View, Write } from './view.ts'

/** Controllers write the status of the object that is patched; so often in a row none does. */
const MOST_RACES = 8
const POLL_MS = 200

export type TargetParts = {
  readonly kind: Kind
  readonly api: KubernetesApi
  /** null: nobody takes a share back by himself. */
  readonly deadMan: DeadMan | null
  readonly propagationMs: number
  /** Ends the waiting for a controller, and nothing else. */
  readonly signal: AbortSignal
}

/**
 * One object of Kubernetes that holds the split. Each write is a compare-and-swap on the object as it was looked at: of two writers with one
 * generation exactly one succeeds. A write returns when the controller says that it serves what was set, or when the time for it is over; then
 * the split reads as mixed, and nobody advances.
 */
export class KubernetesTarget implements DeploymentTarget {
  readonly capabilities: TargetCapabilities
  readonly #parts: TargetParts

  constructor(parts: TargetParts) {
    this.#parts = parts
    this.capabilities = { ...parts.kind.capabilities, lease: parts.deadMan !== null, compareAndSwap: true }
  }

  async read(): Promise<TargetState> {
    const { kind, deadMan } = this.#parts
    const [view, lease] = await Promise.all([kind.look('all'), deadMan?.read() ?? null])
    // Nobody who goes home may count on a dead man that does not beat.
    const unguarded = view.shareBp === 0 ? null : (lease?.stale ?? null)
    const mixed = view.lag ?? unguarded
    return {
      shareBp: mixed === null ? view.shareBp : null,
      effectiveBp: view.effectiveBp,
      generation: view.generation,
      leaseLeftMs: lease?.leftMs ?? null,
      arms: view.arms,
      mixed,
      restartedAtMs: null,
      ...(view.swapped === undefined ? {} : { swapped: view.swapped }),
    }
  }

  async apply({ shareBp, expectedGeneration, leaseMs }: ApplyRequest): Promise<void> {
    requireShare(shareBp)
    const { deadMan } = this.#parts
    const changed = await this.#swap(expectedGeneration, shareBp === 0 ? 'split' : 'all', async (view) => {
      const write = view.setShare(shareBp)
      if (shareBp > (view.shareBp ?? 0)) await this.#prepareRaise(view, leaseMs)
      // Before the traffic: a share must not stand for a moment without somebody who takes it back.
      if (shareBp > 0 && leaseMs !== null) await deadMan?.arm(leaseMs, view.wayBack())
      return write
    })
    if (shareBp === 0) await this.#disarm()
    if (changed) await this.#settle('split', (view) => view.shareBp === shareBp && view.lag === null)
  }

  async renewLease(durationMs: number): Promise<void> {
    const { deadMan } = this.#parts
    if (deadMan === null) throw new TargetError('refused', 'there is no dead man: the policy names none')
    await deadMan.requireBeat()
    await deadMan.renew(durationMs)
  }

  async promote({ digest, expectedGeneration }: PromoteRequest): Promise<void> {
    // A promotion that is made already is no conflict, whoever made it.
    if (this.#isPromoted(await this.#parts.kind.look('all'), digest)) return this.#disarm()
    const changed = await this.#swap(expectedGeneration, 'all', async (view) => view.promote(digest))
    // After it: the way back of before means nothing to the object any more, and is refused.
    await this.#disarm()
    if (changed) await this.#settle('all', (view) => this.#isPromoted(view, digest) && view.lag === null)
  }

  #isPromoted(view: View, digest: string): boolean {
    try {
      return view.promote(digest) === null
    } catch {
      return false
    }
  }

  /** Looks, and writes to what was seen; looks again where only a controller wrote in between. @returns whether anything was written */
  async #swap(expectedGeneration: string | null, needs: Needs, decide: (view: View) => Promise<Write | null>): Promise<boolean> {
    const { kind, api } = this.#parts
    for (let race = 1; ; race++) {
      const view = await kind.look(needs)
      if (expectedGeneration !== null && view.generation !== expectedGeneration)
        throw new TargetError('conflict', 'somebody changed the object since it was read')
      const write = await decide(view)
      if (write === null) return false
      try {
        await api.patch(write.place, write.patch)
        return true
      } catch (error) {
        if (!(error instanceof TargetError) || error.kind !== 'conflict' || race === MOST_RACES) throw error
      }
    }
  }

  async #prepareRaise({ obstacle, arms }: View, leaseMs: number | null): Promise<void> {
    if (obstacle !== null) throw new TargetError('refused', obstacle)
    for (const arm of ARMS) if (!arms[arm].ready) throw new TargetError('refused', `the ${arm} arm is not ready: ${arms[arm].why}`)
    const { deadMan } = this.#parts
    if (deadMan === null) return
    if (leaseMs === null) throw new TargetError('refused', 'a share needs a lease where there is a dead man')
    await deadMan.requireBeat()
  }

  /** A lease that is left over takes back what is back already, so that it failed is no news. */
  async #disarm(): Promise<void> {
    await this.#parts.deadMan?.disarm().catch(ignoreRefusal)
  }

  async #settle(needs: Needs, isServed: (view: View) => boolean): Promise<void> {
    const deadline = performance.now() + this.#parts.propagationMs
    while (performance.now() < deadline && !this.#parts.signal.aborted) {
      // What was written is written: what cannot be read now is read by the caller.
      const view = await this.#parts.kind.look(needs).catch(ignoreRefusal)
      if (view === undefined || isServed(view)) return
      await sleep(POLL_MS)
    }
  }
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof TargetError)) throw error
}
