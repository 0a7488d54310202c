import {
  type ApplyRequest,
  type ByArm,
  type Clock,
  type DeploymentTarget,
  type Identity,
  type Json,
  type PromoteRequest,
  type TargetCapabilities,
  TargetError,
  type TargetState,
  type Telemetry,
  TelemetryError,
  type TelemetryReading,
  type Window,
} from '../../../src/rollout/ports.ts'

import { type Behaviour, EDGES, WELL } from './behaviour.ts'

export const STABLE = 'a'.repeat(64)
export const CANARY = 'b'.repeat(64)
export const START_MS = Date.UTC(2026, 10, 28, 12)

export type ServiceOptions = Partial<Behaviour> & {
  readonly lease?: boolean
  readonly promotion?: 'swap' | 'retarget'
  readonly windowMs?: number
}

/**
 * A service behind a proxy, as it is seen through the ports: a share that takes effect at once, a lease that runs out, counts that follow
 * from what was served. Its clock stands still unless somebody sleeps or a test moves it. Nothing is random.
 */
export class FakeService {
  readonly behaviour: Behaviour
  nowMs = START_MS
  shareBp = 0
  generation = 0
  leaseEndsMs: number | null = null
  restartedAtMs: number | null = null
  swapped = false
  models: ByArm<string> = { stable: STABLE, canary: CANARY }
  /** Every write, in order. */
  readonly writes: { readonly atMs: number; readonly what: string }[] = []
  /** Called with each share before it stands. */
  onShare: (shareBp: number) => void = () => {}
  readonly #options: ServiceOptions
  readonly #windowMs: number
  readonly #windows: Window[] = []
  #openWindow: { fromMs: number; served: ByArm<number> }
  #carry = { stable: 0, canary: 0 }

  constructor(options: ServiceOptions = {}) {
    this.#options = options
    this.#windowMs = options.windowMs ?? 60_000
    this.behaviour = { ...WELL, ...options }
    this.#openWindow = { fromMs: START_MS, served: { stable: 0, canary: 0 } }
  }

