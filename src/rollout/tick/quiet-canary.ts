import { formatDuration } from '../../judge/format-number.ts'
import { type SeenWindow, windowsOf } from '../entry.ts'
import { ALL_BP } from '../ports.ts'
import { isZeroOfBefore } from '../rollout.ts'
import type { Look } from './decision.ts'

/**
 * Not everything that a canary's counter counts is traffic: each look asks it once which model it serves (three looks a tick, two tickers),
 * and some platforms ask every quarter of a minute whether it is well.
 */
const MOST_PROBES = 10
/** That few are tolerated only where the share that stood before would have brought ten times as many: a part of it is then seen. */
const LEAST_EXPECTED = 10 * MOST_PROBES
/**
 * In words, how it is known that the share of 0 is served; null while it is not. Requests that were under way when the share fell may end
 * in the window in between, which does not count.
 */
export function seenWithoutCanary({ rollout, observed, nowMs }: Look): string | null {
  const zero = rollout.changes.at(-1)
  if (zero === undefined) return 'it never had traffic'
  if (zero.shareBp !== 0 || rollout.pending !== null || isZeroOfBefore(rollout)) return null
  const windows = windowsOf(observed)
  const after = windows.filter(({ fromMs }) => fromMs >= zero.toMs)
  const stoodBp = rollout.changes.findLast(({ shareBp }) => shareBp > 0)?.shareBp ?? 0
  const quiet = after.find((window) => isQuiet(window, stoodBp))
  if (quiet !== undefined) return `the canary had ${countedIn(quiet)} in the window that ended ${new Date(quiet.toMs).toISOString()}`
  if (after.some(({ requests }) => requests === null))
    return 'the telemetry does not count all requests, so the share read back is all that is known'
  // Telemetry that is down must not keep a rollout open for ever; the target's own word remains.
  const waitedMs = nowMs - zero.toMs
  const isBlind = after.length === 0 && waitedMs > rollout.settings.blindMaxMs
  const effectiveBp = 'state' in observed.target ? observed.target.state.effectiveBp : null
  if (isBlind && (effectiveBp ?? 0) === 0)
    return `no window could be read for ${formatDuration(waitedMs)}, so the share read back is all that is known`
  return null
}

function isQuiet({ requests }: SeenWindow, stoodBp: number): boolean {
  if (requests === null) return false
  const { stable, canary } = requests
  const expected = ((stable + canary) * stoodBp) / ALL_BP
  return canary === 0 || (canary <= MOST_PROBES && expected >= LEAST_EXPECTED)
}

function countedIn({ requests }: SeenWindow): string {
  const count = requests?.canary ?? 0
  return count === 0 ? 'no request' : `${count} requests, as many as probes make,`
}

/** Requests of the canary in the newest window that counts them. */
export function latestOfCanary({ observed }: Pick<Look, 'observed'>): number | null {
  const windows = windowsOf(observed)
  return windows.findLast(({ requests }) => requests !== null)?.requests?.canary ?? null
}
