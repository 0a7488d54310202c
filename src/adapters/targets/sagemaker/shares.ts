import { ALL_BP, type ByArm } from '../../../rollout/ports.ts'

/** Weights are relative: basis points of both sum to a whole, and 32-bit floats hold them exactly. */
export function weightsFor(shareBp: number): ByArm<number> {
  return { stable: ALL_BP - shareBp, canary: shareBp }
}

/** In basis points, to the nearest; null where a weight is not told or both are 0: absent is not 0, and nobody guesses. */
export function shareOf({ stable, canary }: ByArm<number | null>): number | null {
  if (stable === null || canary === null || stable + canary <= 0) return null
  return Math.round((ALL_BP * canary) / (stable + canary))
}
