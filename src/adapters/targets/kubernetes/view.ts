import type { ArmState, ByArm, TargetCapabilities } from '../../../rollout/ports.ts'
import type { JsonPatch, Place } from './client/api.ts'

export type Write = { readonly place: Place; readonly patch: JsonPatch }

/** One look at the object of a kind, and what could be written to it as it was then. */
export type View = {
  readonly nowMs: number
  /** Changes with every write that matters to the split, and with none of a controller's own. */
  readonly generation: string
  /** As last set; null where it is no split that Sluice could have set. */
  readonly shareBp: number | null
  readonly effectiveBp: number | null
  /** In words, why what was set is not what is served (yet); null when it is. */
  readonly lag: string | null
  /** Why no more traffic may be given; lowering is tried whatever it says. */
  readonly obstacle: string | null
  readonly arms: ByArm<ArmState>
  readonly swapped?: boolean
  /** null: it stands already. @throws TargetError `refused` for a share that cannot be set */
  setShare(shareBp: number): Write | null
  /** Takes all traffic back by itself, however the object was changed meanwhile; refused by the server where it no longer means the same. */
  wayBack(): JsonPatch
  /** null: it is done. @throws TargetError `refused` */
  promote(digest: string): Write | null
}

/** `split`: readiness of the arms is left out, so that no rollback waits for it. */
export type Needs = 'all' | 'split'

/** What differs from kind to kind. */
export interface Kind {
  readonly capabilities: Omit<TargetCapabilities, 'lease' | 'compareAndSwap'>
  /** @throws TargetError */
  look(needs: Needs): Promise<View>
}
