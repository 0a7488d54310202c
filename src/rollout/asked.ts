import type { Closed, CommandBody, Step } from './entry.ts'
import type { Rollout } from './rollout.ts'
import { ASKED, type State } from './transitions.ts'

/** How the journal's entries change the open request. Part of the fold. */

/**
 * A request that ends. Unless its yes was used, the raise that it was about is not under way any more either: neither a later tick nor a
 * resumed rollout may do it.
 */
export function closeRequest(rollout: Rollout, closes: Closed, at: number): Pick<Rollout, AskedPart> {
  const { request, answer, closed, granted, pending, rung } = rollout
  if (request === null) return { request, answer, closed, granted, pending, rung }
  const ended = { request: null, answer: null, closed: { ...closes, atMs: at, request, isTold: false } }
  if (closes.outcome === 'granted') return { ...ended, granted: [...granted, request], pending, rung }
  const raises = pending?.kind === 'promote' || (pending !== null && pending.shareBp > request.fromBp)
  return { ...ended, granted, pending: raises ? null : pending, rung: Math.min(rung, request.rung) }
}

type AskedPart = 'request' | 'answer' | 'closed' | 'granted' | 'pending' | 'rung'

/** What a held rollout goes back to. Where its request has ended it proves its step and asks anew. */
export function heldBefore({ state, held, request }: Rollout, closes: Step['closes']): State {
  const before = held?.before ?? state
  return closes !== undefined && request !== null && ASKED.includes(before) ? 'baking' : before
}

/** The first run that says so waits for the request; of all others nobody takes an answer. */
export function claimed(rollout: Rollout, { claim }: CommandBody): Rollout {
  const { request } = rollout
  if (claim === undefined || request === null || request.id !== claim.request || request.runId !== null) return rollout
  return { ...rollout, request: { ...request, runId: claim.runId } }
}
