import type { Action, SeenTarget } from '../entry.ts'
import { percent } from '../percent.ts'
import { phaseOf } from '../rollout.ts'
import { TRANSITIONS } from '../transitions.ts'
import { isAgreed } from './approval.ts'
import { endUnlessAgreed } from './ask.ts'
import { type Decision, hold, type Look, move, note, TO_ZERO, targetOf } from './decision.ts'

/** What really stands against what was last written and read back. People are honoured, never fought; machines that forget are not. */
export function reconcile(look: Look): Decision | null {
  const { rollout } = look
  const target = targetOf(look)
  if (target === null || target.shareBp === null || rollout.pending?.kind === 'promote') return null
  const { standsBp } = rollout
  const isAsWritten = target.shareBp === standsBp || target.shareBp === rollout.pending?.shareBp
  if (isAsWritten) return isLapsedUnseen(look, target) ? lapse(look, 'The lease ran out: the target serves nothing from the canary.') : null
  if (rollout.settings.leaseMs !== null && target.shareBp === 0 && target.leaseLeftMs === null)
    return lapse(look, `The lease ran out: the share fell from ${percent(standsBp)} to 0.`)
  if (hasRestarted(look, target))
    return lapse(look, `The target restarted and came up with ${percent(target.shareBp)} instead of ${percent(standsBp)}.`)
  return outsideChange(look, target.shareBp)
}

/** The entry is still there, or the last write is told, but nothing comes through. */
function isLapsedUnseen({ rollout }: Look, { shareBp, effectiveBp, leaseLeftMs, arms }: SeenTarget): boolean {
  if (rollout.settings.leaseMs === null || shareBp === null || shareBp === 0 || rollout.pending !== null) return false
  return effectiveBp === 0 && arms.canary.ready && (leaseLeftMs === null || leaseLeftMs <= 0)
}

function hasRestarted({ rollout }: Look, { restartedAtMs }: SeenTarget): boolean {
  const lastChange = rollout.changes.at(-1)
  return restartedAtMs !== null && lastChange !== undefined && restartedAtMs > lastChange.toMs
}

/** Held by a person it stays held, at 0; from elsewhere the next good tick sets the share again. */
function lapse(look: Look, message: string): Decision {
  const { rollout } = look
  const action = targetOf(look)?.shareBp === 0 ? undefined : TO_ZERO
  const may: readonly string[] = TRANSITIONS.lapse.from
  if (rollout.held?.sticky === true || !may.includes(rollout.state)) return note(look, message, action)
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
    if (isHeld) return null
    return endUnlessAgreed(look) ?? (isFit(look) ? { step: null, action: pending } : null)
  }
  if (target.shareBp === pending.shareBp) {
    if (rollout.state !== 'shifting') return note(look, `The share read back is ${percent(pending.shareBp)}.`)
    return move(look, 'shifted', { reason: null, message: `The share read back is ${percent(pending.shareBp)}.` })
  }
  // A higher share is only written again where everything else is still as it must be; a lower one always.
  const isHigher = pending.shareBp > (target.shareBp ?? 0)
  if (isHigher && isHeld) return null
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
