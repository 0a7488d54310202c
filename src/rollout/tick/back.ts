import type { Action } from '../entry.ts'
import { percent } from '../percent.ts'
import { isZeroOfBefore, phaseOf } from '../rollout.ts'
import { CHECKPOINT_MS } from './checkpoint.ts'
import { type Decision, hold, type Look, move, note, STAY, TO_ZERO, targetOf } from './decision.ts'
import { latestOfCanary, seenWithoutCanary } from './quiet-canary.ts'

/** A breach rolls back from every state, whatever else is wrong, before anything is reconciled. */
export function breach(look: Look): Decision | null {
  const { rollout, judged } = look
  if (rollout.state === 'rolling-back' || judged.rollback < judged.rollbackAt) return null
  const worst = judged.guardrails.reduce((a, b) => (b.rollback > a.rollback ? b : a))
  const evidence = `ln E ${judged.rollback.toFixed(2)} against ${judged.rollbackAt.toFixed(2)}, most by ${worst.name} (${worst.rollback.toFixed(2)})`
  if (phaseOf(rollout) === 'rehearsing') {
    const message = `Both arms serve the same model and differ: ${evidence}. The split is not fair, so no canary could be judged.`
    return hold(look, 'SPLIT_BIASED', message, true)
  }
  const message = `${worst.name} is proven worse than allowed after ${judged.windows} windows: ${evidence}.`
  return move(look, 'breach', { reason: 'WORSE_THAN_MARGIN', message, action: wayBack(look) })
}

/** What the canary serves was never judged: its traffic goes back. Without traffic it waits for the right one. */
export function wrongModel(look: Look): Decision | null {
  const { rollout, observed } = look
  const { canary, stable } = observed.identity
  const intendedBp = rollout.pending?.kind === 'set-share' ? rollout.pending.shareBp : 0
  // Of nodes that disagree some may have the share that was written last.
  const standsBp = targetOf(look)?.shareBp ?? Math.max(rollout.standsBp, intendedBp)
  // A promotion that was begun and has not happened leaves the canary what it was.
  const isPromoted = rollout.isPromotionBegun && stable !== rollout.previous.digest
  if (canary === null || standsBp === 0 || isPromoted || rollout.state === 'rolling-back') return null
  const expected = phaseOf(rollout) === 'rehearsing' ? rollout.previous.digest : rollout.candidate.digest
  if (canary === expected) return null
  const message = `The canary has ${percent(standsBp)} of the traffic and serves ${short(canary)}, not the judged ${short(expected)}.`
  return move(look, 'wrong-model', { reason: 'WRONG_MODEL', message, action: wayBack(look) })
}

/** Tried until it is verified, across ticks, without an end. */
export function continueBack(look: Look): Decision | null {
  const { rollout } = look
  if (rollout.state !== 'rolling-back') return null
  const target = targetOf(look)
  if (target === null) return { step: null, action: wayBack(look) }
  const isRestored = !rollout.isPromotionBegun || look.observed.identity.stable === rollout.restore.digest
  if (!isRestored || target.shareBp !== 0 || target.mixed !== null) return { step: null, action: wayBack(look) }
  const seen = seenWithoutCanary(look)
  if (seen === null) return zeroReadBack(look)
  const event = rollout.cause?.event === 'abort' ? 'abort-verified' : 'verified'
  const message = `The share read back is 0 and ${seen}. All traffic is on ${short(rollout.restore.digest)}.`
  return move(look, event, { reason: reasonOf(look), message })
}

/** First a promoted model must give its place back, then the share goes to 0. */
export function wayBack(look: Look): Action {
  const { rollout, observed } = look
  const isPromoted = rollout.isPromotionBegun && observed.identity.stable !== rollout.restore.digest
  return isPromoted ? { kind: 'promote', digest: rollout.restore.digest } : TO_ZERO
}

/** The first time that 0 is read back is written down: from then on the canary must be seen without requests. */
function zeroReadBack(look: Look): Decision {
  const { rollout, judged } = look
  if (rollout.standsBp === 0 && rollout.pending === null && !isZeroOfBefore(rollout)) return waitForQuiet(look)
  const { state, rung } = rollout
  const step = { event: null, from: state, to: state, rung, standsBp: 0, reason: null, sticky: false, action: null, request: null, judged }
  return { step: { ...step, message: 'The share read back is 0; the next window must show the canary without requests.' }, action: null }
}

/** Whoever is on call hears from time to time what it waits for: something else than the split sends requests, or probes are counted as such. */
function waitForQuiet(look: Look): Decision {
  const requests = latestOfCanary(look)
  if (requests === null || look.nowMs - look.rollout.lastWriteMs < CHECKPOINT_MS) return STAY
  return note(
    look,
    `The share read back is 0, and the canary still had ${requests} requests in the latest window: see what sends them, or keep probes out of its counters.`,
  )
}

function reasonOf({ rollout }: Look): 'ROLLED_BACK' | 'ABORTED' {
  return rollout.cause?.event === 'abort' ? 'ABORTED' : 'ROLLED_BACK'
}

export function short(digest: string): string {
  return digest.slice(0, 12)
}
