import type { SeenWindow } from '../entry.ts'
import type { Arm } from '../ports.ts'

export const ARMS: readonly Arm[] = ['stable', 'canary']

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
 * How a release went live. `beside`: both models answered in the same windows, as a canary and its control. `alone`: at each time one model
 * answered, and nobody knows what the other would have done.
 */
export function kindOf({ windows, atMs }: RecordedRelease): 'beside' | 'alone' | 'silent' {
  const served = windows.filter(({ fromMs }) => fromMs >= atMs).map((window) => ARMS.filter((arm) => (requestsOf(window, arm) ?? 0) > 0))
  const busy = served.filter((arms) => arms.length > 0)
  if (busy.length === 0) return 'silent'
  return busy.filter((arms) => arms.length === ARMS.length).length * 2 >= busy.length ? 'beside' : 'alone'
}
