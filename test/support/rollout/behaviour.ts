import type { ByArm } from '../../../src/rollout/ports.ts'

/** What a fake service does; tests change it while it serves. */
export type Behaviour = {
  /** Requests of both arms in a second. */
  rps: number
  failureRate: ByArm<number>
  /** Milliseconds: the median of each arm's latency. */
  latencyMs: ByArm<number>
  /** Throws, or says what it cannot read. */
  telemetryDown: string | null
  targetDown: string | null
  canaryReady: boolean
  stableReady: boolean
  /** Why the nodes do not agree; null while they do. */
  mixed: string | null
  /** Part of the canary's share that really reaches it. */
  routed: number
  /** A proxy that goes on routing by the roles of before, whatever it says; null while it does as it says. */
  servesSwapped: boolean | null
  /** Requests of its own kind that the canary counts in each window, whatever its share is. */
  probes: number
}

export const WELL: Behaviour = {
  rps: 20,
  failureRate: { stable: 0.02, canary: 0.02 },
  latencyMs: { stable: 40, canary: 40 },
  telemetryDown: null,
  targetDown: null,
  canaryReady: true,
  stableReady: true,
  mixed: null,
  routed: 1,
  servesSwapped: null,
  probes: 0,
}

/** Bucket edges in seconds, as a web server has them. */
export const EDGES: readonly number[] = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2]
