import { createHash } from 'node:crypto'
import { type Ports, type TickContext, tick } from '../advance.ts'
import { sealEntries } from '../chain.ts'
import type { SeenWindow, StartBody, Step } from '../entry.ts'
import { isOpen } from '../fold.ts'
import { type Journal, JournalError, type Json, type TargetState, type Telemetry } from '../ports.ts'
import { readHistory } from '../read-history.ts'
import type { Rollout } from '../rollout.ts'
import type { Settings } from '../settings.ts'
import { type RecordedRelease, requestsOf } from './recording.ts'
import type { Uniform } from './thin.ts'
import type { Traffic } from './traffic.ts'

export type ReleaseRun = {
  readonly outcome: 'rolled-back' | 'promoted' | 'undecided'
  /** From the start of the release to the decision; of an undecided one to the end of the deadline or of the recording. */
  readonly afterMs: number
  /** When it was decided. */
  readonly shareBp: number
  readonly step: number
  readonly windows: number
  readonly reason: string | null
  readonly message: string
  /** Of the requests recorded meanwhile: how many the rollout was shown. */
  readonly usedShare: number
  readonly journal: readonly string[]
}

export type RunOptions = {
  readonly settings: Settings
  readonly traffic: Traffic
  readonly random: Uniform
  /** Between two ticks; null: after each window, as a watching job does. */
  readonly everyMs: number | null
  readonly policySha256: string
  readonly version: string
}

/** One recorded release through the rollout itself: the same ticks, judge and journal, on a clock that follows the recording. */
export async function runRelease(release: RecordedRelease, options: RunOptions): Promise<ReleaseRun> {
  const replayed = new ReplayedService(release, options)
  const ports = replayed.ports
  const context: TickContext = {
    by: 'sluice backtest',
    policySha256: options.policySha256,
    attended: true,
    signal: new AbortController().signal,
    onStep: () => {},
  }
  await ports.journal.append(null, [startOf(release, options)])
  for (;;) {
    const { history, steps } = await tick(ports, context)
    const { current } = history
    if (current === null) throw new Error('the backtest lost its rollout')
    const isOver = !isOpen(current) || current.state === 'settling' || steps.some(({ reason }) => reason === 'DEADLINE')
    if (isOver || !replayed.pass()) return outcomeOf(current, replayed, release)
  }
}

function startOf({ name, atMs }: RecordedRelease, { settings, policySha256, version }: RunOptions): string {
  const body: StartBody = {
    kind: 'start',
    candidate: { digest: digestOf(name), reference: null, commit: null },
    previous: { digest: digestOf(`before ${name}`), reference: null, commit: null },
    settings,
    policySha256,
    verdicts: [],
    notes: ['A backtest: the counts are recorded ones, thinned to the shares of the ladder.'],
    sluice: version,
  }
  const [line = ''] = sealEntries([], [{ at: atMs, by: 'sluice backtest', rollout: `backtest-${name}`.slice(0, 200), body }])
  return line
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

function outcomeOf(rollout: Rollout, { lines, usedShare, nowMs }: ReplayedService, { atMs }: RecordedRelease): ReleaseRun {
  const { entries } = readHistory(lines)
  const taken = entries.flatMap(({ at, body }) => (body.kind === 'step' ? [{ at, step: body.step }] : []))
  // A deadline decides nothing about the model, whatever the policy does then.
  const decisive = taken.find(({ step }) => step.event === 'promote' || (step.event !== null && step.to === 'rolling-back'))
  const common = { usedShare, journal: lines }
  // A deadline decides nothing about the model, whatever the policy does then.
  if (decisive !== undefined && decisive.step.event !== 'deadline-passed') {
    const { at, step } = decisive
    const outcome = step.event === 'promote' ? ('promoted' as const) : ('rolled-back' as const)
    return { ...common, ...told(step), outcome, afterMs: at - atMs, shareBp: rollout.settings.rungs[step.rung]?.shareBp ?? 0 }
  }
  const ended = rollout.held ?? rollout.cause
  const message = ended?.message ?? `The recording ends first, in ${rollout.state}.`
  return {
    ...common,
    outcome: 'undecided',
    afterMs: nowMs - atMs,
    shareBp: rollout.standsBp,
    step: rollout.rung + 1,
    windows: rollout.live.windows,
    reason: ended?.reason ?? null,
    message,
  }
}

function told({ rung, judged, reason, message }: Step) {
  return { step: rung + 1, windows: judged?.windows ?? 0, reason, message }
}

/** Proxy, metrics and clock of a release: the share is what the rollout sets, the counts are what was recorded, thinned to it. */
class ReplayedService {
  lines: readonly string[] = []
  nowMs: number
  readonly #release: RecordedRelease
  readonly #options: RunOptions
  readonly #lastMs: number
  /** As they were shown once: a window is never drawn twice. */
  readonly #shown: SeenWindow[] = []
  #shareBp = 0
  #generation = 0
  #isPromoted = false
  #recorded = 0
  #used = 0

  constructor(release: RecordedRelease, options: RunOptions) {
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
        capabilities: { lease: false, promotion: 'swap', smallestStepBp: 1, reachableBp: (shareBp) => shareBp },
        read: async () => this.#state(),
        apply: async ({ shareBp }) => this.#setShare(shareBp),
        renewLease: async () => {},
        promote: async () => this.#promote(),
      },
      identity: null,
      // Whoever is asked agrees at once: what is tried is the judge, not the people.
      approvals: { read: async () => ({ kind: 'approved', by: 'sluice backtest', why: 'a backtest asks nobody' }) },
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