  /** Serves traffic meanwhile. */
  pass(milliseconds: number): void {
    const end = this.nowMs + milliseconds
    while (this.nowMs < end) {
      const until = Math.min(end, this.#openWindow.fromMs + this.#windowMs, this.#nextLapse(end))
      this.#serve(until - this.nowMs)
      this.nowMs = until
      if (this.leaseEndsMs !== null && this.nowMs >= this.leaseEndsMs) this.#lapse()
      if (this.nowMs === this.#openWindow.fromMs + this.#windowMs) this.#closeWindow()
    }
  }

  failTelemetry(why: string | null): void {
    this.behaviour.telemetryDown = why
  }

  failCanary(rate: number): void {
    this.behaviour.failureRate = { ...this.behaviour.failureRate, canary: rate }
  }

  failBoth(rate: number): void {
    this.behaviour.failureRate = { stable: rate, canary: rate }
  }

  /** The model that was promoted by swap: the physical arms keep their names, and it serves from the one that was the canary. */
  failNew(rate: number): void {
    this.failCanary(rate)
  }

  crashCanary(): void {
    this.behaviour.canaryReady = false
  }

  /** Too little traffic to prove anything. */
  stall(): void {
    this.behaviour.rps = 0.2
  }

  /** Into the canary arm. */
  deploy(digest: string): void {
    this.models = { ...this.models, canary: digest }
  }

  failTarget(why: string | null): void {
    this.behaviour.targetDown = why
  }

  get effectiveBp(): number {
    return this.behaviour.canaryReady ? this.shareBp : 0
  }

  /** As somebody with a console of the proxy would. */
  setByHand(shareBp: number): void {
    this.shareBp = shareBp
    this.generation++
    if (this.#options.lease === true) this.leaseEndsMs = this.nowMs + 900_000
  }

  restart(shareBp = 0): void {
    this.shareBp = shareBp
    this.leaseEndsMs = null
    this.generation++
    this.restartedAtMs = this.nowMs
  }

  #nextLapse(end: number): number {
    return this.leaseEndsMs === null ? end : Math.max(this.leaseEndsMs, this.nowMs + 1)
  }

  #lapse(): void {
    this.shareBp = 0
    this.leaseEndsMs = null
    this.generation++
  }

  #serve(milliseconds: number): void {
    const requests = (this.behaviour.rps * milliseconds) / 1000
    const share = (this.effectiveBp * this.behaviour.routed) / 10_000
    const { served } = this.#openWindow
    // Counters keep the names of the arms; after a swap the roles are exchanged.
    const ofCanary = (this.behaviour.servesSwapped ?? this.swapped) ? 1 - share : share
    this.#openWindow = {
      ...this.#openWindow,
      served: { stable: served.stable + requests * (1 - ofCanary), canary: served.canary + requests * ofCanary },
    }
  }

  #closeWindow(): void {
    const { fromMs, served } = this.#openWindow
    const counts = { stable: this.#counts('stable', served.stable), canary: this.#counts('canary', served.canary + this.behaviour.probes) }
    this.#windows.push({
      id: String(fromMs),
      fromMs,
      toMs: this.nowMs,
      requests: { stable: counts.stable.requests, canary: counts.canary.requests },
      readings: {
        errors: { kind: 'rate', arms: counts },
        latency: {
          kind: 'histogram',
          edges: EDGES,
          arms: {
            stable: { counts: this.#histogram('stable', counts.stable.requests) },
            canary: { counts: this.#histogram('canary', counts.canary.requests) },
          },
        },
      },
      events: [],
    })
    this.#openWindow = { fromMs: this.nowMs, served: { stable: 0, canary: 0 } }
  }

  /** Fractions of failures are carried over, so that a rate of 0.5 % of few requests still fails now and then. */
  #counts(arm: 'stable' | 'canary', served: number): { requests: number; failures: number } {
    const requests = Math.round(served)
    const due = this.#carry[arm] + requests * this.behaviour.failureRate[arm]
    const failures = Math.min(requests, Math.floor(due))
    this.#carry = { ...this.#carry, [arm]: due - failures }
    return { requests, failures }
  }

  /** Log-logistic: half of the requests are below the median, a tail beyond. */
  #histogram(arm: 'stable' | 'canary', requests: number): number[] {
    const median = this.behaviour.latencyMs[arm] / 1000
    const below = (edge: number) => Math.round(requests / (1 + (median / edge) ** 3))
    const cumulative = [...EDGES.map(below), requests]
    return cumulative.map((count, index) => count - (cumulative[index - 1] ?? 0))
  }

  readonly clock: Clock = {
    nowMs: () => this.nowMs,
    sleep: async (milliseconds) => this.pass(milliseconds),
  }

  readonly identity: Identity = {
    probe: async (arm) => {
      if (arm === 'canary' && !this.behaviour.canaryReady) throw new TargetError('unavailable', 'connection refused')
      return this.models[arm]
    },
  }

  readonly telemetry: Telemetry = {
    preflight: async () => [],
    history: async (windows) => this.#windows.slice(-windows),
    read: async (cursor: Json | null): Promise<TelemetryReading> => {
      if (this.behaviour.telemetryDown !== null) throw new TelemetryError(this.behaviour.telemetryDown)
      const after = typeof cursor === 'number' ? cursor : this.nowMs - 10 * this.#windowMs
      const windows = this.#windows.filter(({ toMs }) => toMs > after)
      return { windows, cursor: windows.at(-1)?.toMs ?? after, newestMs: this.nowMs }
    },
  }

  get target(): DeploymentTarget {
    return {
      capabilities: this.#capabilities(),
      read: async () => this.#state(),
      apply: async (request) => this.#apply(request),
      renewLease: async (durationMs) => {
        this.#requireUp()
        if (this.shareBp > 0) this.leaseEndsMs = this.nowMs + durationMs
      },
      promote: async (request) => this.#promote(request),
    }
  }

  #capabilities(): TargetCapabilities {
    return {
      lease: this.#options.lease ?? false,
      promotion: this.#options.promotion ?? 'swap',
      smallestStepBp: 1,
      reachableBp: (shareBp) => shareBp,
    }
  }

  #state(): TargetState {
    this.#requireUp()
    const arm = (name: 'stable' | 'canary', ready: boolean) => ({
      identity: this.models[name],
      ready,
      why: ready ? null : 'health check fails',
    })
    return {
      shareBp: this.behaviour.mixed === null ? this.shareBp : null,
      effectiveBp: this.effectiveBp,
      generation: String(this.generation),
      leaseLeftMs: this.leaseEndsMs === null ? null : this.leaseEndsMs - this.nowMs,
      arms: { stable: arm('stable', this.behaviour.stableReady), canary: arm('canary', this.behaviour.canaryReady) },
      mixed: this.behaviour.mixed,
      restartedAtMs: this.restartedAtMs,
      swapped: this.swapped,
    }
  }

  #requireUp(): void {
    if (this.behaviour.targetDown !== null) throw new TargetError('unavailable', this.behaviour.targetDown)
  }

  #requireGeneration(expected: string | null): void {
    if (expected !== null && expected !== String(this.generation)) throw new TargetError('conflict', 'somebody else wrote')
  }

  #apply({ shareBp, expectedGeneration, leaseMs }: ApplyRequest): void {
    this.#requireUp()
    this.#requireGeneration(expectedGeneration)
    this.onShare(shareBp)
    this.writes.push({ atMs: this.nowMs, what: `share ${shareBp}` })
    this.shareBp = shareBp
    this.leaseEndsMs = leaseMs === null ? null : this.nowMs + leaseMs
    this.generation++
  }

  #promote({ digest, expectedGeneration }: PromoteRequest): void {
    this.#requireUp()
    this.#requireGeneration(expectedGeneration)
    this.writes.push({ atMs: this.nowMs, what: `promote ${digest.slice(0, 1)}` })
    if (this.models.stable === digest) return
    const isSwap = this.#capabilities().promotion === 'swap'
    this.models = isSwap ? { stable: this.models.canary, canary: this.models.stable } : { stable: digest, canary: this.models.canary }
    if (isSwap) this.swapped = !this.swapped
    this.generation++
  }
}
