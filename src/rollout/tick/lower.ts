import { formatDuration } from '../../judge/format-number.ts'
import type { ReasonCode } from '../../judge/reason-codes.ts'
import type { Action } from '../entry.ts'
import { phaseOf } from '../rollout.ts'
import { TRANSITIONS } from '../transitions.ts'
import { type Decision, isMade, type Look, move, note, TO_ZERO, targetOf } from './decision.ts'

export function isToZero(action: Action | null): boolean {
  return action?.kind === 'set-share' && action.shareBp === 0
}

/** Without an evaluable window for `blind-max` nobody knows what the canary does: it gets no more traffic. */
export function lowerWhenBlind(look: Look): Decision | null {
  const { blindMaxMs } = look.rollout.settings
  const blindMs = blindFor(look)
  if (blindMs === null || blindMs <= blindMaxMs || phaseOf(look.rollout) === 'settling') return null
  if (targetOf(look)?.shareBp === 0) return null
  const message = `No window could be judged for ${formatDuration(blindMs)}, longer than ${formatDuration(blindMaxMs)}: the share goes to 0.`
  return lower(look, 'NO_LIVE_DATA', message)
}

/** Since the last window that could be judged, or since the share last changed; null where the canary has no traffic to be seen. */
export function blindFor({ rollout, nowMs }: Look): number | null {
  const { pending, live } = rollout
  const changed = rollout.changes.at(-1)
  if (changed === undefined || changed.shareBp === 0 || pending?.kind === 'promote' || isToZero(pending)) return null
  return nowMs - Math.max(changed.toMs, live.seenMs ?? 0)
}

/**
 * A canary that is down teaches nobody anything, and whether its share of the requests fails or is served by others is the proxy's choice:
 * it gets no more of them.
 */
export function lowerWhenDown(look: Look): Decision | null {
  const { rollout } = look
  const target = targetOf(look)
  const { pending } = rollout
  if (target === null || target.arms.canary.ready || target.shareBp === 0) return null
  if (isToZero(pending) || pending?.kind === 'promote' || isMade(look)) return null
  const why = target.arms.canary.why ?? 'the target does not say why'
  return lower(look, 'ARM_NOT_READY', `The canary arm is not ready: ${why}. Its share goes to 0 until it is.`)
}

/** Held by a person it stays held. */
function lower(look: Look, reason: ReasonCode, message: string): Decision {
  const { state, held } = look.rollout
  const may: readonly string[] = TRANSITIONS.lapse.from
  if (held?.sticky === true || !may.includes(state)) return note(look, message, TO_ZERO)
  return move(look, 'lapse', { reason, message, action: TO_ZERO })
}
