import type { Action, Closed } from '../entry.ts'
import { percent } from '../percent.ts'
import { ALL_BP } from '../ports.ts'
import { requestBehind, type Standing, standingOf } from './approval.ts'
import { wayBack } from './back.ts'
import { type Decision, hold, isProven, type Look, move, note, rehold, STAY } from './decision.ts'
import { isCapped, raise, waitForWatch } from './raise.ts'
import { requestOf } from './request.ts'

/** The next share, or the promotion; asked for first where the policy says so. */
export function next(look: Look): Decision {
  const { rollout } = look
  const following = rollout.settings.rungs[rollout.rung + 1] ?? null
  const beforeBp = following?.shareBp ?? ALL_BP
  if (isCapped(look) && following !== null && beforeBp > rollout.settings.unattendedMaxBp) return waitForWatch(look, beforeBp)
  if (!rollout.settings.approvalBefore.includes(beforeBp)) return raise(look, following, '')
  const request = requestOf(look, beforeBp)
  const before = beforeBp === ALL_BP ? 'the promotion' : percent(beforeBp)
  return move(look, 'ask', { reason: 'AWAITING_APPROVAL', message: `Asked before ${before}: ${request.sentence}`, request })
}

/** An answer counts while all holds that it was asked about. */
export function afterAnswer(look: Look): Decision {
  const standing = standingOf(look)
  switch (standing.kind) {
    case 'void':
    case 'refused':
      return end(look, standing)
    case 'approved': {
      const { settings, rung } = look.rollout
      const following = settings.rungs[rung + 1] ?? null
      if (!isProven(look)) return STAY
      const isTooMuch = isCapped(look) && following !== null && following.shareBp > settings.unattendedMaxBp
      return isTooMuch ? waitForWatch(look, following.shareBp) : raise(look, following, ` Approved by ${standing.by ?? 'somebody'}.`)
    }
    case 'pending':
      return noteUncounted(look, standing)
  }
}

/** A no leads down or stops, so it waits for nothing: not for a target that cannot be read, nor for what else holds the rollout. */
export function hearNo(look: Look): Decision | null {
  const { rollout, observed } = look
  if (rollout.request === null || rollout.state === 'rolling-back' || observed.approval?.kind !== 'refused') return null
  return end(look, observed.approval)
}

/** A raise that was begun goes on only while its request stands; null: it does, or nobody had to agree, or nobody can tell now. */
export function endUnlessAgreed(look: Look): Decision | null {
  if (look.rollout.request === null) return holdUnlessGranted(look)
  const standing = standingOf(look)
  return standing.kind === 'void' || standing.kind === 'refused' ? end(look, standing) : null
}

/** A share that somebody agreed to before rises no more where that yes is gone, and a person must know why. */
function holdUnlessGranted(look: Look): Decision | null {
  const { rollout, observed } = look
  const { approval } = observed
  const request = rollout.pending === null ? null : requestBehind(rollout, rollout.pending)
  if (request === null || request === 'missing' || approval === null) return null
  const isGone = approval.kind === 'refused' || (approval.kind === 'pending' && approval.by !== null)
  return isGone ? hold(look, 'APPROVAL_REFUSED', `The yes to the request ${request.id} counts no longer: ${approval.why}`, true) : null
}

function end(look: Look, standing: Standing): Decision {
  const { rollout } = look
  const id = rollout.request?.id ?? 'there was none'
  if (standing.kind !== 'void') return refuse(look, { outcome: 'refused', by: standing.by, why: standing.why })
  const why = `${standing.why}`
  if (standing.rule === 'expired') return refuse(look, { outcome: 'expired', by: null, why })
  const message = `The request ${id} is void: ${why}. A new one is asked once everything is proven.`
  return move(look, 'void', { reason: null, message, closes: { outcome: 'void', by: null, why }, ...backDown(look) })
}

/** A no does what the policy says; a request that nobody answered in time only holds. */
function refuse(look: Look, closes: Omit<Closed, 'id'>): Decision {
  const { rollout } = look
  const reason = 'APPROVAL_REFUSED'
  const id = rollout.request?.id ?? ''
  if (closes.outcome === 'refused' && rollout.settings.approval?.onRejection === 'rollback')
    return move(look, 'reject', { reason, message: `${saidNo(closes)} The canary goes back.`, closes, action: wayBack(look) })
  const again = '`sluice resume` asks anew, `sluice abort` ends it.'
  const message =
    closes.outcome === 'expired' ? `Nobody answered the request ${id} in time: ${closes.why}. ${again}` : `${saidNo(closes)} ${again}`
  if (rollout.state !== 'held') return move(look, 'refuse', { reason, sticky: true, message, closes, ...backDown(look) })
  const { action } = backDown(look)
  return { step: rehold(look, reason, message, closes, action), action: action ?? null }
}

function saidNo({ by, why }: Omit<Closed, 'id'>): string {
  return `${by ?? 'Somebody'} said no: ${why.replace(/\.$/, '')}.`
}

/** Whether the raise has reached the target nobody may know: what was asked from is written again. */
function backDown({ rollout }: Look): { readonly action?: Action } {
  const { pending, request, settings } = rollout
  if (request === null || pending?.kind !== 'set-share' || pending.shareBp <= request.fromBp) return {}
  return { action: { kind: 'set-share', shareBp: request.fromBp, leaseMs: settings.leaseMs } }
}

/** Whoever answered, and was not heard, learns why; once for each reason. */
function noteUncounted(look: Look, { by, why }: { readonly by: string | null; readonly why: string }): Decision {
  const { answer, request } = look.rollout
  if (by === null || answer?.why === why) return STAY
  const { step, action } = note(look, `The answer of ${by} to the request ${request?.id} does not count: ${why}`)
  return { step: step === null ? null : { ...step, reason: 'AWAITING_APPROVAL' }, action }
}
