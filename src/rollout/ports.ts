/** Live, the arms are called so; offline they are baseline and candidate. */
export type Arm = 'stable' | 'canary'
export const ARMS: readonly Arm[] = ['stable', 'canary']
export type ByArm<T> = Readonly<Record<Arm, T>>

export function byArm<T>(make: (arm: Arm) => T): ByArm<T> {
  return { stable: make('stable'), canary: make('canary') }
}

/** All of the traffic, in basis points. */
export const ALL_BP = 10_000

/** What `JSON.parse` gives: what a journal can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Moves the traffic. Rolling back is `apply` with share 0. Every write is read back by the caller. */
export interface DeploymentTarget {
  readonly capabilities: TargetCapabilities
  /** @throws TargetError when it cannot be read */
  read(): Promise<TargetState>
  /**
   * Sets the canary's share, and renews the lease where there is one. Absolute and idempotent.
   *
   * @throws TargetError: `conflict` when `expectedGeneration` is no longer the target's (never retried blindly), `unknown-outcome` when
   *   nobody can say whether it happened (read again), `refused` and `unavailable` when nothing was changed
   */
  apply(request: ApplyRequest): Promise<void>
  /** Renews the dead man's lease of the share that stands, and nothing else. Only where `capabilities.lease`. */
  renewLease(durationMs: number): Promise<void>
  /** Makes the canary the stable arm: `swap` exchanges the roles, `retarget` points the stable arm to the canary's model. Idempotent. */
  promote(request: PromoteRequest): Promise<void>
}

export type TargetCapabilities = {
  /** The share falls to 0 by itself when the lease is not renewed. */
  readonly lease: boolean
  readonly promotion: 'swap' | 'retarget'
  /** Smallest share above 0 that can be set, in basis points. */
  readonly smallestStepBp: number
  /** Shares that cannot be set exactly are rounded: what would stand after asking for `shareBp`. */
  reachableBp(shareBp: number): number
  /** Of two writes with the same `expectedGeneration` at once, exactly one is done. Left out: not promised, only the journal decides. */
  readonly compareAndSwap?: boolean
}

export type ApplyRequest = {
  /** In basis points of the traffic: 10,000 is all. */
  readonly shareBp: number
  /** From the last `read`; null writes whatever stands there (rollback only). */
  readonly expectedGeneration: string | null
  /** null where the target has no lease, or for share 0. */
  readonly leaseMs: number | null
}

export type PromoteRequest = {
  readonly digest: string
  readonly expectedGeneration: string | null
}

export type TargetState = {
  /** As last set, in basis points; null when the nodes disagree (`mixed` then says how). */
  readonly shareBp: number | null
  /** What is really served according to the target: 0 when the canary is down or the lease ran out. null: the target cannot tell. */
  readonly effectiveBp: number | null
  /** Changes with every write by anybody. */
  readonly generation: string
  /** Milliseconds until the lease ends; null without one. */
  readonly leaseLeftMs: number | null
  readonly arms: ByArm<ArmState>
  /** Nodes or routes that do not agree, in words; null when all do. Nobody advances on a mixed state. */
  readonly mixed: string | null
  /** When the data plane last lost its memory, in epoch milliseconds of its own clock; null where it cannot tell. */
  readonly restartedAtMs: number | null
  /** The arms have exchanged the roles that the policy gives them (promotion by swap); left out: the target has no such memory. */
  readonly swapped?: boolean
}

export type ArmState = {
  /** What the data plane says is served, as sha256 of the model; null where the target cannot tell (see Identity). */
  readonly identity: string | null
  readonly ready: boolean
  /** In words, when not ready. */
  readonly why: string | null
}

/** Asks an arm which model it serves, through the data plane. */
export interface Identity {
  /** @throws TargetError `unavailable` when it does not answer */
  probe(arm: Arm): Promise<string>
}

export class TargetError extends Error {
  override readonly name = 'TargetError'
  readonly kind: 'conflict' | 'refused' | 'unavailable' | 'unknown-outcome'
  /** The API's own Retry-After, where it gave one. */
  readonly retryAfterMs: number | null

