import { createHash } from 'node:crypto'
import { canonicalJson } from '../../policy/canonical-json.ts'
import { boundsInWords, boundsOf } from '../bounds.ts'
import type { Request } from '../entry.ts'
import type { Rollout } from '../rollout.ts'
import { askInWords, clockInWords } from '../told-request.ts'
import type { Look } from './decision.ts'

const DAY_MS = 24 * 3_600_000
/** Guardrails in words; the journal takes more, a comment should not. */
const MAX_RISK = 1_500

/** What a person is asked now. Everything that it is bound to is frozen in it. */
export function requestOf(look: Look, beforeBp: number): Request {
  const { rollout, nowMs } = look
  const { candidate, policySha256, settings, rung, standsBp } = rollout
  const bound = {
    rung,
    fromBp: standsBp,
    beforeBp,
    digest: candidate.digest,
    commit: candidate.commit,
    policySha256,
    evidenceSha256: digestOf(evidenceOf(look)),
    bounds: boundsOf(rollout, settings.falsePromotionRate),
    askedAtMs: nowMs,
    expiresAtMs: expiryOf(look),
  }
  const id = idOf({ ...bound, rollout: rollout.id, link: rollout.link })
  return { ...bound, id, sentence: sentenceOf(look, { ...bound, id }), runId: null }
}

/** What is excluded and what is not, for people who take the rest upon them. */
export function riskOf({ rollout, judged }: Pick<Look, 'rollout' | 'judged'>): string {
  const ratios = judged.guardrails.map(({ name, sentence }) => `${name}: ${sentence}`)
  const risk = [...ratios, ...boundsInWords(rollout, rollout.settings.falsePromotionRate)].join('; ')
  return risk.length > MAX_RISK ? `${risk.slice(0, MAX_RISK)}…` : risk
}

/** By itself, as a comment has it: what is asked, on what grounds, and until when. How one answers stands beside it. */
function sentenceOf({ rollout, judged }: Look, request: Pick<Request, 'id' | 'fromBp' | 'beforeBp' | 'expiresAtMs'>): string {
  const { candidate, previous } = rollout
  const name = `${candidate.digest.slice(0, 12)}${candidate.reference === null ? '' : ` (${candidate.reference.slice(0, 200)})`}`
  const risk = riskOf({ rollout, judged })
  return [
    `${askInWords(request)} for ${name} in place of ${previous.digest.slice(0, 12)}?`,
    `After ${judged.windows === 1 ? 'one window' : `${judged.windows} windows`}: ${risk}.`,
    ...replaced(rollout, request.beforeBp),
    `The request ${request.id} ends ${clockInWords(request.expiresAtMs)}.`,
  ].join(' ')
}

/** Whoever answered the one before must learn that it counts no longer. */
function replaced({ closed }: Rollout, beforeBp: number): string[] {
  if (closed === null || closed.request.beforeBp !== beforeBp || closed.outcome === 'granted') return []
  return [`It replaces ${closed.id}, to which no answer counts any more: ${closed.why.slice(0, 300)}.`]
}

/** A rollout that is past its deadline goes on by nobody's yes, so none is asked for longer. */
function expiryOf({ rollout, nowMs }: Look): number {
  const { settings, deadlineFromMs, isPromotionBegun } = rollout
  const expiresAtMs = nowMs + (settings.approval?.expiresMs ?? DAY_MS)
  return isPromotionBegun ? expiresAtMs : Math.min(expiresAtMs, deadlineFromMs + settings.deadlineMs)
}

function evidenceOf({ rollout, judged }: Look) {
  const { windows, lastId, strata } = rollout.live
  return { windows, lastId, strata, judged }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** Without what is easily taken for another: no i, l, o, 0 or 1. A letter first, so that no YAML makes a number of it. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz'
const SIGNS = `${LETTERS}23456789`
const ID_LENGTH = 8

/** From all that it is bound to and the chain of the journal: another request has another one, and a replay the same. */
function idOf(content: unknown): string {
  const bytes = createHash('sha256').update(canonicalJson(content)).digest()
  const signs = [...bytes.subarray(0, ID_LENGTH)].map((byte, index) => {
    const from = index === 0 ? LETTERS : SIGNS
    return from[byte % from.length]
  })
  return signs.join('')
}
