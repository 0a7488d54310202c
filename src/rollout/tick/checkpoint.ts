import { windowsOf } from '../entry.ts'
import { type Decision, type Look, STAY, targetOf } from './decision.ts'

/** Windows that nothing was decided from are read again from the cursor; not for longer than this. */
export const CHECKPOINT_MS = 15 * 60_000

/** A tick that moves nothing writes nothing, but from time to time it keeps what it has seen. */
export function checkpoint(look: Look): Decision {
  const { rollout, observed, nowMs, judged } = look
  if (windowsOf(observed).length === 0 || nowMs - rollout.lastWriteMs < CHECKPOINT_MS) return STAY
  const { state, rung } = rollout
  const standsBp = targetOf(look)?.shareBp ?? null
  const message = `${judged.windows} windows so far.`
  return {
    step: {
      event: null,
      from: state,
      to: state,
      rung,
      standsBp,
      reason: null,
      sticky: false,
      message,
      action: null,
      request: null,
      judged,
    },
    action: null,
  }
}
