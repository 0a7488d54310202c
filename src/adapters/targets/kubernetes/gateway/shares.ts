import { ALL_BP } from '../../../../rollout/ports.ts'
import type { BackendRef } from './route.ts'

/**
 * Weights of a split in basis points; null where all are 0, which the gateway answers with 500. A weight that is there at all is never read as
 * nothing, nor as everything.
 */
export function shareOf(canary: BackendRef, stable: BackendRef): number | null {
  const sum = canary.weight + stable.weight
  if (sum === 0) return null
  const share = Math.round((canary.weight / sum) * ALL_BP)
  if (canary.weight > 0 && stable.weight > 0) return Math.min(Math.max(share, 1), ALL_BP - 1)
  return share
}
