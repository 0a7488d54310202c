import type { Evidence } from '../stats/sequential/guardrail.ts'
import type { IncidentEvidence } from '../stats/sequential/incident.ts'
import type { SplitEvidence } from '../stats/sequential/split.ts'
import type { Action, Closed, ModelFile, Request, StartBody } from './entry.ts'
import type { ApprovalAnswer, Json } from './ports.ts'
import type { Stratum } from './strata.ts'
import type { Event, State } from './transitions.ts'

/** When the share changed: it may have been any time between the intent and its being read back. By our clock. */
export type ShareChange = { readonly fromMs: number; readonly toMs: number; readonly shareBp: number }

/** `isTold`: a tick has written since, and said so where it was asked. */
export type ClosedRequest = Closed & { readonly atMs: number; readonly request: Request; readonly isTold: boolean }

/** Everything that the journal says of one rollout, in the form that decisions are made from. */
export type Rollout = Pick<StartBody, 'candidate' | 'previous' | 'settings' | 'policySha256' | 'verdicts' | 'notes'> & {
  readonly id: string
  readonly startedAtMs: number
  readonly startedBy: string
  readonly state: State
  readonly sinceMs: number
  /** Index of the rung that stands or is being written; −1 before the first. */
  readonly rung: number
  /** The share as last read back, and the largest that was authorised since. */
  readonly standsBp: number
  readonly pending: Action | null
  readonly changes: readonly ShareChange[]
  readonly held: { readonly before: State; readonly reason: string | null; readonly sticky: boolean; readonly message: string } | null
  /** Why it does not go on although nothing speaks against the canary, as it was last said; null: nothing was. */
  readonly waits: string | null
  /** Why it is on its way back. */
  readonly cause: { readonly event: Event; readonly reason: string | null; readonly message: string } | null
  /** What stable serves after a way back. */
  readonly restore: ModelFile
  /** The promotion was begun: going back means to restore, not only to lower. */
  readonly isPromotionBegun: boolean
  /** The roles of the arms as last read. */
  readonly swapped: boolean
  /** When the promotion was written down, and which roles the arms had then; null before. */
  readonly promotion: { readonly fromMs: number; readonly swapped: boolean } | null
  readonly isRehearsed: boolean
  readonly deadlineFromMs: number
  /** The open one: unanswered, or agreed to and its raise not yet read back. */
  readonly request: Request | null
  /** To the open request, as the journal last has it. */
  readonly answer: ApprovalAnswer | null
  /** The newest request that has ended. */
  readonly closed: ClosedRequest | null
  /** Requests whose yes was used; where one stands, a share that fell meanwhile may rise again, as long as the yes is still there to be read. */
  readonly granted: readonly Request[]
  /** SHA-256 of the line before the last: what comes next is bound to the whole journal by it. */
  readonly link: string | null
  readonly cursor: Json | null
  readonly lastWriteMs: number
  readonly live: LiveEvidence
}

/** What the windows say. Begun anew after a rehearsal and after a promotion. */
export type LiveEvidence = {
  /** Windows that began before are of another question: of the rehearsal, or of the roles before the promotion. */
  readonly fromMs: number
  readonly guardrails: Readonly<Record<string, Evidence>>
  readonly split: SplitEvidence | null
  /** Windows that counted, and that every critical guardrail could be read in. */
  readonly windows: number
  /** Those of them since the share last changed in which the canary had requests. */
  readonly windowsAtShare: number
  /** End of the newest window that every critical guardrail could be read in; null before the first. */
  readonly seenMs: number | null
  readonly lastId: string | null
  /** Sums since the evidence was begun, apart by share: what people are told of the harm. */
  readonly strata: readonly Stratum[]
  /** By guardrail, why it could not be read in the newest window that could not. */
  readonly unread: Readonly<Record<string, string>>
  /** The stable arm by itself. */
  readonly incidents: Readonly<Record<string, IncidentEvidence>>
}

/**
 * Whether the last change is of before the way back, which for a promoted model begins with the arms: what had no traffic until then has all
 * of it from then on, whatever the number of the share says.
 */
export function isZeroOfBefore({ state, isPromotionBegun, changes, sinceMs }: Rollout): boolean {
  return state === 'rolling-back' && isPromotionBegun && (changes.at(-1)?.toMs ?? sinceMs) < sinceMs
}

/** The state that counts for what is judged: while held, the one that was held. */
export function phaseOf({ state, held }: Pick<Rollout, 'state' | 'held'>): State {
  return state === 'held' && held !== null ? held.before : state
}
