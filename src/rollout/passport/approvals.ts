import type { Entry, Request } from '../entry.ts'
import { timeOf } from '../story.ts'
import type { Approval } from './schema.ts'

/** Every request of these entries in its order, with what became of it. A request is answered by the decision that acts on the answer. */
export function approvalsOf(entries: readonly Entry[]): Approval[] {
  const found: Approval[] = []
  let open: Request | null = null
  for (const { at, body } of entries) {
    if (body.kind !== 'step') continue
    const { step, observations } = body
    const { approval } = observations
    if (open !== null && step.event !== null && SETTLING.includes(step.event)) {
      const isYes = step.event !== 'refuse' && approval?.kind === 'approved'
      const isNo = step.event === 'refuse' && approval?.kind === 'refused'
      found.push({
        ...asked(open),
        decision: isYes ? 'approved' : isNo ? 'refused' : 'none',
        by: isYes || isNo ? (approval?.by ?? null) : null,
        read: isYes || isNo ? (approval?.why ?? null) : step.message,
        decidedAt: timeOf(at),
      })
      open = null
    }
    if (step.request !== null && step.request.id !== open?.id) {
      // Asked anew before anybody answered: the request of before is void.
      if (open !== null) found.push(asked(open))
      open = step.request
    } else open = step.request ?? open
  }
  return open === null ? found : [...found, asked(open)]
}

/** What ends a request: going on, a refusal, or the way back. */
const SETTLING: readonly string[] = [
  'shift',
  'promote',
  'refuse',
  'breach',
  'wrong-model',
  'deadline-passed',
  'abort',
  'roll-back',
  'replace',
]

function asked({ id, beforeBp, sentence, askedAtMs, expiresAtMs }: Request): Approval {
  return {
    request: id,
    before: beforeBp / 10_000,
    decision: 'none',
    by: null,
    way: null,
    read: null,
    askedAt: timeOf(askedAtMs),
    expiresAt: timeOf(expiresAtMs),
    decidedAt: null,
    shown: sentence,
  }
}
