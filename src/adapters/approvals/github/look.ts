import type { RolloutPolicy } from '../../../rollout/policy/section.ts'
import type { ApprovalAnswer, ApprovalRequest, People } from '../../../rollout/ports.ts'
import type { Place } from '../../publishing/github/client.ts'
import type { PullRequest } from './pull-request.ts'

export type ApprovalRule = NonNullable<RolloutPolicy['approval']>

/** What somebody is asked about. */
export type Subject = { readonly model: string; readonly environment: string }

/** One look at GitHub for the answer to a request. Nothing of an earlier look is used. */
export type Look = {
  readonly place: Place
  readonly people: People
  readonly rule: ApprovalRule
  readonly subject: Subject
  readonly request: ApprovalRequest
  /** Whose commit is rolled out; null where no merged pull request brought it. */
  readonly pull: PullRequest | null
}

export type Heard = {
  readonly answer: ApprovalAnswer
  /** The run whose gated job waits for the answer, as a page; null where none does. */
  readonly runUrl: string | null
}

/** Between the clock of the runner that asks and GitHub's, for what the request's id ties to it besides. */
export const CLOCK_SKEW_MS = 60_000

export function pending(why: string): ApprovalAnswer {
  return { kind: 'pending', by: null, why }
}

/** GitHub tells whole seconds: what came in the very second of the request came after it. */
export function isBefore(time: string, askedAtMs: number): boolean {
  return !(Date.parse(time) >= Math.floor(askedAtMs / 1_000) * 1_000)
}

export function isAfter(time: string, expiresAtMs: number): boolean {
  return !(Date.parse(time) <= expiresAtMs)
}

export function clock(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** The id by itself, not as a part of a longer word: `a-1` is not said by who says `a-12`. */
export function namesRequest(text: string, id: string): boolean {
  const literal = id.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`(?<![A-Za-z0-9_.-])${literal}(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])`).test(text)
}
