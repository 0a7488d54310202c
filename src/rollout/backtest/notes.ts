import { formatDuration } from '../../judge/format-number.ts'
import type { RolloutPolicy } from '../policy/section.ts'
import type { Backtest } from './backtest.ts'
import type { RecordedRelease } from './recording.ts'
import type { OneArm } from './traffic.ts'

/** What recorded counts can say, and what they cannot: whoever reads the answer must know. */
export function limitsOf(
  { tested }: Backtest,
  releases: readonly RecordedRelease[],
  { policy, oneArm, everyMs }: { readonly policy: RolloutPolicy; readonly oneArm: OneArm | null; readonly everyMs: number | null },
): string[] {
  const notes: string[] = []
  const used = tested.filter(({ recorded }) => recorded === 'beside').map(({ usedShare }) => usedShare)
  if (used.length > 0)
    notes.push(
      `Requests were only ever left out, so that the canary had the ladder's share: ${percents(used)} of the recorded ones were judged. A live rollout has all of them, and as a rule decides sooner.`,
    )
  if (tested.some(({ recorded }) => recorded === 'alone')) notes.push(aboutOneArm(oneArm))
  const recordedMs = usualWindowMs(releases)
  if (recordedMs !== null && recordedMs !== policy.telemetry.window)
    notes.push(
      `The recorded windows are of ${formatDuration(recordedMs)}, those of the policy of ${formatDuration(policy.telemetry.window)}.`,
    )
  notes.push(
    `It ticks ${everyMs === null ? 'after each window, as a job that watches' : `every ${formatDuration(everyMs)}`}; shares are exact, and nothing is judged after the promotion.`,
  )
  if (policy.approval !== null) notes.push('Approvals are taken as given at once.')
  if (policy.rehearse !== null) notes.push('The rehearsal is left out.')
  return notes
}

function aboutOneArm(oneArm: OneArm | null): string {
  if (oneArm?.kind === 'before')
    return `Releases that went live all at once are compared with the old model ${formatDuration(oneArm.lagMs)} earlier: other minutes, so the guarantee on false rollbacks does not hold. What it does to the healthy ones shows how alike the times are.`
  return 'Releases that went live all at once are dealt into two arms of one model: that shows false alarms on real traffic, and no bad release.'
}

function usualWindowMs(releases: readonly RecordedRelease[]): number | null {
  const lengths = releases.flatMap(({ windows }) => windows.map(({ fromMs, toMs }) => toMs - fromMs)).sort((a, b) => a - b)
  return lengths[Math.floor(lengths.length / 2)] ?? null
}

function percents(shares: readonly number[]): string {
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => Math.round(share * 100))
  return least === most ? `${least} %` : `${least} to ${most} %`
}
