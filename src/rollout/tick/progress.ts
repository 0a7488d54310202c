import { formatDuration } from '../../judge/format-number.ts'
import { type Action, windowsOf } from '../entry.ts'
import { isEvaluable } from '../evidence.ts'
import { percent } from '../percent.ts'
import type { Rollout } from '../rollout.ts'
import type { Rung } from '../settings.ts'
import { afterAnswer, next } from './ask.ts'
import { type Decision, hold, isMade, isProven, type Look, move, note, STAY, TO_ZERO, targetOf } from './decision.ts'
import { isCapped, waitForWatch } from './raise.ts'
import { riskOf } from './request.ts'

/** Asked before whatever only holds: a rollout that cannot be judged, or whose target cannot be read, does not outlive its deadline either. */
export function rollBackAtDeadline(look: Look): Decision | null {
  if (look.rollout.settings.onDeadline !== 'rollback' || !isPastDeadline(look)) return null
  return move(look, 'deadline-passed', { reason: 'DEADLINE', message: residualRisk(look), action: TO_ZERO })
}

/** Never a promotion: somebody is asked, or it holds. */
export function holdAtDeadline(look: Look): Decision | null {
  if (!isPastDeadline(look)) return null
  const isAsked = look.rollout.settings.onDeadline === 'ask'
  const question = isAsked ? ' `sluice resume` gives it the same time again, `sluice abort` ends it.' : ''
  return hold(look, 'DEADLINE', `${residualRisk(look)}${question}`, true)
}

/** Of a promotion that was written down and has not happened too: it would rest on what was proven before. */
export function isPastDeadline(look: Look): boolean {
  const { rollout, nowMs } = look
  return nowMs - rollout.deadlineFromMs > rollout.settings.deadlineMs && !isMade(look)
}

function residualRisk(look: Look): string {
  return `The deadline of ${formatDuration(look.rollout.settings.deadlineMs)} has passed. ${riskOf(look)}.`
}

/** Without a lease and without a watching job nothing takes a share down that nobody looks at. */
export function keepCap(look: Look): Decision | null {
  const { rollout, observed } = look
  const { unattendedMaxBp, rungs } = rollout.settings
  if (!isCapped(look) || rollout.standsBp <= unattendedMaxBp) return null
  if (rollout.state !== 'baking' && rollout.state !== 'awaiting-approval') return null
  const rung = rungs.findLastIndex(({ shareBp }) => shareBp <= unattendedMaxBp)
  const message = `No job watches any more and the target has no lease: down to ${percent(rungs[rung]?.shareBp ?? 0)}.`
  if (observed.target === null) return STAY
  const action: Action = { kind: 'set-share', shareBp: rungs[rung]?.shareBp ?? 0, leaseMs: null }
  return rung < 0
    ? move(look, 'lapse', { reason: 'UNATTENDED', message, action })
    : move(look, 'lower', { reason: 'UNATTENDED', message, action, rung })
}

/** What the state waits for, once nothing speaks against going on. */
export function advance(look: Look): Decision {
  const { rollout, nowMs } = look
  const sinceChangeMs = nowMs - (rollout.changes.at(-1)?.toMs ?? rollout.startedAtMs)
  switch (rollout.state) {
    case 'started':
    case 'lapsed':
      return arm(look)
    case 'rehearsing':
      return rehearsed(look, sinceChangeMs)
    case 'baking':
      if (rollout.standsBp !== rungOf(rollout).shareBp) return arm(look)
      if (sinceChangeMs < rollout.settings.bakeMs || !isProven(look)) return STAY
      return next(look)
    case 'awaiting-approval':
      return afterAnswer(look)
    case 'settling':
      return finish(look)
    default:
      return STAY
  }
}

function arm(look: Look): Decision {
  const { rollout, observed } = look
  const { settings, candidate } = rollout
  // Traffic begins where it can be seen.
  if (rollout.state !== 'baking' && observed.telemetry !== null && 'why' in observed.telemetry) return STAY
  // After a lapse also where it can be judged: what blinded it may be there still.
  const windows = windowsOf(observed)
  if (rollout.state === 'lapsed' && !windows.some((window) => isEvaluable(settings, window))) return STAY
  const rung = Math.max(rollout.rung, 0)
  const { shareBp } = settings.rungs[rung] ?? rungOf(rollout)
  if (isCapped(look) && shareBp > settings.unattendedMaxBp) return waitForWatch(look, shareBp)
  const action: Action = { kind: 'set-share', shareBp, leaseMs: settings.leaseMs }
  if (settings.rehearseMs !== null && !rollout.isRehearsed) {
    return move(look, 'rehearse', {
      reason: null,
      message: `Rehearsal: both arms serve the stable model, ${percent(shareBp)} of the traffic.`,
      action,
    })
  }
  const message = `The canary serves the judged model ${candidate.digest.slice(0, 12)}: ${percent(shareBp)} of the traffic.`
  return move(look, 'arm', { reason: null, message, action, rung })
}

function rehearsed(look: Look, sinceChangeMs: number): Decision {
  const { settings, live, pending } = look.rollout
  if (pending !== null || settings.rehearseMs === null || sinceChangeMs < settings.rehearseMs || live.windows === 0) return STAY
  const message = `No difference between the arms in ${live.windows} windows. The share goes to 0 until the canary serves the candidate.`
  return move(look, 'rehearsed', { reason: null, message, action: TO_ZERO })
}

function finish(look: Look): Decision {
  const { rollout, nowMs } = look
  if (nowMs - rollout.sinceMs < rollout.settings.settleMs || rollout.pending !== null) return STAY
  if (targetOf(look)?.shareBp !== 0) return note(look, 'The way back closes: the old model gets no more traffic.', TO_ZERO)
  return move(look, 'finish', { reason: 'PROMOTED', message: `${rollout.candidate.digest.slice(0, 12)} is the stable model.` })
}

function rungOf({ settings, rung }: Rollout): Rung {
  const found = settings.rungs[rung]
  if (found === undefined) throw new Error(`there is no step ${rung}`)
  return found
}
