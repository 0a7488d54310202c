import type { Course } from '../course.ts'
import type { Request } from '../entry.ts'
import type { Rollout } from '../rollout.ts'
import { timeOf } from '../story.ts'
import type { Approval } from './schema.ts'

/** Every request in its order, with what became of it, whoever or whatever ended it. */
export function approvalsOf({ entries }: Pick<Course, 'entries'>): Approval[] {
  const found: Approval[] = []
  let open: Request | null = null
  for (const { history } of entries) {
    const { current } = history
    if (current === null) continue
    if (open !== null && current.request?.id !== open.id) found.push(ended(open, current))
    open = current.request
  }
  const last = entries.at(-1)?.history.current ?? null
  return open === null || last === null ? found : [...found, asked(open, last)]
}

function ended(request: Request, rollout: Rollout): Approval {
  const { closed } = rollout
  const common = asked(request, rollout)
  if (closed === null || closed.id !== request.id) return common
  const { outcome, by, why, atMs } = closed
  return { ...common, decision: outcome, by, read: why === '' ? null : why, decidedAt: timeOf(atMs) }
}

function asked({ id, beforeBp, sentence, askedAtMs, expiresAtMs, runId }: Request, { settings }: Rollout): Approval {
  return {
    request: id,
    before: beforeBp / 10_000,
    decision: 'open',
    by: null,
    way: settings.approval?.by ?? null,
    runId,
    read: null,
    askedAt: timeOf(askedAtMs),
    expiresAt: timeOf(expiresAtMs),
    decidedAt: null,
    shown: sentence,
  }
}
