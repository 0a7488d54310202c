import { type Observations, windowsOf } from '../entry.ts'
import { absorb, judgeLive } from '../evidence.ts'
import type { Rollout } from '../rollout.ts'
import { TERMINAL } from '../transitions.ts'
import { hearNo } from './ask.ts'
import { breach, continueBack, wrongModel } from './back.ts'
import { checkpoint } from './checkpoint.ts'
import { type Decision, type Look, type Rule, STAY } from './decision.ts'
import { lowerWhenBlind, lowerWhenDown } from './lower.ts'
import { advance, holdAtDeadline, keepCap, rollBackAtDeadline } from './progress.ts'
import { confirmPending, reconcile } from './reconcile.ts'
import {
  holdForPerson,
  requireData,
  requireNoIncident,
  requirePolicy,
  requireReady,
  requireSoundSplit,
  requireTarget,
  resumeByItself,
} from './safety.ts'

/**
 * In this order, and the first that answers has decided. What leads back comes before everything else; what is not safe comes before what
 * goes on.
 */
const RULES: readonly Rule[] = [
  breach,
  continueBack,
  rollBackAtDeadline,
  wrongModel,
  hearNo,
  lowerWhenBlind,
  requireTarget,
  reconcile,
  lowerWhenDown,
  confirmPending,
  requirePolicy,
  holdAtDeadline,
  requireReady,
  requireData,
  requireSoundSplit,
  requireNoIncident,
  holdForPerson,
  resumeByItself,
  keepCap,
  advance,
]

/** One look at an open rollout: the same journal, observations and time give the same decision, byte for byte. */
export function decide(rollout: Rollout, observed: Observations, nowMs: number): Decision {
  if (TERMINAL.includes(rollout.state)) return STAY
  const windows = windowsOf(observed)
  const seen = absorb(rollout, windows, nowMs)
  const look: Look = { rollout: seen, observed, nowMs, judged: judgeLive(seen) }
  for (const rule of RULES) {
    const decision = rule(look)
    if (decision !== null) return decision.step === null && decision.action === null ? checkpoint(look) : decision
  }
  return checkpoint(look)
}
