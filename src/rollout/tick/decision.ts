import type { ReasonCode } from '../../judge/reason-codes.ts'
import type { Action, Closed, Judged, Observations, Request, SeenTarget, Step } from '../entry.ts'
import { openCeilings } from '../open-ceilings.ts'
import { ALL_BP } from '../ports.ts'
import type { Rollout } from '../rollout.ts'
import { type Event, nextState, type State, TRANSITIONS } from '../transitions.ts'
import { standingOf } from './approval.ts'

/** What one look decides: an entry to write (with what to do about it), or something to do again, or nothing. */
export type Decision = {
  /** null: nothing is written. */
  readonly step: Step | null
  readonly action: Action | null
}

/** All that a decision is made from. `rollout` has the windows of `observed` in it. */
export type Look = {
  readonly rollout: Rollout
  readonly observed: Observations
  readonly nowMs: number
  readonly judged: Judged
}

/** Answers or leaves it to the next rule. */
export type Rule = (look: Look) => Decision | null

/** The canary gets no more traffic. */
export const TO_ZERO: Action = { kind: 'set-share', shareBp: 0, leaseMs: null }

/** Nothing changes, and no later rule is asked. */
export const STAY: Decision = { step: null, action: null }

type Said = {
  readonly reason: ReasonCode | null
  readonly message: string
  readonly action?: Action
  readonly sticky?: boolean
  readonly rung?: number
  readonly request?: Request
  /** How the open request ends; left out, the event says whether it does. */
  readonly closes?: Omit<Closed, 'id'>
}

export function move(look: Look, event: Event, said: Said): Decision {
  const { reason, message, action, sticky, rung, request } = said
  const { rollout, judged } = look
  requireNeeds(look, event)
  const to = nextState(rollout.state, event, rollout.held?.before ?? null)
  const closes = closedBy(look, event, to, said)
  const step: Step = {
    event,
    from: rollout.state,
    to,
    rung: rung ?? (event === 'lapse' ? rungBefore(rollout, closes) : rungAfter(rollout, closes)),
    standsBp: targetOf(look)?.shareBp ?? null,
    reason,
    sticky: sticky ?? false,
    message,
    action: action ?? null,
    request: request ?? null,
    ...(closes === null ? {} : { closes }),
    judged,
  }
  return { step, action: step.action }
}

/** An answer counts for what stood when it was asked for: whatever else becomes of the rollout ends the request. */
function closedBy({ rollout }: Look, event: Event, to: State, { closes, sticky, reason, message }: Said): Closed | null {
  const { request, answer } = rollout
  if (request === null) return null
  if (closes !== undefined) return { id: request.id, ...closes }
  // The share that somebody agreed to is read back.
  if (event === 'shifted' || event === 'settle')
    return { id: request.id, outcome: 'granted', by: answer?.by ?? null, why: answer?.why ?? '' }
  // What is over by itself leaves it open; a person who must look first, or another model, does not.
  const ends =
    to === 'rolling-back' || event === 'lapse' || event === 'lower' || (event === 'hold' && (sticky === true || reason === 'WRONG_MODEL'))
  return ends ? { id: request.id, outcome: 'void', by: null, why: message } : null
}

/** A raise whose request ended unused is not under way any more. */
function rungAfter({ rung, request }: Rollout, closes: Closed | null): number {
  return closes === null || closes.outcome === 'granted' || request === null ? rung : Math.min(rung, request.rung)
}

/** After a lapse the share is set to what stood last, not to what was only begun. */
function rungBefore(rollout: Rollout, closes: Closed | null): number {
  const { pending, standsBp, settings } = rollout
  const rung = rungAfter(rollout, closes)
  if (pending?.kind !== 'set-share' || standsBp === 0 || pending.shareBp <= standsBp) return rung
  return Math.min(
    rung,
    Math.max(
      0,
      settings.rungs.findLastIndex(({ shareBp }) => shareBp <= standsBp),
    ),
  )
}

/**
 * Every critical guardrail has excluded what its step asks, and the canary had requests at this very share: what breaks under more load
 * was not seen before. Before the promotion somebody has looked at every ceiling too. No evidence is never a pass.
 */
export function isProven({ rollout, judged }: Pick<Look, 'rollout' | 'judged'>): boolean {
  const criticals = judged.guardrails.filter(({ critical }) => critical)
  return (
    criticals.length > 0 &&
    rollout.live.windowsAtShare > 0 &&
    (rollout.rung < rollout.settings.rungs.length - 1 || openCeilings(rollout).length === 0) &&
    criticals.every(({ exclusion }) => exclusion !== null && exclusion >= judged.exclusionAt)
  )
}

/** The table says what a transition needs; a rule that forgot it is a fault, not a promotion. */
function requireNeeds(look: Look, event: Event): void {
  const needs: readonly string[] = TRANSITIONS[event].needs
  const { settings, rung } = look.rollout
  const beforeBp = settings.rungs[rung + 1]?.shareBp ?? ALL_BP
  if (needs.includes('proof') && !isProven(look)) throw new Error(`${event} without proof`)
  const isAsked = needs.includes('approval') && settings.approvalBefore.includes(beforeBp)
  if (isAsked && standingOf(look).kind !== 'approved') throw new Error(`${event} without approval`)
}

/** Nobody may advance. Held for the same reason already, nothing is written again; a person's hold is not replaced. */
export function hold(look: Look, reason: ReasonCode, message: string, sticky = false): Decision {
  const { held, state } = look.rollout
  if (state === 'held' && held !== null && (held.reason === reason || held.sticky || !sticky)) return STAY
  if (state === 'held') return { step: rehold(look, reason, message), action: null }
  return move(look, 'hold', { reason, message, sticky })
}

/** Held by itself, and now for something that a person must look at. */
export function rehold(
  { rollout, judged, ...look }: Look,
  reason: ReasonCode,
  message: string,
  ends?: Omit<Closed, 'id'>,
  action?: Action,
): Step {
  const { request } = rollout
  const closes = request === null ? null : { id: request.id, ...(ends ?? ({ outcome: 'void', by: null, why: message } as const)) }
  return {
    ...{ event: null, from: 'held', to: 'held', rung: rungAfter(rollout, closes), standsBp: targetOf(look)?.shareBp ?? null },
    ...{ reason, sticky: true, message, action: action ?? null, request: null },
    ...(closes === null ? {} : { closes }),
    judged,
  }
}

/** The promotion that was begun has happened, or nobody can tell: what only counts before it does not count any more. */
export function isMade({ rollout, observed }: Pick<Look, 'rollout' | 'observed'>): boolean {
  const { promotion, previous, isPromotionBegun } = rollout
  const isSwapped = 'state' in observed.target ? observed.target.state.swapped === true : rollout.swapped
  return isPromotionBegun && (observed.identity.stable !== previous.digest || (promotion !== null && isSwapped !== promotion.swapped))
}

/** Writes what stands without a change of state. */
export function note(look: Look, message: string, action?: Action): Decision {
  const { rollout, judged } = look
  const { state, rung, held } = rollout
  const standsBp = targetOf(look)?.shareBp ?? null
  const same = { event: null, from: state, to: state, rung, standsBp, sticky: held?.sticky ?? false, request: null, judged }
  return { step: { ...same, reason: null, message, action: action ?? null }, action: action ?? null }
}

export function targetOf({ observed }: Pick<Look, 'observed'>): SeenTarget | null {
  return 'state' in observed.target ? observed.target.state : null
}
