import { medianOf } from '../time-batch.ts'

/** Requests one after the other before the first window. */
export type WarmUp = {
  /** The median. */
  readonly aloneMs: number
  /** The fastest: nothing is served faster than that. */
  readonly fastestMs: number
}

/** As many as fit in a second, which is one window of the shortest load: of a slow model a few tell enough. */
const MOST_REQUESTS = 30
const WARM_UP_MS = 1_000
/** The first call alone may pay for what later ones do not. */
const FEWEST_TIMED = 2

/**
 * @param call one request's milliseconds; null where it could not be timed and was answered nevertheless, or others may be
 * @returns null when not one was timed
 */
export async function warmUp(call: (request: number) => Promise<number | null>): Promise<WarmUp | null> {
  const start = performance.now()
  const times: number[] = []
  for (let request = 0; request < MOST_REQUESTS; request++) {
    const ms = await call(request)
    if (ms !== null) times.push(ms)
    if (times.length >= FEWEST_TIMED && performance.now() - start >= WARM_UP_MS) break
  }
  return times.length === 0 ? null : { aloneMs: medianOf(times), fastestMs: Math.min(...times) }
}
