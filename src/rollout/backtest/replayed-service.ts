import { createHash } from 'node:crypto'
import type { Uniform } from '../../stats/uniform.ts'
import type { Ports } from '../advance.ts'
import type { SeenWindow } from '../entry.ts'
import { type Journal, JournalError, type Json, type TargetCapabilities, type TargetState, type Telemetry } from '../ports.ts'
import { type RecordedRelease, requestsOf } from './recording.ts'
import type { Traffic } from './traffic.ts'

export type ReplayOptions = {
  readonly traffic: Traffic
  readonly random: Uniform
  /** Between two ticks; null: after each window, as a watching job does. */
  readonly everyMs: number | null
}

/** Shares are set as they are asked for. */
export const EXACT: TargetCapabilities = { lease: false, promotion: 'swap', smallestStepBp: 1, reachableBp: (shareBp) => shareBp }

/** Stands for the model: recordings have no files. */
export function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

/** Proxy, metrics and clock of a release: the share is what the rollout sets, the counts are what was recorded, thinned to it. */
export class ReplayedService {
  lines: readonly string[] = []
  nowMs: number
  readonly #release: RecordedRelease
  readonly #options: ReplayOptions
  readonly #lastMs: number
  /** As they were shown once: a window is never drawn twice. */
  readonly #shown: SeenWindow[] = []
  #shareBp = 0
  #generation = 0
  #isPromoted = false
  #recorded = 0
  #used = 0

  constructor(release: RecordedRelease, options: ReplayOptions) {
    this.#release = release
    this.#options = options
    this.nowMs = release.atMs
    this.#lastMs = release.windows.at(-1)?.toMs ?? release.atMs
    this.#show(release.windows.filter(({ toMs }) => toMs <= release.atMs))
  }

  get usedShare(): number {
    return this.#recorded === 0 ? 0 : this.#used / this.#recorded
  }

  /** To the next tick. @returns false where the recording has ended */
  pass(): boolean {
    if (this.nowMs >= this.#lastMs) return false
    const { windows } = this.#release
    const { everyMs } = this.#options
    const next = everyMs === null ? (windows.find(({ toMs }) => toMs > this.nowMs)?.toMs ?? this.#lastMs) : this.nowMs + everyMs
    const closed = windows.filter(({ toMs }) => toMs > this.nowMs && toMs <= next)
    this.nowMs = next
    this.#show(closed)
    return true
  }

  #show(windows: readonly SeenWindow[]): void {
    for (const window of windows) {
      const shown = this.#options.traffic(window, this.#shareBp / 10_000, this.#options.random)
      this.#shown.push(shown)
      if (this.#shareBp === 0) continue
      this.#recorded += all(window)
      this.#used += all(shown)
    }
  }

  get ports(): Ports {
    return {
      journal: this.#journal,
      telemetry: this.#telemetry,
      target: {
        capabilities: EXACT,
        read: async () => this.#state(),
        apply: async ({ shareBp }) => this.#setShare(shareBp),
        renewLease: async () => {},
        promote: async () => this.#promote(),
      },
      identity: null,
      // Whoever is asked agrees at once: what is tried is the judge, not the people.
      approvals: {
        preflight: async () => [],
        read: async () => ({ kind: 'approved', by: 'sluice backtest', why: 'a backtest asks nobody' }),
      },
      clock: { nowMs: () => this.nowMs, sleep: async () => {} },
    }
  }

  #setShare(shareBp: number): void {
    this.#shareBp = shareBp
    this.#generation++
  }

  #promote(): void {
    this.#isPromoted = true
    this.#generation++
  }

  #state(): TargetState {
    const [old, candidate] = [digestOf(`before ${this.#release.name}`), digestOf(this.#release.name)]
    const arm = (identity: string) => ({ identity, ready: true, why: null })
    return {
      shareBp: this.#shareBp,
      effectiveBp: this.#shareBp,
      generation: String(this.#generation),
      leaseLeftMs: null,
      arms: this.#isPromoted ? { stable: arm(candidate), canary: arm(old) } : { stable: arm(old), canary: arm(candidate) },
      mixed: null,
      restartedAtMs: null,
    }
  }

  readonly #telemetry: Telemetry = {
    preflight: async () => [],
    history: async (windows) => this.#shown.filter(({ toMs }) => toMs <= this.#release.atMs).slice(-windows),
    read: async (cursor: Json | null) => {
      const after = typeof cursor === 'number' ? cursor : this.#release.atMs
      const windows = this.#shown.filter(({ toMs }) => toMs > after)
      return { windows, cursor: windows.at(-1)?.toMs ?? after, newestMs: this.nowMs }
    },
  }

  readonly #journal: Journal = {
    read: async () => ({ head: this.#head(), entries: this.lines }),
    append: async (head, entries) => {
      if (head !== this.#head()) throw new JournalError('conflict', 'somebody else wrote first')
      this.lines = [...this.lines, ...entries]
      return String(this.lines.length)
    },
  }

  #head(): string | null {
    return this.lines.length === 0 ? null : String(this.lines.length)
  }
}

function all(window: SeenWindow): number {
  return (requestsOf(window, 'stable') ?? 0) + (requestsOf(window, 'canary') ?? 0)
}
