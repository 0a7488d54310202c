import { highestRate } from './highest-rate.ts'
import { type LoadArm, type LoadLimit, type LoadRound, windowLatency } from './load-round.ts'

/** Requests that must lie beyond a quantile before a window may state it. */
const FEWEST_BEYOND = 3

/** What each round tells of the highest rate that keeps the limit, by arm; absent where its curve does not cross the limit. */
export function highestRatesByRound(rounds: readonly LoadRound[], limit: LoadLimit): Partial<Record<LoadArm, number>>[] {
  return rounds.map(({ curve }) => {
    const found: Partial<Record<LoadArm, number>> = {}
    for (const arm of ['baseline', 'candidate'] as const) {
      const points = (curve[arm] ?? [])
        .filter(({ planned }) => planned * (1 - limit.quantile) >= FEWEST_BEYOND)
        .map((window) => ({ rate: window.rate, latencyMs: windowLatency(window, limit.quantile) }))
      if (points.length < 2) continue
      const highest = highestRate(points, limit.maxMs)
      if (highest.kind === 'found') found[arm] = highest.rate
    }
    return found
  })
}

/** How many times as long the windows of the search must last for half of them to tell the quantile; 1 where they do. */
export function durationFactorNeeded(rounds: readonly LoadRound[], { quantile }: LoadLimit): number {
  const windows = rounds.flatMap(({ curve }) => Object.values(curve).flatMap((own) => own ?? []))
  const factors = windows.map(({ planned }) => FEWEST_BEYOND / (1 - quantile) / Math.max(1, planned)).sort((a, b) => a - b)
  return Math.max(1, factors[Math.floor(factors.length / 2)] ?? 1)
}
