/** More are kept by no window: 1.6 MB of times. */
export const MOST_ARRIVALS = 200_000
/** Steps of a drawn number: fine enough that no two gaps look alike. */
const STEPS = 2 ** 30

/**
 * When requests are sent, in milliseconds from the start: a Poisson process of the given rate, which is what many users who know
 * nothing of each other make. The gaps are exponential, by inversion of a seeded draw; the schedule does not wait for answers.
 *
 * @param rate requests a second
 * @param draw whole numbers below a bound
 */
export function poissonArrivals(rate: number, durationMs: number, draw: (below: number) => number): number[] {
  const meanGapMs = 1000 / rate
  const arrivals: number[] = []
  let at = 0
  while (arrivals.length < MOST_ARRIVALS) {
    // In (0, 1]: the logarithm of 0 has no value.
    at -= meanGapMs * Math.log((draw(STEPS) + 1) / STEPS)
    if (at >= durationMs) break
    arrivals.push(at)
  }
  return arrivals
}
