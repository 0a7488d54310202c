import { ALL_BP, TargetError } from '../../rollout/ports.ts'

/** @throws TargetError `refused` for what is no share */
export function requireShare(shareBp: number): void {
  if (Number.isInteger(shareBp) && shareBp >= 0 && shareBp <= ALL_BP) return
  throw new TargetError('refused', `${shareBp} basis points are no share`)
}
