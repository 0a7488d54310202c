import { courseOf } from './course.ts'
import type { Entry, ModelFile, StartBody } from './entry.ts'
import { addEntry, type History, isOpen, NO_HISTORY } from './fold.ts'
import { approvalsOf } from './passport/approvals.ts'
import type { Approval, PassportStep } from './passport/schema.ts'
import { stepsOf } from './passport/steps.ts'
import { type Promotion, promotionsOf } from './promotions.ts'

/** What is live by the journal, and why. */
export type Live = {
  readonly model: ModelFile
  /** When it became the stable model, and whose call saw to it; null: it was live before the first rollout. */
  readonly since: { readonly atMs: number; readonly by: string } | null
  /** Of the rollout that promoted it; null where none did. */
  readonly evidence: Evidence | null
}

export type Evidence = {
  readonly rollout: string
  readonly verdicts: StartBody['verdicts']
  readonly approvals: readonly Approval[]
  readonly steps: readonly PassportStep[]
}

/** @returns null where the journal does not know: no rollout has begun yet */
export function liveOf(entries: readonly Entry[]): Live | null {
  let history: History = NO_HISTORY
  let since: Live['since'] = null
  for (const entry of entries) {
    const before = history.released?.digest
    history = addEntry(history, entry)
    if (history.released?.digest !== before) since = { atMs: entry.at, by: entry.by }
  }
  const { released, current } = history
  // At the start of a rollout stable said itself what it serves.
  const model = released ?? current?.previous ?? null
  if (model === null) return null
  const promotion = promotionsOf(entries).findLast((one) => one.model.digest === model.digest)
  return { model, since: released === null ? null : since, evidence: promotion === undefined ? null : evidenceOf(entries, promotion) }
}

function evidenceOf(entries: readonly Entry[], { rollout }: Promotion): Evidence {
  const own = entries.filter((entry) => entry.rollout === rollout)
  const start = own[0]?.body
  const upTo = entries.findLastIndex(
    (entry) => entry.rollout === rollout && entry.body.kind === 'step' && entry.body.step.event === 'settle',
  )
  const course = courseOf(entries.slice(0, upTo + 1), rollout)
  const warmUpMs = course.decided?.settings.warmUpMs ?? 0
  return {
    rollout,
    verdicts: start?.kind === 'start' ? start.verdicts : [],
    approvals: approvalsOf(course),
    steps: stepsOf(course, warmUpMs),
  }
}

/** A rollout that is under way, for a sentence; null where none is. */
export type UnderWay = { readonly digest: string; readonly state: string; readonly share: number; readonly sinceMs: number }

export function underWay({ current }: History): UnderWay | null {
  if (!isOpen(current)) return null
  const { candidate, state, standsBp, sinceMs } = current
  return { digest: candidate.digest, state, share: standsBp / 10_000, sinceMs }
}
