import type { SeenWindow } from '../entry.ts'
import type { Arm } from '../ports.ts'

/** What is known of a release by hindsight; null: nobody says. */
export type Truth = 'healthy' | 'bad'

/** One release as it was recorded, in windows of both arms. Where one model served alone, the other arm has no requests. */
export type RecordedRelease = {
  readonly name: string
  readonly truth: Truth | null
  /** When the new model got its first traffic, epoch milliseconds. */
  readonly atMs: number
  /** By time; those before `atMs` tell what was usual. */
  readonly windows: readonly SeenWindow[]
}

export type Reading = SeenWindow['readings'][string]

/** Of one arm, by whatever tells: the count of all requests, else the largest of any guardrail; null: nothing does. */
export function requestsOf({ requests, readings }: Pick<SeenWindow, 'requests' | 'readings'>, arm: Arm): number | null {
  if (requests !== null) return requests[arm]
  const counts = Object.values(readings).flatMap((reading) => requestsRead(reading, arm) ?? [])
  return counts.length === 0 ? null : Math.max(...counts)
}

function requestsRead(reading: Reading, arm: Arm): number | null {
  switch (reading.kind) {
    case 'rate':
      return reading.arms[arm].requests
    case 'histogram':
      return reading.arms[arm].counts.reduce((sum, count) => sum + count, 0)
    case 'mean':
      return reading.arms[arm].count
    default:
      return null
  }
}

/**
 * How a release went live. `beside`: while the new model had requests, mostly the old one had some too, as a canary and its control; it may have
 * been taken back since. `alone`: at each time one model answered, and nobody knows what the other would have done. `silent`: the new one had none.
 */
export function kindOf({ windows, atMs }: RecordedRelease): 'beside' | 'alone' | 'silent' {
  const ofNew = windows.filter((window) => window.fromMs >= atMs && (requestsOf(window, 'canary') ?? 0) > 0)
  if (ofNew.length === 0) return 'silent'
  return ofNew.filter((window) => (requestsOf(window, 'stable') ?? 0) > 0).length * 2 >= ofNew.length ? 'beside' : 'alone'
}
