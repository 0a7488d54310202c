import { boundsOf } from '../bounds.ts'
import type { Action, Request } from '../entry.ts'
import { percent } from '../percent.ts'
import { ALL_BP } from '../ports.ts'
import type { Rollout } from '../rollout.ts'
import type { Look } from './decision.ts'

/** What an open request is worth at this look. Only `approved` lets a share rise. */
export type Standing =
  | { readonly kind: 'pending' | 'approved' | 'refused'; readonly by: string | null; readonly why: string }
  | { readonly kind: 'void'; readonly rule: VoidRule; readonly why: string }

export type VoidRule = (typeof VOID_RULES)[number][0]

/** In words, what no longer holds; null while it does. */
type Holds = (look: Look, request: Request) => string | null

/**
 * A request is void as soon as one of these says why, whatever anybody answers. Unknown is not changed: what cannot be read holds the
 * rollout by rules of its own, and the request waits.
 */
export const VOID_RULES = [
  ['superseded', ({ rollout }, { id }) => (rollout.request?.id === id ? null : supersededBy(rollout.request))],
  ['expired', ({ nowMs }, { expiresAtMs }) => (nowMs < expiresAtMs ? null : `its time ended ${new Date(expiresAtMs).toISOString()}`)],
  ['model', ({ rollout }, { digest }) => changed('the candidate', digest, rollout.candidate.digest)],
  ['commit', ({ rollout }, { commit }) => changed('the commit', commit, rollout.candidate.commit)],
  ['policy', ({ observed }, { policySha256 }) => changed('the rollout section of the policy', policySha256, observed.policySha256)],
  ['step', (look, { rung }) => (stepOf(look) === rung ? null : 'another step stands than when it was asked')],
  ['share', ({ rollout }, { fromBp }) => changed('the share', percent(fromBp), percent(rollout.standsBp))],
  ['identity', ({ observed }, { digest }) => changed('the model that the canary serves', digest, observed.identity.canary ?? digest)],
  [
    'stable',
    ({ rollout, observed }) =>
      changed('the model that stable serves', rollout.previous.digest, observed.identity.stable ?? rollout.previous.digest),
  ],
  ['breach', ({ judged }) => (judged.rollback < judged.rollbackAt ? null : 'a guardrail has proven the canary worse than allowed')],
  ['harm', harmGrown],
] as const satisfies readonly (readonly [string, Holds])[]

/** @returns what voids the request; null while it stands */
export function voidedBy(look: Look, request: Request): { readonly rule: VoidRule; readonly why: string } | null {
  for (const [rule, holds] of VOID_RULES) {
    const why = holds(look, request)
    if (why !== null) return { rule, why }
  }
  return null
}

/** A no is heard even where the request is void: it only leads down. */
export function standingOf(look: Look): Standing {
  const { request } = look.rollout
  const { approval } = look.observed
  if (request === null) return { kind: 'void', rule: 'superseded', why: 'no request is open' }
  if (approval?.kind === 'refused') return approval
  const voided = voidedBy(look, request)
  if (voided !== null) return { kind: 'void', ...voided }
  return approval ?? { kind: 'pending', by: null, why: 'nobody can be asked from here' }
}

/** Nobody had to agree, or somebody does. */
export function isAgreed(look: Look): boolean {
  return look.rollout.request === null || standingOf(look).kind === 'approved'
}

/**
 * Whose yes stands behind a raise: the open request, else the one that was granted before the highest step that it passes. An entry that
 * only says so is none: whoever writes reads the answer to this request at its source.
 *
 * @returns null where nobody has to agree, `missing` where the journal names no request
 */
export function requestBehind({ request, granted, settings }: Rollout, action: Action): Request | 'missing' | null {
  if (request !== null) return request
  const toBp = action.kind === 'promote' ? ALL_BP : action.shareBp
  const asked = settings.approvalBefore.filter((beforeBp) => beforeBp <= toBp)
  if (asked.length === 0) return null
  return granted.findLast(({ beforeBp }) => beforeBp === Math.max(...asked)) ?? 'missing'
}

function supersededBy(open: Request | null): string {
  return open === null ? 'it has ended' : `${open.id} is the newer request`
}

function changed(what: string, then: string | null, now: string | null): string | null {
  return then === now ? null : `${what} is ${short(now)} now, and was ${short(then)} when it was asked`
}

/** Once the raise is written down, the step that it leads to. */
function stepOf({ rollout }: Look): number {
  return rollout.pending?.kind === 'set-share' && rollout.pending.shareBp > rollout.standsBp ? rollout.rung - 1 : rollout.rung
}

/**
 * A bound moves with every window, also of a healthy canary, and a person should not be asked twice for noise. So the one that was shown, say
 * at 5 %, must still hold at ten times that: the evidence for it may fall to a tenth. Under any harm that large it is expected to fall
 * further; where the harm is what it seemed, 1 / evidence is a supermartingale, and falls that far in at most one request of ten (Ville).
 * Simulated, 2 % of the requests of an equal canary were void in four hours, and 47 % where any growth of the bound voided them.
 */
const TOLERANCE = 10

function harmGrown({ rollout }: Look, { bounds }: Request): string | null {
  const now = boundsOf(rollout, Math.min(1, rollout.settings.falsePromotionRate * TOLERANCE))
  for (const { id, upper } of bounds) {
    const found = now.find((one) => one.id === id)?.upper ?? null
    if (upper !== null && (found === null || found > upper))
      return `${id} may be worse by more than was shown (${upper} then, ${found ?? 'no bound'} now)`
  }
  return null
}

function short(value: string | null): string {
  return value === null ? 'unknown' : /^[0-9a-f]{40,}$/.test(value) ? value.slice(0, 12) : value
}
