import { formatDuration } from '../../judge/format-number.ts'
import type { Action, SeenTarget } from '../entry.ts'
import { percent } from '../percent.ts'
import { phaseOf } from '../rollout.ts'
import { TRANSITIONS } from '../transitions.ts'
import { isAgreed } from './approval.ts'
import { endUnlessAgreed } from './ask.ts'
import { type Decision, hold, isMade, type Look, move, note, TO_ZERO, targetOf } from './decision.ts'
import { isToZero } from './lower.ts'
import { isPastDeadline } from './progress.ts'

/** What really stands against what was last written and read back. People are honoured, never fought; machines that forget are not. */
export function reconcile(look: Look): Decision | null {
  const { rollout } = look
  const target = targetOf(look)
  if (target === null || target.shareBp === null) return null
  const { standsBp, pending } = rollout
  if (pending?.kind === 'promote') return isMade(look) ? null : neverMade(look, target)
  const isAsWritten = target.shareBp === standsBp || target.shareBp === pending?.shareBp
  if (isAsWritten) return lapsedUnseen(look, target) ?? adrift(look, target)
  const fell = lapsed(look, target)
  if (fell !== null) return fell
  if (hasRestarted(look, target))
    return lapse(look, `The target restarted and came up with ${percent(target.shareBp)} instead of ${percent(standsBp)}.`)
  return outsideChange(look, target.shareBp)
}

/**
 * The tick that wrote it down may have been killed before it did it, and the canary has lost its traffic since. Arms are exchanged in one
 * write, so it is proven again; where an arm is given the model, that may be under way for longer than a lease, and a person looks.
 */
function neverMade(look: Look, target: SeenTarget): Decision | null {
  const { settings, sinceMs } = look.rollout
  const fell = lapsed(look, target)
  if (fell === null || settings.promotion === 'swap') return fell
  const waitedMs = look.nowMs - sinceMs
  if (waitedMs <= (settings.leaseMs ?? 0)) return null
  const message = `The promotion was written down ${formatDuration(waitedMs)} ago and is not read back, and the canary has no traffic any more. \`sluice resume\` goes on with it, \`sluice abort\` ends it.`
  return hold(look, 'LEASE_LAPSED', message, true)
}

/** A lease that ran out takes what was begun with it: its proof is of traffic that the canary has no more. */
function lapsed(look: Look, target: SeenTarget): Decision | null {
  const { settings, standsBp } = look.rollout
  if (settings.leaseMs === null || target.shareBp !== 0 || target.leaseLeftMs !== null) return lapsedUnseen(look, target)
  return lapse(look, `The lease ran out: the share fell from ${percent(standsBp)} to 0.`)
}

/** The entry is still there, or the last write is told, but nothing comes through. */
function lapsedUnseen(look: Look, { shareBp, effectiveBp, leaseLeftMs, arms }: SeenTarget): Decision | null {
  const { settings, pending } = look.rollout
  if (settings.leaseMs === null || shareBp === null || shareBp === 0 || isToZero(pending)) return null
  const isUnserved = effectiveBp === 0 && arms.canary.ready && (leaseLeftMs === null || leaseLeftMs <= 0)
  return isUnserved ? lapse(look, 'The lease ran out: the target serves nothing from the canary.') : null
}

/** What was begun was taken back while a person held it. */
function adrift(look: Look, { shareBp }: SeenTarget): Decision | null {
  const { state, pending } = look.rollout
  const isBegun = state === 'shifting' || (state === 'promoting' && !isMade(look))
  return isBegun && pending === null && shareBp === 0 ? lapse(look, 'The share is 0, and nothing is under way.') : null
}

function hasRestarted({ rollout }: Look, { restartedAtMs }: SeenTarget): boolean {
  const lastChange = rollout.changes.at(-1)
  return restartedAtMs !== null && lastChange !== undefined && restartedAtMs > lastChange.toMs
}

/**
 * Held by a person it stays held, at 0; from elsewhere the next good tick sets the share again. Once promoted only the old model's control
 * share is lost.
 */
function lapse(look: Look, message: string): Decision {
  const { rollout } = look
  const action = targetOf(look)?.shareBp === 0 ? undefined : TO_ZERO
  const may: readonly string[] = TRANSITIONS.lapse.from
  const stays = rollout.held?.sticky === true || phaseOf(rollout) === 'settling' || !may.includes(rollout.state)
  if (stays) return note(look, message, action ?? TO_ZERO)
  return move(look, 'lapse', { reason: 'LEASE_LAPSED', message, ...(action === undefined ? {} : { action }) })
}

function outsideChange(look: Look, actualBp: number): Decision {
  const { rollout } = look
  const isLower = actualBp < rollout.standsBp
  const message = isLower
    ? `Somebody lowered the share from ${percent(rollout.standsBp)} to ${percent(actualBp)}. It stays so; \`sluice resume\` goes on from here.`
    : `Somebody raised the share from ${percent(rollout.standsBp)} to ${percent(actualBp)}. Nothing advances until \`sluice resume\` or \`sluice abort\`.`
  if (rollout.held?.sticky === true) return note(look, message)
  const held = hold(look, 'OUTSIDE_CHANGE', message, true)
  return held.step === null ? note(look, message) : held
}

/** What was begun is confirmed by reading it back, or done again: every write is absolute. */
export function confirmPending(look: Look): Decision | null {
  const { rollout, observed } = look
  const { pending } = rollout
  const target = targetOf(look)
  if (pending === null || target === null) return null
  const isHeld = rollout.state === 'held'
  if (pending.kind === 'promote') {
    if (observed.identity.stable === pending.digest) return isHeld ? null : settle(look)
    if (isHeld || isPastDeadline(look)) return null
    return endUnlessAgreed(look) ?? (isFit(look) ? { step: null, action: pending } : null)
  }
  if (target.shareBp === pending.shareBp) {
    if (rollout.state !== 'shifting') return note(look, `The share read back is ${percent(pending.shareBp)}.`)
    return move(look, 'shifted', { reason: null, message: `The share read back is ${percent(pending.shareBp)}.` })
  }
  // A higher share is only written again where everything else is still as it must be; a lower one always.
  const isHigher = pending.shareBp > (target.shareBp ?? 0)
  if (isHigher && (isHeld || isPastDeadline(look))) return null
  const ended = isHigher ? endUnlessAgreed(look) : null
  if (ended !== null) return ended
  if (isHigher && !isFit(look)) return null
  return { step: null, action: pending }
}

/** Whether what was begun may still be done: the rules are the same, the canary is there and serves what it should, and who agreed still does. */
export function isFit(look: Look): boolean {
  const { rollout, observed } = look
  const target = targetOf(look)
  const phase = phaseOf(rollout)
  const expected = phase === 'settling' || phase === 'rehearsing' ? rollout.previous.digest : rollout.candidate.digest
  const isSamePolicy = observed.policySha256 === rollout.policySha256
  return isSamePolicy && isAgreed(look) && target?.arms.canary.ready === true && observed.identity.canary === expected
}

function settle(look: Look): Decision {
  const { settings, candidate } = look.rollout
  const keepsControl = settings.promotion === 'swap' && settings.settleMs > 0
  const shareBp = keepsControl ? settings.controlBp : 0
  const action: Action = { kind: 'set-share', shareBp, leaseMs: keepsControl ? settings.leaseMs : null }
  const control = keepsControl ? ` The old model keeps ${percent(shareBp)} as control.` : ''
  return move(look, 'settle', { reason: null, message: `The stable arm serves ${candidate.digest.slice(0, 12)}.${control}`, action })
}
