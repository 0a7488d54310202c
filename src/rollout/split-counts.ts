import type { SeenWindow } from './entry.ts'
import type { ByArm } from './ports.ts'
import type { Settings } from './settings.ts'

/**
 * Requests of both arms, for the check of the split: as the telemetry counts them all, else those of the guardrail of failures or latencies
 * that has the most, which comes nearest. Values of a mean are none: a request may have any number of them. null: nothing counts any.
 */
export function splitCounts({ requests, readings }: Pick<SeenWindow, 'requests' | 'readings'>): ByArm<number> | null {
  if (requests !== null) return requests
  let most: ByArm<number> | null = null
  for (const reading of Object.values(readings)) {
    const counts = countsIn(reading)
    if (counts !== null && (most === null || counts.stable + counts.canary > most.stable + most.canary)) most = counts
  }
  return most
}

function countsIn(reading: SeenWindow['readings'][string]): ByArm<number> | null {
  if (reading.kind === 'rate') return { stable: reading.arms.stable.requests, canary: reading.arms.canary.requests }
  if (reading.kind !== 'histogram') return null
  const { stable, canary } = reading.arms
  return { stable: sumOf(stable.counts), canary: sumOf(canary.counts) }
}

/** What people must know before traffic moves, where nobody can check the split. @param history windows from before; none where nobody knows */
export function notesOnSplit({ guardrails }: Pick<Settings, 'guardrails'>, history: readonly Pick<SeenWindow, 'requests'>[]): string[] {
  if (guardrails.some(({ spec }) => spec.kind !== 'mean') || history.some(({ requests }) => requests !== null)) return []
  return [
    'Nothing counts the requests of each arm, so the split is not checked (`split-tolerance`): let the telemetry tell them, or add a guardrail of failures or latencies.',
  ]
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
