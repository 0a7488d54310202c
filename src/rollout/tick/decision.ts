import type { ReasonCode } from '../../judge/reason-codes.ts'
import type { Action, Judged, Observations, Request, SeenTarget, Step } from '../entry.ts'
import type { Rollout } from '../rollout.ts'
import { type Event, nextState, TRANSITIONS } from '../transitions.ts'

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
}

export function move(look: Look, event: Event, { reason, message, action, sticky, rung, request }: Said): Decision {
  const { rollout, judged } = look
  requireNeeds(look, event)
  const step: Step = {
    event,
    from: rollout.state,
    to: nextState(rollout.state, event, rollout.held?.before ?? null),
    rung: rung ?? rollout.rung,
    standsBp: targetOf(look)?.shareBp ?? null,
    reason,
    sticky: sticky ?? false,
    message,
    action: action ?? null,
    request: request ?? null,
    judged,
  }
  return { step, action: step.action }
}

/**
 * Every critical guardrail has excluded what its step asks, and the canary had requests at this very share: what breaks under more load
 * was not seen before. No evidence is never a pass.
 */
export function isProven({ rollout, judged }: Pick<Look, 'rollout' | 'judged'>): boolean {
  const criticals = judged.guardrails.filter(({ critical }) => critical)
  return (
    criticals.length > 0 &&
    rollout.live.windowsAtShare > 0 &&
    criticals.every(({ exclusion }) => exclusion !== null && exclusion >= judged.exclusionAt)
  )
}

/** The table says what a transition needs; a rule that forgot it is a fault, not a promotion. */
function requireNeeds(look: Look, event: Event): void {
  const needs: readonly string[] = TRANSITIONS[event].needs
  const { settings, rung } = look.rollout
  const beforeBp = settings.rungs[rung + 1]?.shareBp ?? 10_000
  if (needs.includes('proof') && !isProven(look)) throw new Error(`${event} without proof`)
  const isAsked = needs.includes('approval') && settings.approvalBefore.includes(beforeBp)
  if (isAsked && look.observed.approval?.kind !== 'approved') throw new Error(`${event} without approval`)
}

/** Nobody may advance. Held for the same reason already, nothing is written again; a person's hold is not replaced. */
export function hold(look: Look, reason: ReasonCode, message: string, sticky = false): Decision {
  const { held, state } = look.rollout
  if (state === 'held' && held !== null && (held.reason === reason || held.sticky || !sticky)) return STAY
  if (state === 'held') return { step: rehold(look, reason, message), action: null }
  return move(look, 'hold', { reason, message, sticky })
}

/** Held by itself, and now for something that a person must look at. */
function rehold({ rollout, judged, ...look }: Look, reason: ReasonCode, message: string): Step {
  const standsBp = targetOf(look)?.shareBp ?? null
  const { rung } = rollout
  return { event: null, from: 'held', to: 'held', rung, standsBp, reason, sticky: true, message, action: null, request: null, judged }
}

export function targetOf({ observed }: Pick<Look, 'observed'>): SeenTarget | null {
  return 'state' in observed.target ? observed.target.state : null
}

export function percent(shareBp: number): string {
  return `${Number((shareBp / 100).toPrecision(6))} %`
}