  constructor(
    kind: TargetError['kind'],
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | null } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** What a guardrail asks of the telemetry, by its queries; `{{arm}}` in them stands for the arm's name. */
export type Signal =
  | { readonly name: string; readonly kind: 'rate'; readonly requests: string; readonly failures: string }
  | { readonly name: string; readonly kind: 'histogram'; readonly histogram: string }
  | { readonly name: string; readonly kind: 'mean'; readonly count: string; readonly sum: string; readonly sumOfSquares: string }

/** Counts per arm and closed window. */
export interface Telemetry {
  /** Before traffic moves: every guardrail's series are there for both arms. @throws UsageError when one is not; returns notes for people */
  preflight(): Promise<readonly string[]>
  /** Up to so many closed windows before now, oldest first: what there was before traffic moves. Left out: it has no memory. */
  history?(windows: number): Promise<readonly Window[]>
  /** Closed windows after the cursor, oldest first. @throws TelemetryError when nothing can be read */
  read(cursor: Json | null): Promise<TelemetryReading>
}

export type TelemetryReading = {
  readonly windows: readonly Window[]
  /** Where the next reading starts; kept in the journal by whoever decides. */
  readonly cursor: Json
  /** Time of the newest sample by the telemetry's own clock, epoch milliseconds; null before the first. */
  readonly newestMs: number | null
}

/** A closed metric interval. Never re-scored: its id tells it from all others and grows with time. */
export type Window = {
  readonly id: string
  /** By the telemetry's own clock, epoch milliseconds. Nothing before is counted; it may lie before the end of the window before it. */
  readonly fromMs: number
  readonly toMs: number
  /** All requests of each arm, for the split check; null when they cannot be told. */
  readonly requests: ByArm<number> | null
  /** By the guardrail's name. */
  readonly readings: Readonly<Record<string, Reading>>
  /** What happened in it that people should know: a restart of an arm, a gap, a reset. */
  readonly events: readonly string[]
}

export type Reading =
  | { readonly kind: 'rate'; readonly arms: ByArm<RateCounts> }
  | { readonly kind: 'histogram'; readonly edges: readonly number[]; readonly arms: ByArm<HistogramCounts> }
  | { readonly kind: 'mean'; readonly arms: ByArm<MeanSums> }
  /** Multiplies the evidence by 1: neither good nor bad. Never zero counts. */
  | { readonly kind: 'not-evaluable'; readonly why: string }

export type RateCounts = { readonly requests: number; readonly failures: number }
/** `counts[i]` requests took longer than `edges[i − 1]` and at most `edges[i]`; the last counts those beyond the last edge. In the edges' unit. */
export type HistogramCounts = { readonly counts: readonly number[] }
export type MeanSums = { readonly count: number; readonly sum: number; readonly sumOfSquares: number }

export class TelemetryError extends Error {
  override readonly name = 'TelemetryError'
  readonly retryAfterMs: number | null

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number | null } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** An append-only, hash-chained log with compare-and-swap: the whole state of a rollout. */
export interface Journal {
  /** All entries of this model and environment, oldest first, and the head to append to. @throws JournalError */
  read(): Promise<JournalContents>
  /**
   * Appends all or none.
   *
   * @throws JournalError: `conflict` when somebody else wrote since `head` (read again and decide anew)
   */
  append(head: string | null, entries: readonly string[]): Promise<string>
}

export type JournalContents = {
  /** Names the state that was read; null for an empty journal. */
  readonly head: string | null
  /** Each one line of canonical JSON. */
  readonly entries: readonly string[]
}

export class JournalError extends Error {
  override readonly name = 'JournalError'
  /** `unwritable`: an entry of ours that could not be read again, and was written nowhere. */
  readonly kind: 'conflict' | 'unavailable' | 'corrupt' | 'unknown-outcome' | 'unwritable'

  constructor(kind: JournalError['kind'], message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options)
    this.kind = kind
  }
}

/** What a person is asked, frozen: an answer counts for this and nothing else. */
export type ApprovalRequest = {
  readonly id: string
  /** Before which share, in basis points; 10,000 is the promotion. */
  readonly beforeBp: number
  readonly digest: string
  readonly commit: string | null
  readonly policySha256: string
  /** What is excluded and what is not. */
  readonly sentence: string
  readonly askedAtMs: number
  readonly expiresAtMs: number
  /** Of GitHub, whose gated job waits for the reviewers; null: none has said so in the journal yet. */
  readonly runId: number | null
}

export type ApprovalAnswer = {
  readonly kind: 'pending' | 'approved' | 'refused'
  /** The login of who answered. */
  readonly by: string | null
  /** Where the answer was read, or why one that somebody gave does not count. */
  readonly why: string
}

/** Asks people, and re-reads their answer at its source each time: the journal is no authority. */
export interface Approvals {
  /** Before a rollout starts: people can be asked, and only they can answer. @throws UsageError with what to do; returns notes for people */
  preflight(): Promise<readonly string[]>
  /** Asks where it was not asked yet, and says what the answer is now. An answer that it cannot read is `pending`. */
  read(request: ApprovalRequest): Promise<ApprovalAnswer>
  /** Says where it was asked that it has ended, and why. Left out: nowhere. Nothing depends on it. */
  tellEnd?(request: ApprovalRequest, ended: EndedRequest): Promise<void>
}

export type EndedRequest = {
  readonly outcome: 'granted' | 'refused' | 'expired' | 'void'
  readonly by: string | null
  readonly why: string
}

/** Who somebody is in the repository, asked at the source each time. */
export interface People {
  /** @throws PeopleError when it cannot be told */
  permissionOf(login: string): Promise<Permission>
  /** An active member of `team` (its slug, in the repository's organisation). @throws PeopleError when the token may not read teams */
  isMember(team: string, login: string): Promise<boolean>
}

export const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const
/** Rising. */
export type Permission = (typeof PERMISSIONS)[number]

export class PeopleError extends Error {
  override readonly name = 'PeopleError'
}

export interface Clock {
  nowMs(): number
  /** Ends early when the signal fires. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>
}
