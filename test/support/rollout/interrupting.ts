import type { Ports } from '../../../src/rollout/advance.ts'

/** As kill -9 would: whatever comes after it in this process never happens. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

export type Point = { readonly name: string; readonly when: 'before' | 'after' }

/**
 * The same ports, with a hook before and after each call. `onPoint` may throw `Killed`, after which nothing reaches the outside any more, or
 * let somebody else run at this very moment.
 */
export function withPoints(ports: Ports, onPoint: (point: Point) => Promise<void> | void): Ports {
  let killed: Killed | null = null
  const visit = async (point: Point) => {
    if (killed !== null) throw killed
    try {
      await onPoint(point)
    } catch (error) {
      if (error instanceof Killed) killed = error
      throw error
    }
  }
  const around =
    <Args extends readonly unknown[], Value>(name: string, call: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      await visit({ name, when: 'before' })
      const value = await call(...args)
      await visit({ name, when: 'after' })
      return value
    }
  const { journal, target, telemetry, identity, approvals, clock } = ports
  return {
    journal: {
      read: around('journal.read', () => journal.read()),
      append: around('journal.append', (head, entries) => journal.append(head, entries)),
    },
    target: {
      capabilities: target.capabilities,
      read: around('target.read', () => target.read()),
      apply: around('target.apply', (request) => target.apply(request)),
      renewLease: around('target.renewLease', (durationMs) => target.renewLease(durationMs)),
      promote: around('target.promote', (request) => target.promote(request)),
    },
    telemetry: {
      preflight: () => telemetry.preflight(),
      history: around('telemetry.history', async (windows) => (await telemetry.history?.(windows)) ?? []),
      read: around('telemetry.read', (cursor) => telemetry.read(cursor)),
    },
    identity: identity === null ? null : { probe: around('identity.probe', (arm) => identity.probe(arm)) },
    approvals:
      approvals === null
        ? null
        : { preflight: () => approvals.preflight(), read: around('approvals.read', (request) => approvals.read(request)) },
    clock: { nowMs: () => clock.nowMs(), sleep: around('clock.sleep', (milliseconds, signal) => clock.sleep(milliseconds, signal)) },
  }
}
