import { TargetError } from '../../../rollout/ports.ts'

const ALL_BP = 10_000

/** Weights are relative: basis points of both sum to a whole, and 32-bit floats hold them exactly. */
export function weightsFor(shareBp: number): { readonly stable: number; readonly canary: number } {
  return { stable: ALL_BP - shareBp, canary: shareBp }
}

/** In basis points, to the nearest; null where a weight is not told or both are 0: absent is not 0, and nobody guesses. */
export function shareOf({ stable, canary }: { readonly stable: number | null; readonly canary: number | null }): number | null {
  if (stable === null || canary === null || stable + canary <= 0) return null
  return Math.round((ALL_BP * canary) / (stable + canary))
}

/** @throws TargetError `refused` */
export function requireShare(shareBp: number): void {
  if (Number.isInteger(shareBp) && shareBp >= 0 && shareBp <= ALL_BP) return
  throw new TargetError('refused', `${shareBp} basis points are no share`)
}
