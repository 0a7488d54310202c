import { hasSampleIn, type Timeline } from './timelines.ts'

/** A closed window, in time; `missing` targets had no sample in it although others did. */
export type ClosedSpan = {
  readonly fromMs: number
  readonly toMs: number
  readonly windowMs: number
  readonly missing: readonly string[]
  readonly isGap: boolean
}

/**
 * The next closed window after `fromMs`, or null when it is still open. Decided by samples alone, and by none later than one window after its
 * end: whoever asks late finds the same windows as whoever asked at once.
 *
 * A window is closed when every target has a sample in it and one at or after its end. A scrape gap of all of them (Prometheus was down)
 * makes one longer window, whose counts are still exact; a target that alone has none is missing.
 */
export function nextClosed(timelines: readonly Timeline[], fromMs: number, windowMs: number): ClosedSpan | null {
  const newestMs = Math.max(...timelines.map(({ times }) => times.at(-1) ?? Number.NEGATIVE_INFINITY))
  for (let toMs = fromMs + windowMs; toMs <= newestMs; toMs += windowMs) {
    const decided = decide(timelines, { fromMs, toMs, windowMs, newestMs })
    if (decided === 'longer') continue
    return decided === 'open' ? null : { fromMs, toMs, windowMs, missing: decided, isGap: toMs > fromMs + windowMs }
  }
  return null
}

type Question = { readonly fromMs: number; readonly toMs: number; readonly windowMs: number; readonly newestMs: number }

function decide(timelines: readonly Timeline[], { fromMs, toMs, windowMs, newestMs }: Question): 'open' | 'longer' | readonly string[] {
  const needed = timelines.filter(({ times }) => hasSampleIn(times, fromMs - LOOK_BACK_WINDOWS * windowMs, fromMs))
  const silent = needed.filter(({ times }) => !hasSampleIn(times, fromMs, toMs))
  const reaches = ({ times }: Timeline) => (times.at(-1) ?? 0) >= toMs
  if (silent.length === 0 && needed.length > 0 && needed.every(reaches)) return []
  const graceMs = toMs + windowMs
  if (newestMs < graceMs) return 'open'
  if (silent.some(({ times }) => hasSampleIn(times, toMs, graceMs))) return 'longer'
  if (!timelines.some(({ times }) => hasSampleIn(times, toMs, graceMs))) return 'longer'
  return silent.map(({ target }) => target)
}

/** A target without a sample for longer is gone: nobody waits for it any more. */
const LOOK_BACK_WINDOWS = 2
