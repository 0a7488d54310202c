import { UsageError } from '../../errors.ts'
import type { RolloutPolicy } from '../policy/section.ts'
import type { ByArm, Window } from '../ports.ts'
import { seenWindow } from '../roles.ts'
import type { Recording } from './read-recording.ts'
import type { ListedRelease } from './read-releases.ts'

/** Windows from before a release: how bursty failures are, and where quantiles lie. */
const BEFORE_WINDOWS = 60

/**
 * What the telemetry remembers of each release, from some time before it to the end of the policy's deadline or of what is asked.
 *
 * @param lagMs so much earlier too, where the old model's windows stand for the stable arm
 * @throws TelemetryError when it cannot be read; UsageError for an arm that the policy does not know
 */
export async function recordReleases(
  listed: readonly ListedRelease[],
  { telemetry, deadline }: RolloutPolicy,
  lagMs: number,
  record: (fromMs: number, toMs: number) => Promise<readonly Window[]>,
): Promise<Recording> {
  const releases: Recording['releases'][number][] = []
  for (const { name, atMs, untilMs, truth, canary } of listed) {
    // Promotions by swap exchange the arms: the canary of then may be what the policy calls stable now.
    const isSwapped = canary !== null && canary === telemetry.arms.stable
    if (canary !== null && !isSwapped && canary !== telemetry.arms.canary) throw unknownArm(name, canary, telemetry.arms)
    const fromMs = atMs - Math.max(BEFORE_WINDOWS * telemetry.window, lagMs)
    const windows = await record(fromMs, untilMs ?? atMs + deadline)
    releases.push({ name, truth, atMs, windows: windows.map((window) => seenWindow(window, isSwapped)) })
  }
  return { releases, notes: [] }
}

function unknownArm(release: string, canary: string, { stable, canary: other }: ByArm<string>): UsageError {
  return new UsageError({
    where: '--releases',
    found: `the canary of ${release} called ${JSON.stringify(canary)}`,
    expected: `${stable} or ${other}, as the policy calls the arms`,
    remedy: 'Leave the column empty where it was as the policy says.',
  })
}
