import type { Entry } from '../../../src/rollout/entry.ts'
import type { History } from '../../../src/rollout/fold.ts'
import type { DeploymentTarget } from '../../../src/rollout/ports.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { replay } from '../../../src/rollout/replay.ts'
import type { FakeRollout } from './fake-rollout.ts'
import { CANARY } from './fake-service.ts'

/**
 * Notes every write of a share that is above what the journal has authorised: the share that was last read back, or one that was written
 * down as an intent since.
 */
export function watchSafety(rollout: FakeRollout): string[] {
  const offences: string[] = []
  rollout.service.onShare = (shareBp) => noteUnauthorised(shareBp, rollout.history, offences)
  return offences
}

/** The same of a real target: each write is held against the journal as it is at that moment. */
export function watchTarget(
  target: DeploymentTarget,
  history: () => Promise<History>,
): { readonly target: DeploymentTarget; readonly offences: readonly string[] } {
  const offences: string[] = []
  const watched: DeploymentTarget = {
    capabilities: target.capabilities,
    read: () => target.read(),
    async apply(request) {
      noteUnauthorised(request.shareBp, await history(), offences)
      await target.apply(request)
    },
    renewLease: (durationMs) => target.renewLease(durationMs),
    promote: (request) => target.promote(request),
  }
  return { target: watched, offences }
}

function noteUnauthorised(shareBp: number, { current }: History, offences: string[]): void {
  const intents = current?.pending?.kind === 'set-share' ? [current.pending.shareBp] : []
  const rungs = current === null ? [] : [current.standsBp, ...intents]
  // On its way back every share that was ever authorised may still be overtaken by the write of 0.
  const before = current?.state === 'rolling-back' ? current.changes.map((change) => change.shareBp) : []
  if (shareBp > Math.max(0, ...rungs, ...before)) offences.push(`${shareBp} written, ${rungs.join(', ')} authorised (${current?.state})`)
}

/** What must hold of any journal, however it came to be. */
export function unsafe(rollout: FakeRollout): string[] {
  const { entries, history } = readHistory(rollout.journal.entries)
  const offences = offencesIn(entries)
  const { state } = history.current ?? {}
  const { service } = rollout
  if (state === 'rolled-back' && (service.shareBp !== 0 || service.models.stable === CANARY))
    offences.push(`rolled back, and ${service.shareBp} stands`)
  if (state === 'promoted' && service.models.stable !== CANARY) offences.push('promoted, and stable serves another model')
  return offences
}

/** Decisions that do not replay, and steps that were left without proof. */
export function offencesIn(entries: readonly Entry[]): string[] {
  const offences = replay(entries).flatMap(({ entry, same }) => (same ? [] : [`entry ${entry} replays otherwise`]))
  for (const { body } of entries) {
    if (body.kind !== 'step' || (body.step.event !== 'shift' && body.step.event !== 'promote')) continue
    const { event, judged } = body.step
    const criticals = judged?.guardrails.filter(({ critical }) => critical) ?? []
    const isProven =
      criticals.length > 0 && criticals.every(({ exclusion }) => exclusion !== null && exclusion >= (judged?.exclusionAt ?? Infinity))
    if (!isProven) offences.push(`${event} without proof`)
  }
  return offences
}
